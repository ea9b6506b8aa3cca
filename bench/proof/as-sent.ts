import { combinationOf } from '../context/combination.js';
import type { NamedTenant } from '../dataset/dataset.js';
import { SessionError } from '../load/failure.js';
import { openSession } from '../load/open.js';
import { runOnce } from '../load/run-once.js';
import type { ExchangeFailure, Session, Work } from '../load/session.js';
import { type ProvedParameters, workOf } from '../load/work-of.js';
import type { ProofResult } from '../result/parts.js';
import { failureOfOpening, isConnectionLoss } from '../run/server-trouble.js';
import { isPooled } from '../scenario/pooled-arms.js';
import type { Arm, Operation } from '../scenario/scenario.js';
import { takesPart } from '../scenario/taking-part.js';
import { loadConnectionOf } from '../target/arm-connection.js';
import type { ArmRoles } from '../target/target.js';
import { thenClose } from '../then-close.js';
import { type Outcome, proofResult } from './proof-result.js';

/** One operation for one tenant, with what equal work has shown that each parameter set returns. */
export interface WorkToSend {
  readonly operation: Operation;
  readonly tenant: NamedTenant;
  /** Name of the rows it was proved on. */
  readonly rows: string;
  readonly sets: readonly ProvedParameters[];
}

/** What sending has shown, and the arms that could not be asked. */
export interface AsSent {
  readonly results: readonly ProofResult[];
  /** By the arm: how the way through its pooler was lost. */
  readonly lost: ReadonlyMap<Arm, ExchangeFailure>;
}

/**
 * Proof: every arm's exchanges, sent as the load sends them (its driver, its statements in their
 * order and grouping, one connection for all), return the proved rows for every operation, tenant and
 * parameter set. Equal work runs the arms' SQL through one client, one statement after the other, so
 * an exchange that sets the tenant behind its query, or in another transaction, would pass there. An
 * arm whose pooler is gone, or does not let it through, is neither proved nor refuted.
 */
export async function proveAsSent(
  roles: ArmRoles,
  scenario: string,
  arms: readonly Arm[],
  work: readonly WorkToSend[],
  rowsOf: (arm: Arm) => string,
): Promise<AsSent> {
  const workOfArm = (arm: Arm) =>
    work.filter(({ operation, rows }) => takesPart(arm, operation) && rows === rowsOf(arm));
  const lost = new Map<Arm, ExchangeFailure>();
  const results = await Promise.all(
    arms.map(async (arm) => {
      try {
        return await sendAll(roles, scenario, arm, workOfArm(arm));
      } catch (error) {
        const failure = isPooled(arm) ? failureOfOpening(error) : undefined;
        if (failure === undefined) throw error;
        lost.set(arm, failure);
        return [];
      }
    }),
  );
  return { results: results.flat(), lost };
}

async function sendAll(
  roles: ArmRoles,
  scenario: string,
  arm: Arm,
  work: readonly WorkToSend[],
): Promise<ProofResult[]> {
  const session = await openSession(arm, loadConnectionOf(roles, arm), { decodeEvery: 1 });
  const ask = (items: readonly Work[]) => answers(session, items, isPooled(arm));
  const results: ProofResult[] = [];
  const sendAll = async () => {
    for (const { operation, tenant, sets } of work) {
      const items = workOf(arm, operation, tenant, sets);
      const { verdict, why } = combinationOf(arm);
      const outcome =
        verdict === 'does nothing'
          ? await sendNothing(ask, items, why)
          : await sendOne(ask, items, verdict === 'leaks' ? `; a control: ${why}` : '');
      const subject = { scenario, proof: 'as sent', operation, tenant };
      results.push({
        ...proofResult({ ...subject, operation: operation.name }, outcome),
        arm: arm.name,
      });
    }
  };
  await thenClose(sendAll, session.close);
  return results;
}

/** Each item with what was wrong about its answer. */
type Ask = (items: readonly Work[]) => AsyncGenerator<Answer>;

interface Answer {
  readonly item: Work;
  readonly failure: ExchangeFailure | undefined;
}

async function sendOne(ask: Ask, items: readonly Work[], remark: string): Promise<Outcome> {
  if (items.length === 0) return { passed: false, detail: 'no rows are known to compare with' };
  for await (const { failure } of ask(items)) {
    if (failure) return { passed: false, detail: describeFailure(failure) };
  }
  const detail = `${items.length} exchanges returned the rows proved equal${remark}`;
  return { passed: true, detail };
}

/**
 * A control that sets no tenant for its query: no exchange of it may return a row of anybody, and an
 * aggregate not what was proved.
 */
async function sendNothing(ask: Ask, items: readonly Work[], why: string): Promise<Outcome> {
  const toMiss = items.filter(({ expectedRows }) => expectedRows > 0).map(withoutRows);
  if (toMiss.length === 0) {
    return { passed: false, detail: 'no exchange has rows that it could fail to return' };
  }
  for await (const { item, failure } of ask(toMiss)) {
    const isAggregate = item.tenantColumn === undefined;
    if (isAggregate ? failure?.kind === 'wrong-rows' : !failure) continue;
    const seen = failure ? describeFailure(failure) : 'the rows that were proved';
    return { passed: false, detail: `a control has to see nothing, since ${why}: ${seen}` };
  }
  const detail = `${toMiss.length} exchanges saw no row; a control: ${why}`;
  return { passed: true, detail };
}

/** What is to return no row; an aggregate always has one, so it is left to be another one. */
function withoutRows(item: Work): Work {
  if (item.tenantColumn === undefined) return item;
  const { expectedHash: _, ...rest } = item;
  return { ...rest, expectedRows: 0 };
}

/**
 * Each item with what was wrong about its answer, or that it could not be prepared.
 *
 * @throws {SessionError} when a connection through a pooler is lost
 */
async function* answers(
  session: Session,
  items: readonly Work[],
  throughPooler: boolean,
): AsyncGenerator<Answer> {
  const isLost = (failure: ExchangeFailure | undefined) =>
    throughPooler && failure !== undefined && isConnectionLoss(failure);
  try {
    await session.prepare(items);
  } catch (error) {
    if (!(error instanceof SessionError) || isLost(error.failure)) throw error;
    for (const item of items) yield { item, failure: error.failure };
    return;
  }
  for (const [index, item] of items.entries()) {
    const failure = await runOnce(session, index);
    if (failure && isLost(failure)) throw new SessionError(failure);
    yield { item, failure };
  }
}

function describeFailure({ kind, sqlState, message }: ExchangeFailure): string {
  return `${sqlState || kind}: ${message}`;
}
