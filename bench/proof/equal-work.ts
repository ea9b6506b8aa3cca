import { createHash } from 'node:crypto';
import { DatabaseError } from 'pg';
import type { NamedTenant } from '../dataset/dataset.js';
import { rowsHash, unorderedHash } from '../load/rows.js';
import type { ProvedParameters } from '../load/work-of.js';
import type { ProofResult } from '../result/parts.js';
import { type ParameterSet, queryCallOf, verifyCallOf } from '../scenario/parameters.js';
import type { Operation } from '../scenario/scenario.js';
import type { ArmForm } from './arm-form.js';
import type { ArmRunner, Written } from './arm-runner.js';
import { armResults, describeError } from './proof-result.js';
import { describeRowDifference } from './row-difference.js';

/** One operation for one tenant, with every parameter set that the load will use. */
export interface WorkToProve {
  readonly operation: Operation;
  readonly tenant: NamedTenant;
  readonly sets: readonly ParameterSet[];
}

export interface WorkComparison {
  readonly proved: readonly ProvedParameters[];
  /** What was wrong with a form's rows, by form; forms that are not in it returned equal rows. */
  readonly problems: ReadonlyMap<ArmForm, WorkProblem>;
  /** SHA-256 over the reference form's rows of all sets, in order. */
  readonly hash: string;
  /** The same over its rows without their order. */
  readonly unordered: string;
}

export interface WorkProblem {
  /** `refused`: a write that the server did not let happen. */
  readonly kind: 'rows-differ' | 'foreign-row' | 'refused' | 'server-error';
  readonly detail: string;
}

/**
 * Proof: for one operation and tenant, every arm returns the same rows in the same order for every
 * parameter set, none of another tenant, and at least one row in all: equal nothing proves nothing.
 * A write touches as many rows on every arm, returns the same and leaves the same behind. One result
 * an arm.
 */
export async function proveEqualWork(
  runner: ArmRunner,
  scenario: string,
  forms: readonly ArmForm[],
  work: WorkToProve,
): Promise<{ results: ProofResult[]; proved: readonly ProvedParameters[] }> {
  const { proved, problems, hash, unordered } = await compareWork(runner, forms, work);
  const rows = proved.reduce((total, { expectedRows }) => total + expectedRows, 0);
  const equal = `${rows} rows over ${proved.length} parameter sets, SHA-256 ${hash.slice(0, 12)}`;
  const subject = {
    scenario,
    proof: 'equal work',
    operation: work.operation.name,
    tenant: work.tenant,
  };
  const nothing =
    rows === 0
      ? `no row in any of ${work.sets.length} parameter sets, so nothing is proved`
      : undefined;
  const results = forms.flatMap((form) => {
    const problem = problems.get(form)?.detail ?? nothing;
    const outcome = { passed: !problem, detail: problem ?? equal };
    const proofs = armResults(form, subject, outcome);
    return problem ? proofs : proofs.map((proof) => ({ ...proof, answer: hash, rows: unordered }));
  });
  return { results, proved };
}

/**
 * Runs every parameter set on every form, each on its own connection, and compares the hash of the
 * rows with those of the first WHERE form. Only one set's rows are in memory at a time.
 */
export async function compareWork(
  runner: ArmRunner,
  forms: readonly ArmForm[],
  { operation, tenant, sets }: WorkToProve,
): Promise<WorkComparison> {
  const reference = forms.find(({ isolation }) => isolation === 'where') ?? forms[0];
  if (!reference) throw new Error('compareWork needs at least one form');
  const problems = new Map<ArmForm, WorkProblem>();
  const proved: ProvedParameters[] = [];
  const hash = createHash('sha256');
  const unordered = createHash('sha256');
  for (const values of sets) {
    const outcomes = await Promise.all(
      forms.map((form) => run(runner, form, operation, tenant, values)),
    );
    const expected = outcomes[forms.indexOf(reference)];
    for (const [index, form] of forms.entries()) {
      const outcome = outcomes[index];
      const problem = outcome && problemOf(outcome, expected, reference, operation, tenant);
      if (problem && !problems.has(form)) {
        problems.set(form, { ...problem, detail: `${problem.detail}${forSet(values)}` });
      }
    }
    if (expected && 'result' in expected) {
      const expectedHash = rowsHash(expected.result);
      hash.update(expectedHash);
      unordered.update(unorderedHash(expected.result));
      if (expected.left) {
        const left = rowsHash(expected.left);
        hash.update(left);
        unordered.update(left);
      }
      proved.push({ values, expectedRows: rowsOf(expected), expectedHash });
    }
  }
  return { proved, problems, hash: hash.digest('hex'), unordered: unordered.digest('hex') };
}

/** What WITH CHECK answers, and a missing right (Postgres manual, appendix A). */
const INSUFFICIENT_PRIVILEGE = '42501';

/** What an operation returned, and for a write that is verified what it left behind. */
type Done = Pick<Written, 'result'> & Partial<Written>;
type Outcome = Done | WorkProblem;

async function run(
  runner: ArmRunner,
  form: ArmForm,
  operation: Operation,
  tenant: NamedTenant,
  values: ParameterSet,
): Promise<Outcome> {
  const call = queryCallOf(operation, form, tenant, values);
  const verify = verifyCallOf(operation, tenant, values);
  try {
    if (verify) return await runner.written(form, call, verify);
    return { result: await runner.rows(form, call) };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const isRefused = operation.effect === 'write' && error.code === INSUFFICIENT_PRIVILEGE;
    return { kind: isRefused ? 'refused' : 'server-error', detail: describeError(error) };
  }
}

function problemOf(
  outcome: Outcome,
  expected: Outcome | undefined,
  reference: ArmForm,
  operation: Operation,
  tenant: NamedTenant,
): WorkProblem | undefined {
  if (!('result' in outcome)) return outcome;
  const foreign = foreignRow(outcome.result, operation.tenantColumn, tenant);
  if (foreign) return { kind: 'foreign-row', detail: foreign };
  if (!expected || !('result' in expected)) return undefined;
  const detail = differenceOf(outcome, expected, `arm ${reference.arms[0]?.name}`);
  return detail === undefined ? undefined : { kind: 'rows-differ', detail };
}

function differenceOf(done: Done, expected: Done, expectedFrom: string): string | undefined {
  if (rowsHash(done.result) !== rowsHash(expected.result)) {
    return describeRowDifference(done.result, expected.result, expectedFrom);
  }
  if (rowsOf(done) !== rowsOf(expected)) {
    return `touched ${rowsOf(done)} rows where ${expectedFrom} touched ${rowsOf(expected)}`;
  }
  const { left } = done;
  if (!left || !expected.left || rowsHash(left) === rowsHash(expected.left)) return undefined;
  const difference = describeRowDifference(left, expected.left, expectedFrom);
  return `left other rows behind: the query after it ${difference}`;
}

/** As CommandComplete says: the rows returned, or those a write touched. */
function rowsOf({ result }: Done): number {
  return result.rowCount ?? result.rows.length;
}

function foreignRow(
  { fields, rows }: Written['result'],
  tenantColumn: string | undefined,
  tenant: NamedTenant,
): string | undefined {
  if (tenantColumn === undefined) return undefined;
  const column = fields.findIndex(({ name }) => name === tenantColumn);
  if (column < 0) return `returned no column ${tenantColumn}, which must hold the row's tenant`;
  const at = rows.findIndex((row) => row[column] !== tenant.tenantId);
  if (at < 0) return undefined;
  return `returned a row of another tenant: row ${at + 1} is ${JSON.stringify(rows[at])}`;
}

function forSet(values: ParameterSet): string {
  return values.length === 0 ? '' : ` (parameters ${JSON.stringify(values)})`;
}
