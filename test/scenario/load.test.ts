import { readdir, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  inOrder,
  type LoadedScenario,
  loadScenario,
  loadScenarios,
} from '../../bench/scenario/load.js';
import { runCli } from '../support/cli.js';
import { SOUND } from './sound-scenario.js';

const of = (name: string, siblings: number): LoadedScenario => ({
  ...SOUND,
  name,
  siblings: (SOUND.siblings ?? []).slice(0, siblings),
  file: `${name}.ts`,
});

test('every file in scenarios/ with a scenario in it is found, and is sound', async () => {
  const scenarios = await loadScenarios();
  const files = (await readdir('scenarios')).map((name) => `scenarios/${name}`);
  for (const { file } of scenarios) expect(files).toContain(file);
  expect(scenarios.map(({ name }) => name)).toContain('where-vs-rls');
});

test('one of a name is loaded by itself', async () => {
  const scenario = await loadScenario('where-vs-rls');
  expect(scenario).toMatchObject({ name: 'where-vs-rls', file: 'scenarios/where-vs-rls.ts' });
});

test('those without siblings come first, then by name', () => {
  const order = inOrder([of('b', 1), of('z', 0), of('a', 3), of('y', 0)]);
  expect(order.map(({ name }) => name)).toEqual(['y', 'z', 'a', 'b']);
});

test('two of a name are refused, naming both files', () => {
  const pair = [of('a', 0), { ...of('a', 0), file: 'mine.ts' }];
  expect(() => inOrder(pair)).toThrow(/^mine\.ts: name: .*"a" as in a\.ts/);
});

test('list shows each with its operations and arms; not what a removed source left in dist', async () => {
  const left = `dist/scenarios/removed-${process.pid}.js`;
  await writeFile(left, 'export default {};');
  const { stdout, stderr } = await runCli(['list']).finally(() => rm(left));
  expect(stderr).toBe('');
  for (const { name, operations, arms } of await loadScenarios()) {
    const row = `${name} .* ${operations.length} . +${arms.length} .`;
    expect(stdout).toMatch(new RegExp(row));
  }
});
