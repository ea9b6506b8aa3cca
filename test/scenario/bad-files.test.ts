import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../bench/cli/errors.js';
import { loadScenarioFile } from '../../bench/scenario/load.js';
import example from '../../docs/examples/open-invoices.js';
import { linesOf, runCli } from '../support/cli.js';
import { type Loose, mistaken, put } from './mistaken.js';
import { MISTAKES } from './mistakes.js';
import { SOUND } from './sound-scenario.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rlsbench-test-scenarios-'));
  await mkdir(join(folder, 'folder.mjs'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const asModule = (value: unknown) => `export default ${JSON.stringify(value, null, 2)};\n`;

/** One line that names the file, one next step, exit code 2, and nothing else. */
async function expectRefusal(path: string, ...said: string[]) {
  const end = await runCli(['check', path]);
  const { error, next, others } = linesOf(end);
  expect(error).toContain(`error ${path}: `);
  for (const each of said) expect(error).toContain(each);
  expect(next).toMatch(/^next {2}\S/);
  expect([end.code, end.stdout, others]).toEqual([2, '', []]);
}

describe.concurrent('a mistake in a file, through the command', () => {
  const through = [
    'an unknown factor',
    'two arms alike',
    'a parameter beyond what there is',
    'a contrast of no arm',
    'an expectation without a rule',
    'a circle of clones',
  ];
  test.each(through)('%s: exit 2, file, key, what was expected', async (what) => {
    const [, make, key, said] = MISTAKES.find(([each]) => each === what) ?? [];
    if (!make) throw new Error(`No mistake is ${what}`);
    const name = `${what.replaceAll(' ', '-')}.mjs`;
    const path = await fileWith(name, asModule(mistaken(SOUND, make)));
    await expectRefusal(path, `${path}: ${key}: expected `, said ?? '');
  });

  test.each([
    ['syntax.mjs', 'export default {\n  name: ][,\n};\n', 'line 2: expected a module: SyntaxError'],
    ['throws.mjs', '\n\nnull.x;\nexport default {};\n', 'line 3: it fails while it is imported'],
    ['import.mjs', 'import "./gone.mjs";\n', 'gone.mjs'],
    ['no-name.mjs', 'import { nothing } from "node:fs";\n', 'line 1: expected a module'],
    ['none.mjs', 'export const scenario = {};\n', 'a scenario, got none (scenario)'],
    ['empty.mjs', '', 'default export: expected a scenario, got none (no export at all)'],
    ['function.mjs', 'export default () => {};\n', 'expected an object, got a function'],
    ['words.txt', 'a scenario', 'expected a scenario file (.ts, .mts, .js, .mjs, .cjs), got .txt'],
  ])('%s: exit 2', async (name, text, said) => expectRefusal(await fileWith(name, text), said));

  test('no such file, and a folder: exit 2', async () => {
    await expectRefusal(join(folder, 'gone.mjs'), 'expected a scenario file, found none');
    await expectRefusal(join(folder, 'folder.mjs'), 'expected a scenario file, found none');
  });

  test.skipIf('typescript' in process.features && process.features.typescript)(
    'TypeScript where Node runs none: exit 2',
    async () => {
      const path = await fileWith('typed.ts', 'export default {} as const;\n');
      await expectRefusal(path, `got TypeScript, which Node ${process.versions.node} does not run`);
    },
  );

  test('two files of one name: exit 2, naming both', async () => {
    const [one, two] = [
      await fileWith('1.mjs', asModule(SOUND)),
      await fileWith('2.mjs', asModule(SOUND)),
    ];
    const { stderr, code } = await runCli(['check', one, two]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      `${two}: name: expected a name that no other scenario has, got "sound" as in ${one}`,
    );
  });
});

describe('a mistake that only a server sees, through the command', () => {
  test.each([
    [
      'SQL that does not parse',
      put('operations.0.rls', 'select tenant_id\nform invoices'),
      /operations\.longest-due\.rls: expected SQL .* syntax error at or near "invoices".*\n {2}line 2: form invoices\n {15}\^\n/,
    ],
    [
      'a parameter that nothing is bound to',
      (scenario: Loose) => {
        const columns = 'select tenant_id from invoices where';
        put('operations.0.draw', `${columns} tenant_id = $1 and $2 > 0 limit $3`)(scenario);
        put('operations.0.where', `${columns} tenant_id = $1 and $2 < $3`)(scenario);
        put('operations.0.rls', `${columns} $1 < $2`)(scenario);
      },
      /operations\.longest-due\.where: expected 2 parameters \(the tenant id, draw's tenant_id\), got 3/,
    ],
    [
      'an expectation on an index that is not there',
      put('operations.0.expect.0.uses', 'open_deu_idx'),
      /operations\.longest-due\.expect\[0\]\.uses: expected an index .*\(open_due_idx, .*\), got "open_deu_idx"\. Did you mean "open_due_idx"\?/,
    ],
  ])('%s: exit 2, file, key, what was expected', async (what, make, said) => {
    const path = await fileWith(
      `${what.replaceAll(' ', '-')}.mjs`,
      asModule(mistaken(example, make)),
    );
    const end = await runCli(['check', path, '--profile', 'start'], { small: true });
    expect(end.stderr).toMatch(said);
    expect(end.stderr).toContain(`error ${path}: `);
    expect([end.code, end.stdout]).toEqual([2, '']);
  });
});

describe('a mistake in a file', () => {
  test.each(MISTAKES)('%s', async (what, make, key, said) => {
    const path = await fileWith(
      `${what.replaceAll(/\W/g, '-')}-.mjs`,
      asModule(mistaken(SOUND, make)),
    );
    const error = await loadScenarioFile(path).catch((thrown) => thrown);
    expect(error.message).toContain(`${path}: ${key}: expected `);
    expect(error.message).toContain(said);
    expect(exitCodeOf(error)).toBe(2);
  });

  test('a sound one is loaded, with its file', async () => {
    const path = await fileWith('sound.mjs', asModule(SOUND));
    expect(await loadScenarioFile(path)).toEqual({ ...SOUND, file: path });
  });
});
