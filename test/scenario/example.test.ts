import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadScenarioFile } from '../../bench/scenario/load.js';
import { runCli } from '../support/cli.js';

const FILE = 'docs/examples/open-invoices.ts';
const code = await readFile(FILE, 'utf8');
const page = await readFile('docs/write-a-scenario.md', 'utf8');

describe('the scenario that docs/write-a-scenario.md walks through', () => {
  test('is quoted whole, and has under 60 lines', () => {
    expect(page).toContain(`\`\`\`ts\n${code}\`\`\`\n`);
    expect(code.split('\n').length).toBeLessThan(60);
  });

  test('loads', async () => {
    expect(await loadScenarioFile(FILE)).toMatchObject({ name: 'open-invoices', file: FILE });
  });

  test('every rule of an expectation is in its table, every key of it is explained', async () => {
    const types = await readFile('bench/scenario/scenario.ts', 'utf8');
    const keysOf = (name: string) => {
      const [, body = ''] = types.split(`export interface ${name} {`);
      return [...body.slice(0, body.indexOf('\n}')).matchAll(/^ {2}readonly (\w+)\??:/gm)].map(
        ([, key]) => key as string,
      );
    };
    const named = ['Expectation', 'Operation', 'Sibling', 'Scenario', 'Factors'].flatMap(keysOf);
    expect(named.length).toBeGreaterThan(40);
    // The last is set by a gate; a scenario file with it is refused (mistakes/siblings.ts).
    const own = ['name', 'title', 'tables', 'sql'];
    for (const key of named.filter((each) => !own.includes(each)))
      expect(page).toMatch(new RegExp(`\\b${key}\\b`));
  });

  test('is checked end to end: its proofs and its expectation hold', async () => {
    // Node 20 runs no TypeScript; see the file.
    const hooks = fileURLToPath(new URL('../support/typescript.mjs', import.meta.url));
    const { stdout, stderr, code } = await runCli(['check', FILE, '--profile', 'start'], {
      small: true,
      env: { NODE_OPTIONS: `--import=${pathToFileURL(hooks).href}` },
    });
    expect(stdout, stderr).toMatch(/passed +open-invoices +12 of 12 expectations hold/);
    expect(code).toBe(0);
  });
});
