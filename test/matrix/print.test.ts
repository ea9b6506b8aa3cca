import { describe, expect, test, vi } from 'vitest';
import { printMatrix } from '../../bench/cli/matrix.js';
import { BadInputError, EnvironmentError } from '../../bench/errors.js';
import { compareVersions } from '../../bench/matrix/compare.js';
import type { MatrixOutcome } from '../../bench/matrix/run-matrix.js';
import { matrixFactsOf, syntheticMember } from './synthetic-members.js';

const members = [17, 18].map((major) => syntheticMember(major, { operations: ['point'] }));

function outcome(errors: MatrixOutcome['errors']): MatrixOutcome {
  const upgrade = compareVersions(matrixFactsOf([15, 16, 17, 18]), members);
  return { folder: '/nowhere', upgrade, members, errors };
}

/** The exit code, and what was printed to stderr and stdout. */
function print(errors: MatrixOutcome['errors'], interrupted = false, json = false) {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  const code = printMatrix(outcome(errors), { json, verbose: false }, interrupted);
  const [stderr, stdout] = [said, printed].map(({ mock }) => mock.calls.flat().join('\n'));
  vi.restoreAllMocks();
  return { code, stderr: stderr ?? '', stdout: stdout ?? '' };
}

describe('printMatrix', () => {
  test('nothing went wrong: exit 0 and the sentences; as JSON what upgrade.json holds', () => {
    const { code, stderr, stdout } = print([]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('From 17 to 18: all 39\u00a0plans are the same');
    expect(JSON.parse(print([], false, true).stdout)).toEqual(outcome([]).upgrade);
  });

  test('the exit code is that of the first error; the same error is told once', () => {
    const gone = () => new EnvironmentError('No network.', 'Check it.');
    const { code, stderr } = print([
      { major: 15, error: gone() },
      { major: 16, error: gone() },
      { major: null, error: new BadInputError('No room.', 'Make some.') },
    ]);
    expect(code).toBe(3);
    expect(stderr.match(/No network\./g)).toHaveLength(1);
    expect(stderr).toMatch(/^Postgres 15 and 16:$/m);
    expect(stderr).toMatch(/^The upgrade page:$/m);
  });

  test('interrupted: exit 130, whatever else went wrong', () => {
    expect(print([{ major: 15, error: new Error('a bug') }], true).code).toBe(130);
  });
});
