import type { NamedTenant } from '../dataset/dataset.js';
import { SessionError } from '../load/failure.js';
import { openSession } from '../load/open.js';
import { runOnce } from '../load/run-once.js';
import type { ExchangeFailure, Session, Work } from '../load/session.js';
import { type ProvedParameters, workOf } from '../load/work-of.js';
import type { ProofResult } from '../result/parts.js';
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

/**
 * Proof: every arm's exchanges, sent as the load sends them (its driver, its statements in their
 * order and grouping, one connection for all), return the proved rows for every operation, tenant and
 * parameter set. Equal work runs the arms' SQL through one client, one statement after the other, so
 * an exchange that sets the tenant behind its query, or in another transaction, would pass there.
 */
export async function proveAsSent(
  roles: ArmRoles,
  scenario: string,
  arms: readonly Arm[],
  work: readonly WorkToSend[],
  rowsOf: (arm: Arm) => string,
): Promise<ProofResult[]> {
  const workOfArm = (arm: Arm) =>
    work.filter(({ operation, rows }) => takesPart(arm, operation) && rows === rowsOf(arm));
  const results = await Promise.all(
    arms.map((arm) => sendAll(roles, scenario, arm, workOfArm(arm))),
  );
  return results.flat();
}

async function sendAll(
  roles: ArmRoles,
  scenario: string,
  arm: Arm,
  work: readonly WorkToSend[],
): Promise<ProofResult[]> {
  const session = await openSession(arm, loadConnectionOf(roles, arm), { decodeEvery: 1 });
  const results: ProofResult[] = [];
  const sendAll = async () => {
    for (const { operation, tenant, sets } of work) {
      const outcome = await sendOne(session, workOf(arm, operation, tenant, sets));
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

async function sendOne(session: Session, items: readonly Work[]): Promise<Outcome> {
  if (items.length === 0) return { passed: false, detail: 'no rows are known to compare with' };
  const failure = await firstFailure(session, items);
  if (failure) {
    const { kind, sqlState, message } = failure;
    return { passed: false, detail: `${sqlState || kind}: ${message}` };
  }
  return { passed: true, detail: `${items.length} exchanges returned the rows proved equal` };
}

async function firstFailure(
  session: Session,
  items: readonly Work[],
): Promise<ExchangeFailure | undefined> {
  try {
    await session.prepare(items);
  } catch (error) {
    if (error instanceof SessionError) return error.failure;
    throw error;
  }
  for (const index of items.keys()) {
    const failure = await runOnce(session, index);
    if (failure) return failure;
  }
  return undefined;
}
