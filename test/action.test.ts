import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../bench/package-root.js';

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
  readonly run?: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { description: string; default: string }>>;
  readonly outputs: Readonly<Record<string, { description: string; value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const source = readFileSync(join(packageRoot(), 'action.yml'), 'utf8');
const action: Action = parse(source);
const { steps } = action.runs;
const scripts = steps.flatMap(({ run }) => run ?? []);
const gitlab = parse(
  readFileSync(join(packageRoot(), 'docs', 'examples', 'gitlab-ci.yml'), 'utf8'),
);

/** Variables of a script that the shell would split and expand: those outside of double quotes. */
function unquoted(script: string): string[] {
  const text = script.replace(/^\s*#.*$/gm, '');
  const found: string[] = [];
  const within = ['bare'];
  for (let i = 0; i < text.length; i++) {
    const isBare = within.at(-1) !== 'quotes';
    const char = text.charAt(i);
    const variable = /^\$(\w+|\{[^}]*\}|[?@*#])/.exec(text.slice(i, i + 80))?.[0];
    if (char === '\\') i++;
    else if (char === '"' && isBare) within.push('quotes');
    else if (char === '"') within.pop();
    else if (char === "'" && isBare) i = text.indexOf("'", i + 1);
    else if (char === '(' && (isBare || text[i - 1] === '$')) within.push('bare');
    else if (char === ')' && isBare) within.pop();
    else if (variable !== undefined && isBare) found.push(variable);
  }
  return found;
}

describe('action.yml', () => {
  test('uses the inputs it declares, all of them, and no others', () => {
    const used = new Set([...source.matchAll(/\binputs\.([\w-]+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(action.inputs).sort());
    for (const [name, { description }] of Object.entries(action.inputs)) {
      expect(description, name).toBeTruthy();
    }
  });

  test('writes the outputs it names, in steps there are', () => {
    const references = [...source.matchAll(/\bsteps\.(\w+)\.outputs\.([\w-]+)/g)];
    expect(references.length).toBeGreaterThan(5);
    for (const [, id, output] of references) {
      const step = steps.find((each) => each.id === id);
      if (step?.uses?.startsWith('actions/cache/restore@')) {
        expect(['cache-hit', 'cache-primary-key']).toContain(output);
      } else expect(step?.run, `${id}.${output}`).toContain(`echo "${output}=`);
    }
    expect(Object.keys(action.outputs)).toEqual(['verdict', 'report', 'sarif']);
  });

  test('no expression is pasted into a script: all go by the environment', () => {
    expect(scripts).toHaveLength(2);
    for (const script of scripts) expect(script).not.toContain('${{');
    for (const { run, uses } of steps) expect(run === undefined).toBe(uses !== undefined);
    expect(steps.filter(({ run }) => run).map(({ shell }) => shell)).toEqual(['bash', 'bash']);
  });

  test('every variable of its scripts is quoted, and the shell can read them', () => {
    const script = `a="$(b "$c" $d)" $e x"\${f}" '$g' ("$h" $i) "($j)" # $k`;
    expect(unquoted(script)).toEqual(['$d', '$e', '$i', '$k']);
    for (const script of scripts) {
      expect(unquoted(script)).toEqual([]);
      expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' }).stderr).toBe('');
    }
  });

  test('the dataset is kept under the key and the paths it is looked for', () => {
    const [restore, save] = steps.filter(({ uses }) => uses?.startsWith('actions/cache/'));
    expect(save?.with?.path).toBe(restore?.with?.path);
    expect(restore?.with?.key).toMatch(/runner\.os.*inputs\.pg.*outputs\.hash/);
    expect(save?.if).toContain('always()');
  });
});

test('the workflow in the docs gives the action inputs it has, and base in the clone', () => {
  const page = readFileSync(join(packageRoot(), 'docs', 'gate-a-pull-request.md'), 'utf8');
  const [checkout, gate]: Step[] = parse(/```yaml\n(.*?)```/s.exec(page)?.[1] ?? '').jobs.gate
    .steps;
  expect(checkout?.with).toEqual({ 'fetch-depth': 0 });
  const given = Object.keys(gate?.with ?? {});
  expect(given.filter((name) => !(name in action.inputs))).toEqual([]);
  expect(given).toContain('sql');
});

describe('the step that gates', () => {
  const script = steps.find(({ id }) => id === 'gate')?.run ?? '';
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'rlsbench-action-'));
    // In the gate's place: writes down what it is given, and a gate.json where it was told to.
    writeFileSync(
      join(root, 'node'),
      `#!/bin/bash
if [ "$1" = -p ]; then exec "$REAL_NODE" "$@"; fi
printf '%s\\0' "$@" > "$RUNNER_TEMP/given"
for each in "$@"; do if [[ "$each" == --out=* ]]; then out="\${each#--out=}"; fi; done
if [ -n "$VERDICT" ]; then
  mkdir "$out/now-gate" && ln -s now-gate "$out/latest"
  printf '{"verdict": "%s"}' "$VERDICT" > "$out/latest/gate.json"
fi
exit "$CODE"
`,
    );
    chmodSync(join(root, 'node'), 0o755);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** As the runner calls it: `bash --noprofile --norc -eo pipefail`, inputs in the environment. */
  function run(inputs: Readonly<Record<string, string>>, code = 0, verdict = 'passed') {
    const output = join(root, 'output');
    writeFileSync(output, '');
    const env = {
      ...{ PATH: `${root}:${process.env.PATH}`, REAL_NODE: process.execPath, HOME: root },
      ...{ RUNNER_TEMP: root, GITHUB_OUTPUT: output, RLSBENCH_HOME: '/rlsbench' },
      ...{ CODE: `${code}`, VERDICT: verdict },
      ...{ BASE: 'main', HEAD: '.', SQL: '', SCENARIO: '', MARGIN: '5%', STRICT: 'false' },
      BUDGET: '',
      ...{ TIER: '3', MAX_TIME: '60', BASELINE: '', PROFILE: 'quick', PG: '18' },
      ...inputs,
    };
    const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
    const ended = spawnSync('bash', args, { env, encoding: 'utf8', cwd: packageRoot() });
    const given = readFileSync(join(root, 'given'), 'utf8').split('\0').slice(0, -1);
    const lines = readFileSync(output, 'utf8').trim().split('\n');
    const outputs = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    return { status: ended.status, stderr: ended.stderr, given, outputs };
  }

  test('passes every input on as one argument, whatever it holds', () => {
    const nasty = '$(touch x); `id` "a" \'b\' --out=/tmp *';
    const { given, status } = run({
      ...{ BASE: nasty, SQL: nasty, STRICT: 'true' },
      SCENARIO: 'scenarios/a b.ts\n\nscenarios/*.ts',
      BUDGET: 'buffers=30%\ncalls=+100\n',
    });
    expect(status).toBe(0);
    expect(given).toEqual(
      expect.arrayContaining([
        ...['/rlsbench/dist/bench/cli/main.js', 'gate', `--base=${nasty}`, `--sql=${nasty}`],
        ...['--strict', 'scenarios/a b.ts', 'scenarios/*.ts', '--report=github', '--margin=5%'],
        ...['--budget=buffers=30%', '--budget=calls=+100'],
      ]),
    );
    expect(given.filter((each) => each === '')).toEqual([]);
  });

  test('a baseline takes the place of base', () => {
    const { given } = run({ BASELINE: 'gate.baseline.json' });
    expect(given).toContain('--baseline=gate.baseline.json');
    expect(given.filter((each) => /^--(base=|strict|sql)/.test(each))).toEqual([]);
  });

  test('ends as the gate does, and says where its report is', () => {
    const { status, outputs } = run({}, 1, 'failed');
    expect(status).toBe(1);
    expect(outputs.verdict).toBe('failed');
    expect(readFileSync(join(outputs.report ?? '', 'gate.json'), 'utf8')).toContain('failed');
    expect(outputs.sarif).toMatch(/gate\.sarif$/);
  });

  test('a gate that could not run has no verdict', () => {
    const { status, outputs } = run({}, 2, '');
    expect(status).toBe(2);
    expect(outputs.verdict).toBeUndefined();
  });
});

describe('the GitLab example', () => {
  test('is a job of merge requests that keeps its report and shows it as tests', () => {
    const job = gitlab['rlsbench-gate'];
    expect(job.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }]);
    expect(gitlab.variables.GIT_DEPTH).toBe('0');
    const [gate] = job.script.filter((line: string) => line.includes('main.js gate'));
    expect(gate).toContain(`--report=junit=${job.artifacts.reports.junit}`);
    expect(gate).toContain(`--out=${job.artifacts.paths[0].replace(/\/$/, '')}`);
    expect(job.artifacts.when).toBe('always');
  });

  test('quotes every variable', () => {
    for (const line of gitlab['rlsbench-gate'].script) expect(unquoted(line)).toEqual([]);
  });
});
