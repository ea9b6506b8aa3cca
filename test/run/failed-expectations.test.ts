import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunFailedError } from '../../bench/errors.js';
import { memberName } from '../../bench/matrix/member.js';
import { runMatrix } from '../../bench/matrix/run-matrix.js';
import { makeOut, SMALL, smallScenario } from './small-run.js';

// That a run whose expectations hold ends without an error is in run.test.ts.
test('a run whose plans are not as expected is complete, and ends with an error of exit code 1; so does its matrix', async () => {
  const scenario = smallScenario((operation) => ({ ...operation, expect: [{ maxBuffers: 0 }] }));
  const profile = { ...SMALL, minimumBlocks: 1, roundsPerBlock: 10, loadSeconds: 0 };
  const { errors, members, folder } = await runMatrix({
    ...{ scenarios: [scenario], profile, pgMajors: [18], seed: 1, command: 'a test' },
    ...{ reportsFolder: await makeOut(), onEvent: () => {} },
    signal: new AbortController().signal,
  });
  expect(errors.map(({ major }) => major)).toEqual([18]);
  const [{ error } = { error: undefined }] = errors;
  expect(error).toBeInstanceOf(RunFailedError);
  expect(error).toMatchObject({ exitCode: 1 });
  expect((error as Error).message).toMatch(
    /^An expectation failed \(and \d+ more\): where-vs-rls, \S+, \S+, whale: expected maxBuffers 0, got [1-9]\d* buffers$/,
  );
  expect(members.map(({ result }) => result.status)).toEqual(['complete']);
  expect(existsSync(join(folder, memberName(18), 'index.html'))).toBe(true);
}, 60_000);
