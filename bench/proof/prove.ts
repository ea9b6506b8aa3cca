import type { NamedTenant } from '../dataset/dataset.js';
import { ProofFailedError } from '../errors.js';
import type { ConnectionSettings, ExchangeFailure } from '../load/session.js';
import type { ProvedParameters } from '../load/work-of.js';
import type { ProofResult } from '../result/parts.js';
import type { OperationParameters } from '../scenario/parameters.js';
import { rowsOf } from '../scenario/rows-of.js';
import type { Arm, Operation, Scenario, TenantName } from '../scenario/scenario.js';
import { tablesOf, writtenTables } from '../scenario/tables-of.js';
import { takesPart } from '../scenario/taking-part.js';
import { databaseOf } from '../target/arm-connection.js';
import { withClient } from '../target/connect.js';
import type { ArmRoles, Target } from '../target/target.js';
import { thenClose } from '../then-close.js';
import { type ArmForm, armForms, isControl } from './arm-form.js';
import { type ConnectionRunner, connectionRunner, transactionRunner } from './arm-runner.js';
import { proveAsSent, type WorkToSend } from './as-sent.js';
import { type ControlRequest, proveControls } from './controls.js';
import { proveEqualWork, type WorkToProve } from './equal-work.js';
import { proveForeignRows } from './foreign-rows.js';
import { proveNoContext } from './no-context.js';
import { provePolicyActive } from './policy-active.js';
import { proofResult } from './proof-result.js';

export interface ProveRequest {
  readonly target: Target;
  readonly roles: ArmRoles;
  readonly scenario: Scenario;
  readonly tenants: readonly NamedTenant[];
  readonly parameterSets: readonly OperationParameters[];
  /**
   * Runs `work` on a clone of the target's database, which is dropped after it; the settings are the
   * clone's owner's. False where none could be made. Absent where no database may be created: then, as
   * then, the controls run in a transaction that is rolled back.
   */
  readonly onClone?: (work: (owner: ConnectionSettings) => Promise<void>) => Promise<boolean>;
  /**
   * Connections of the arms' forms for more than the proofs, which the caller closes; those of a
   * database that is about to be cloned are closed here and come anew. Absent: the proofs' own.
   */
  readonly runner?: ConnectionRunner;
  /** Whether load will be sent, so that what will be sent is proved too. */
  readonly sendsLoad: boolean;
  /**
   * Told of an arm whose way through its pooler was lost, so that it is not proved as it is sent; who
   * takes it leaves the arm out. Absent: that is a failed proof.
   */
  readonly onLost?: (arm: Arm, failure: ExchangeFailure) => void;
  /** Called with each result as it is known, passed or failed. */
  readonly onResult: (result: ProofResult) => void;
}

/** What the load may rely on once everything is proved. */
export interface ProvedWork {
  readonly operation: string;
  readonly tenant: TenantName;
  /** Name of the rows it was proved on: see `bench/scenario/rows-of.ts`. */
  readonly rows: string;
  readonly sets: readonly ProvedParameters[];
}

/**
 * Proves, before any number is made, that a scenario's policies are active, that all its arms do
 * equal work, that isolation holds, and that these checks can fail. All of them are run and recorded
 * even after one failed, so that one run shows everything that is wrong.
 *
 * @throws {ProofFailedError} naming the first failure's arm, operation, tenant and rows
 */
export async function prove(request: ProveRequest): Promise<ProvedWork[]> {
  const { roles, scenario, tenants } = request;
  const failures: ProofResult[] = [];
  const record = (results: readonly ProofResult[]) => {
    for (const result of results) {
      if (result.status === 'failed') failures.push(result);
      request.onResult(result);
    }
  };
  const tables = tablesOf(scenario);
  // What leaks or does nothing can't be proved equal: a control is only held to be that, as sent.
  const forms = armForms(scenario.arms.filter((arm) => !isControl(arm)));
  const rlsForms = forms.filter(({ isolation }) => isolation === 'rls');
  const work = workToProve(request);

  const runner = request.runner ?? connectionRunner(roles);
  const proved: WorkToSend[] = [];
  try {
    record(await provePolicyActive(runner, armForms(scenario.arms), roles, scenario));
    const [tenant] = tenants;
    // On connections that are still new, but told after what says which rows of whom are wrong.
    const noContext =
      tenant && (await proveNoContext(runner, scenario.name, rlsForms, tenant, tables));
    for (const item of work) {
      for (const [rows, alike] of formsByRows(scenario, forms, item.operation)) {
        const { results, proved: sets } = await proveEqualWork(runner, scenario.name, alike, item);
        record(results);
        proved.push({ ...item, rows, sets });
      }
    }
    record(await proveForeignRows(runner, scenario.name, rlsForms, tenants, tables));
    record(noContext ?? []);
  } finally {
    if (request.runner === undefined || request.onClone) await runner.close();
  }
  const ofArm = (arm: Arm) => rowsOf(scenario, arm);
  if (request.sendsLoad) {
    const sent = await proveAsSent(roles, scenario.name, scenario.arms, proved, ofArm);
    record(sent.results);
    for (const [arm, failure] of sent.lost) {
      record([lostResult(request, arm, failure)]);
      request.onLost?.(arm, failure);
    }
  }
  record(await controlResults(request, forms, { tables, work }));

  if (failures.length > 0) throw proofFailed(failures, request.sendsLoad);
  return proved.map(({ operation, tenant, rows, sets }) => ({
    ...{ operation: operation.name, tenant: tenant.name, rows, sets },
  }));
}

/** The forms that take part in an operation, those over the same rows together. */
function formsByRows(
  scenario: Scenario,
  forms: readonly ArmForm[],
  operation: Operation,
): Map<string, ArmForm[]> {
  const groups = new Map<string, ArmForm[]>();
  for (const form of forms.filter((each) => takesPart(each, operation))) {
    const rows = rowsOf(scenario, form);
    groups.set(rows, [...(groups.get(rows) ?? []), form]);
  }
  return groups;
}

function workToProve({ scenario, tenants, parameterSets }: ProveRequest): WorkToProve[] {
  return parameterSets.map(({ operation: operationName, tenant: tenantName, sets }) => {
    const operation = scenario.operations.find(({ name }) => name === operationName);
    const tenant = tenants.find(({ name }) => name === tenantName);
    if (!operation || !tenant) {
      throw new Error(`No operation ${operationName} or tenant ${tenantName} to prove`);
    }
    return { operation, tenant, sets };
  });
}

function lostResult(
  { scenario, onLost }: ProveRequest,
  { name }: Arm,
  { message }: ExchangeFailure,
): ProofResult {
  const subject = { scenario: scenario.name, proof: 'as sent' };
  const result = { ...proofResult(subject, { passed: false, detail: message }), arm: name };
  return onLost ? { ...result, status: 'skipped' } : result;
}

async function controlResults(
  request: ProveRequest,
  forms: readonly ArmForm[],
  { tables, work }: Pick<ControlRequest, 'tables' | 'work'>,
): Promise<ProofResult[]> {
  const { target, roles, scenario, tenants, onClone } = request;
  const { broken, owner: ownerSettings } = formsToBreak(request, forms);
  const subject = {
    ...{ scenario: scenario.name, schema: target.schema, forms: broken, tenants, tables },
    work: work.filter(({ operation }) => broken.every((form) => takesPart(form, operation))),
  };
  if (forms.every(({ isolation }) => isolation === 'where')) {
    const skipped = { passed: true, detail: 'no arm relies on a policy' };
    const result = proofResult({ scenario: scenario.name, proof: 'controls' }, skipped);
    return [{ ...result, status: 'skipped' }];
  }
  let results: ProofResult[] = [];
  if (onClone && !scenario.siblings) {
    const made = await onClone((ownerOfClone) =>
      withClient(ownerOfClone, async (owner) => {
        const { database } = ownerOfClone;
        const runner = connectionRunner({
          ...roles,
          rls: { ...roles.rls, database },
          where: { ...roles.where, database },
        });
        try {
          results = await proveControls({ ...subject, owner, runner });
        } finally {
          await runner.close();
        }
      }),
    );
    if (made) return results;
  }
  return withClient(ownerSettings, async (owner) => {
    const runner = await transactionRunner(owner, roles);
    await owner.query('begin');
    return thenClose(
      () => proveControls({ ...subject, owner, runner }),
      () => owner.query('rollback'),
    );
  });
}

/**
 * The forms that the controls are run with, and the owner of their database. They show that the
 * checks can see, which are the same for all: so of a scenario with siblings one policy is broken,
 * in a transaction on the sibling that it is on, or beside it.
 */
function formsToBreak(
  { target, roles, scenario }: ProveRequest,
  forms: readonly ArmForm[],
): { broken: readonly ArmForm[]; owner: ConnectionSettings } {
  if (!scenario.siblings) return { broken: forms, owner: target.admin };
  const whereFor = (rls: ArmForm) =>
    forms.find(
      (form) => form.isolation === 'where' && rowsOf(scenario, form) === rowsOf(scenario, rls),
    );
  const underPolicy = forms.filter(({ isolation }) => isolation === 'rls');
  const rls = underPolicy.find((form) => whereFor(form) !== undefined) ?? underPolicy[0];
  if (!rls) return { broken: forms, owner: target.admin };
  const where = whereFor(rls);
  const sibling = besideArms(scenario, rowsOf(scenario, rls)) ?? rls.sibling;
  const database = sibling === undefined ? roles.rls.database : databaseOf(roles, sibling);
  return { broken: where ? [where, rls] : [rls], owner: { ...target.admin, database } };
}

/**
 * Where a scenario writes, what is undone still leaves dead rows: its controls are better run on a
 * sibling of the same rows that no arm works on, so that the arms' own stay alike.
 */
function besideArms(scenario: Scenario, rows: string): string | undefined {
  if (writtenTables(scenario).length === 0) return undefined;
  return scenario.siblings?.find(
    // What a gate's SQL was applied to may not have the tables yet that its clones make.
    ({ name, sql }) =>
      rowsOf(scenario, { sibling: name }) === rows &&
      sql === undefined &&
      !scenario.arms.some(({ sibling }) => sibling === name),
  )?.name;
}

function proofFailed(failures: readonly ProofResult[], sendsLoad: boolean): ProofFailedError {
  const [first] = failures;
  const subject = [
    first?.arm && `arm ${first.arm}`,
    first?.operation && `operation ${first.operation}`,
    first?.tenant && `tenant ${first.tenant}`,
  ].filter(Boolean);
  const others = failures.length > 1 ? ` (and ${failures.length - 1} more failed checks)` : '';
  return new ProofFailedError(
    `Proof "${first?.proof}" failed${subject.length > 0 ? ` for ${subject.join(', ')}` : ''}: ${first?.detail}${others}`,
    sendsLoad
      ? 'No number is made before every proof holds: mend the policy, the role or the query, then run again; the journal lists every failed check.'
      : 'Mend the policy, the role or the query, then check again; every failed check stands above.',
  );
}
