import { hasPassed } from '../../check/json.js';
import { ProofFailedError, RunFailedError } from '../../errors.js';
import type { Result } from '../../result/result.js';
import type { RunRequest } from '../../run/request.js';
import { run } from '../../run/run.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { SqlFile } from '../../scenario/sql-file.js';
import { applySql } from './apply-sql.js';
import type { Baseline } from './baseline.js';
import { writeBaseline } from './baseline-file.js';
import { baselineOf } from './baseline-of.js';
import { checkWithCatalog } from './check-with-catalog.js';

export interface SaveRequest extends Omit<RunRequest, 'scenarios'> {
  readonly scenarios: readonly LoadedScenario[];
  /** Applied to the dataset before anything is looked at; in order. */
  readonly sql: readonly SqlFile[];
  /** 1: exact figures only; 3: ratios of a run too. */
  readonly tier: 1 | 3;
  /** The file that is written. */
  readonly file: string;
}

export interface SavedBaseline {
  readonly baseline: Baseline;
  readonly bytes: number;
}

/**
 * Checks the scenarios, runs them where ratios are wanted, and writes what was found as a baseline.
 * What fails is not saved: a gate that compares with it would call it right.
 *
 * @throws {ProofFailedError} or {RunFailedError} when a proof, an expectation or an arm failed; the file
 *   is then as it was.
 * @throws what check and run throw, and {EnvironmentError} when the file can't be written.
 */
export async function saveBaseline(request: SaveRequest): Promise<SavedBaseline> {
  const scenarios = request.scenarios.map((each) => applySql(each, request.sql));
  const { checked, catalog } = await checkWithCatalog({ ...request, scenarios });
  if (checked.error !== undefined) throw checked.error;
  requirePassed(checked.result);
  const ran = request.tier === 1 ? undefined : await runWhole({ ...request, scenarios });
  const baseline = baselineOf(request, checked.result, ran, catalog);
  return { baseline, bytes: await writeBaseline(request.file, baseline) };
}

async function runWhole(request: RunRequest): Promise<Result> {
  const { result, error } = await run(request);
  if (error !== undefined) throw error;
  return result;
}

function requirePassed(result: Result): void {
  if (hasPassed(result)) return;
  const proof = result.proofs.find(({ status }) => status === 'failed');
  if (proof) {
    throw new ProofFailedError(
      `${proof.scenario}: ${proof.proof} failed: ${proof.detail}. No baseline was saved.`,
      'Mend it first: rlsbench check shows all that fails.',
    );
  }
  const failed = result.expectations.filter(({ status }) => status === 'failed');
  throw new RunFailedError(
    `${failed.length} of ${result.expectations.length} expectations failed, the first: ${failed[0]?.message} No baseline was saved.`,
    'Mend the plans, or what is expected of them: rlsbench check shows all that fails.',
  );
}
