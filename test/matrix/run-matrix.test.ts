import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BadInputError, EnvironmentError, InterruptedError } from '../../bench/errors.js';
import { isMatrixFolder } from '../../bench/matrix/matrix-file.js';
import { rebuildMatrix } from '../../bench/matrix/rebuild.js';
import { type MatrixRequest, runMatrix } from '../../bench/matrix/run-matrix.js';
import { pointLatest } from '../../bench/report/latest.js';
import { assembleResult } from '../../bench/result/assemble.js';
import type { JournalRecord } from '../../bench/result/journal.js';
import { makeReportFolder } from '../../bench/run/report-folder.js';
import type { RunOutcome, RunRequest } from '../../bench/run/request.js';
import { makeOut, SMALL, smallScenario } from '../run/small-run.js';
import { syntheticMember } from './synthetic-members.js';

/** A run that measures nothing, on no server: its journal has a start, one scenario and an end. */
async function pretendRun(request: RunRequest): Promise<RunOutcome> {
  const folder = await makeReportFolder(request.reportsFolder, request.profile.name, new Date());
  const { result } = syntheticMember(request.pgMajor, { operations: ['point'] });
  const { environment, target, dataset, profile, seed, startedAt } = result;
  const status = request.signal.aborted ? 'partial' : 'complete';
  const end = { type: 'end', status, reason: null, finishedAt: startedAt, environment } as const;
  const records: JournalRecord[] = [
    {
      ...{ type: 'start', version: 1, runId: `run ${request.pgMajor}`, startedAt, seed },
      ...{ command: request.command, environment, target, dataset, profile },
    },
    ...result.scenarios.map((scenario) => ({ type: 'scenario', scenario }) as const),
    end,
  ];
  const lines = records.map((record) => `${JSON.stringify(record)}\n`);
  await writeFile(join(folder, 'journal.jsonl'), lines.join(''));
  await pointLatest(folder);
  return { folder, result: assembleResult(records) };
}

async function requested(over: Partial<MatrixRequest> = {}): Promise<MatrixRequest> {
  return {
    scenarios: [smallScenario()],
    profile: SMALL,
    pgMajors: [16, 17, 18],
    seed: 1,
    reportsFolder: await makeOut(),
    command: 'a test',
    signal: new AbortController().signal,
    onEvent: () => {},
    ...over,
  };
}

describe('runMatrix', () => {
  test('one version after the other, each with its own report, and the upgrade page over them', async () => {
    const said: string[] = [];
    const request = await requested({ onEvent: ({ kind, text }) => said.push(`${kind} ${text}`) });
    const order: number[] = [];
    const { folder, upgrade, errors } = await runMatrix(request, async (one) => {
      order.push(one.pgMajor);
      one.onEvent({ kind: 'doing', text: 'measuring' });
      return pretendRun(one);
    });
    expect(order).toEqual([16, 17, 18]);
    expect(errors).toEqual([]);
    expect(said.slice(0, 3)).toEqual([
      'said Postgres 16 (1 of 3)',
      'doing Postgres 16 (1 of 3): measuring',
      'said Postgres 17 (2 of 3)',
    ]);
    expect(folder).toMatch(/-start-matrix$/);
    expect((await readdir(folder)).sort()).toEqual(
      ['index.html', 'matrix.json', 'pg16', 'pg17', 'pg18', 'upgrade.json', 'upgrade.md'].sort(),
    );
    expect(await readdir(join(folder, 'pg17'))).toContain('journal.jsonl');
    const out = request.reportsFolder;
    expect(join(out, await readlink(join(out, 'latest')))).toBe(folder);
    expect(upgrade.versions.map(({ status }) => status)).toEqual([
      'complete',
      'complete',
      'complete',
    ]);
  });

  test('a version that fails does not keep the others from running; the page says which', async () => {
    const request = await requested();
    const { folder, upgrade, errors } = await runMatrix(request, async (one) => {
      if (one.pgMajor === 17) throw new EnvironmentError('Could not fetch it.', 'Try again.');
      return pretendRun(one);
    });
    expect(errors).toMatchObject([{ major: 17, error: { message: 'Could not fetch it.' } }]);
    expect(upgrade.versions.map(({ status }) => status)).toEqual([
      'complete',
      'missing',
      'complete',
    ]);
    expect(await readdir(folder)).not.toContain('pg17');
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    expect(page).toContain('Postgres 17: Could not fetch it.');
  });

  test('an error that names the folder names the one that is there afterwards', async () => {
    const request = await requested();
    const { folder, errors } = await runMatrix(request, async (one) => {
      const outcome = await pretendRun(one);
      const error = new EnvironmentError(`No room in ${outcome.folder}.`, `See ${outcome.folder}.`);
      return one.pgMajor === 18 ? { ...outcome, error } : outcome;
    });
    const place = join(folder, 'pg18');
    expect(errors).toMatchObject([
      { major: 18, error: { message: `No room in ${place}.`, nextStep: `See ${place}.` } },
    ]);
    expect(errors[0]?.error).toBeInstanceOf(EnvironmentError);
    expect(await readdir(place)).toContain('journal.jsonl');
  });

  test('interrupted: no further version begins, and those are said to be missing', async () => {
    const controller = new AbortController();
    const request = await requested({ signal: controller.signal });
    const order: number[] = [];
    const { upgrade, errors } = await runMatrix(request, async (one) => {
      order.push(one.pgMajor);
      if (one.pgMajor === 17) controller.abort();
      return pretendRun(one);
    });
    expect(order).toEqual([16, 17]);
    expect(errors).toEqual([]);
    expect(upgrade.versions).toMatchObject([
      { major: 16, status: 'complete' },
      { major: 17, status: 'partial' },
      { major: 18, status: 'missing', reason: expect.stringContaining('interrupted') },
    ]);
  });

  test('nothing measured anywhere: the first error, and no folder left', async () => {
    const request = await requested();
    const first = new BadInputError('No such data.', 'Name another.');
    const running = runMatrix(request, async ({ pgMajor, reportsFolder }) => {
      await mkdir(reportsFolder, { recursive: true });
      throw pgMajor === 16 ? first : new InterruptedError('Interrupted.', 'Run again.');
    });
    await expect(running).rejects.toBe(first);
    expect(await readdir(request.reportsFolder)).toEqual([]);
  });
});

describe('rebuildMatrix', () => {
  test('gives the same files again, and those of the versions', async () => {
    const { folder } = await runMatrix(await requested(), pretendRun);
    expect(await isMatrixFolder(folder)).toBe(true);
    const read = () =>
      Promise.all(
        ['index.html', 'upgrade.md', 'upgrade.json'].map((name) =>
          readFile(join(folder, name), 'utf8'),
        ),
      );
    const before = await read();
    for (const name of ['index.html', 'upgrade.json']) await writeFile(join(folder, name), 'gone');
    await rebuildMatrix(folder);
    expect(await read()).toEqual(before);
    expect(await readdir(join(folder, 'pg18'))).toEqual(
      expect.arrayContaining(['index.html', 'result.json', 'summary.md']),
    );
  });

  test('during a run: what there is of the version that is running, which goes on undisturbed', async () => {
    const during: string[] = [];
    const { folder, upgrade } = await runMatrix(await requested(), async (one) => {
      const outcome = await pretendRun(one);
      if (one.pgMajor !== 17) return outcome;
      const matrix = dirname(one.reportsFolder);
      const { upgrade: soFar } = await rebuildMatrix(matrix);
      const [, running] = soFar.versions;
      during.push(...soFar.versions.map(({ status }) => status));
      expect(join(matrix, running?.folder ?? '')).toBe(outcome.folder);
      expect(await readdir(outcome.folder)).toContain('index.html');
      await appendFile(join(outcome.folder, 'journal.jsonl'), '');
      return outcome;
    });
    expect(during).toEqual(['complete', 'complete', 'missing']);
    expect(upgrade.versions.map((version) => version.folder)).toEqual(['pg16', 'pg17', 'pg18']);
    expect((await readdir(folder)).filter((name) => name.startsWith('running'))).toEqual([]);
    expect(await readdir(join(folder, 'pg17'))).toContain('journal.jsonl');
  });

  test('a report whose place is taken is kept where it was made', async () => {
    const request = await requested();
    const { folder } = await runMatrix(request, async (one) => {
      if (one.pgMajor === 18) {
        await mkdir(join(dirname(one.reportsFolder), 'pg18'));
        await writeFile(join(dirname(one.reportsFolder), 'pg18', 'mine'), '');
      }
      return pretendRun(one);
    });
    const [left] = await readdir(join(folder, 'running-pg18'));
    expect(await readdir(join(folder, 'running-pg18', left ?? ''))).toContain('journal.jsonl');
    expect(await readdir(join(folder, 'pg18'))).toEqual(['mine']);
  });

  test('after a kill: the version that was running gets its place, the next are missing', async () => {
    const request = await requested();
    let killed = '';
    const { folder } = await runMatrix(request, async (one) => {
      if (one.pgMajor === 18) killed = one.reportsFolder;
      return pretendRun(one);
    });
    // As a kill in the last version leaves it.
    await mkdir(killed);
    await rename(join(folder, 'pg18'), join(killed, '2026-11-21T10-00-00-start'));
    await symlink('2026-11-21T10-00-00-start', join(killed, 'latest'));
    for (const name of ['index.html', 'upgrade.md', 'upgrade.json']) await rm(join(folder, name));
    await writeFile(join(folder, 'pg17', 'journal.jsonl'), '');
    const { upgrade } = await rebuildMatrix(folder);
    expect(upgrade.versions.map(({ status }) => status)).toEqual([
      'complete',
      'missing',
      'complete',
    ]);
    expect((await readdir(folder)).filter((name) => name.startsWith('running'))).toEqual([]);
    expect(await readdir(join(folder, 'pg18'))).toContain('index.html');
  });

  test.each([
    ['not JSON', '{', /matrix\.json/],
    ['no versions', '{"version":1}', /majors/],
  ])('a matrix.json that is %s: bad input naming it', async (_, text, message) => {
    const { folder } = await runMatrix(await requested(), pretendRun);
    await writeFile(join(folder, 'matrix.json'), text);
    await expect(rebuildMatrix(folder)).rejects.toThrow(BadInputError);
    await expect(rebuildMatrix(folder)).rejects.toThrow(message);
  });
});
