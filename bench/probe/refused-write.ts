import { exchangeOf } from '../context/exchange-of.js';
import { CONTEXT_STRATEGIES } from '../context/registry.js';
import type { NamedTenant } from '../dataset/dataset.js';
import { ProofFailedError } from '../errors.js';
import { openSession } from '../load/open.js';
import { type RandomSource, shuffle } from '../load/random.js';
import { runOnce } from '../load/run-once.js';
import type { Session, Work } from '../load/session.js';
import type { Figure } from '../result/parts.js';
import { drawParameters, type ParameterSet, queryCallOf } from '../scenario/parameters.js';
import type { Arm, Isolation, Operation } from '../scenario/scenario.js';
import { connectionOf } from '../target/arm-connection.js';
import { withClient } from '../target/connect.js';
import { medianFigure } from './figure.js';
import { type OpenedWork, probeBlocks, timeInterleaved } from './interleaved.js';
import type { ProbeRequest } from './probe.js';
import { insertsOf, updatesOf, writeArm } from './writes.js';

/** "new row violates row-level security policy" (Postgres manual, CREATE POLICY and appendix A). */
const INSUFFICIENT_PRIVILEGE = '42501';

/** One arm and operation, tried for the tenant's own row and for another tenant's. */
interface Attempt {
  readonly arm: Arm;
  readonly operation: Operation;
  /** The one whose context is set. */
  readonly tenant: NamedTenant;
  readonly own: readonly Work[];
  readonly others: readonly Work[];
  /** How the other tenant's row is kept safe. */
  readonly by: 'WITH CHECK' | 'USING' | 'the WHERE clause';
}

/**
 * Probe: what a write costs that isolation refuses, beside the same write accepted. An INSERT for
 * another tenant is an error of WITH CHECK; an UPDATE of another tenant's row finds none, by USING or
 * by the WHERE clause. Each is the arm's whole exchange, ended by ROLLBACK. The first INSERT and the
 * first UPDATE of the scenario are tried, for the largest tenant.
 *
 * @throws {ProofFailedError} where such a write is not refused
 */
export async function refusedWrite(request: ProbeRequest): Promise<void> {
  const attempts = await attemptsOf(request);
  const medians = await timeInterleaved({
    ...probeBlocks(request.profile.cells),
    ...{ random: request.random, signal: request.signal },
    open: (random) => openAttempts(request, attempts, random),
  });
  if (request.signal.aborted) return;
  for (const figure of attempts.flatMap((attempt) => figuresOf(request, attempt, medians))) {
    request.onFigure(figure);
  }
}

async function attemptsOf(request: ProbeRequest): Promise<Attempt[]> {
  const { scenario, tenants } = request;
  const [tenant] = tenants;
  const other = tenants.at(-1);
  const [rls, where] = [writeArm(scenario, 'rls'), writeArm(scenario, 'where')];
  if (!tenant || !other || !rls || !where) {
    throw new Error(
      'Probe refused-write needs an arm of each isolation that takes part in all writes',
    );
  }
  const setsOf = (operation: Operation, of: NamedTenant) => draw(request, where, operation, of);
  const attempt = async (
    arm: Arm,
    operation: Operation,
    text: Isolation,
    by: Attempt['by'],
  ): Promise<Attempt> => {
    const work = async (row: NamedTenant) =>
      (await setsOf(operation, row)).map((values) =>
        workOf({
          arm,
          operation,
          text,
          tenant,
          row,
          values,
          refusedBy: row === tenant ? null : by,
        }),
      );
    return { arm, operation, tenant, by, own: await work(tenant), others: await work(other) };
  };
  const attempts: Attempt[] = [];
  for (const insert of insertsOf(scenario).slice(0, 1)) {
    // The text that names the tenant, which a policy has to check.
    attempts.push(await attempt(rls, insert, 'where', 'WITH CHECK'));
  }
  for (const update of updatesOf(scenario).slice(0, 1)) {
    attempts.push(await attempt(rls, update, 'rls', 'USING'));
    attempts.push(await attempt(where, update, 'where', 'the WHERE clause'));
  }
  return attempts;
}

function draw(
  { roles, scenario, profile }: ProbeRequest,
  where: Arm,
  operation: Operation,
  tenant: NamedTenant,
): Promise<readonly ParameterSet[]> {
  const sibling = scenario.drawFrom ?? where.sibling;
  const drawer = { isolation: 'where' as const, ...(sibling === undefined ? {} : { sibling }) };
  return withClient(connectionOf(roles, drawer), (client) =>
    drawParameters(client, operation, tenant, { seed: 1, count: profile.parameterSets }),
  );
}

function workOf({
  arm,
  operation,
  text,
  tenant,
  row,
  values,
  refusedBy,
}: {
  readonly arm: Arm;
  readonly operation: Operation;
  readonly text: Isolation;
  readonly tenant: NamedTenant;
  /** Whose row is written. */
  readonly row: NamedTenant;
  readonly values: ParameterSet;
  readonly refusedBy: Attempt['by'] | null;
}): Work {
  const call = queryCallOf(operation, { isolation: text }, tenant, values);
  // An INSERT names the row's tenant; a predicate names the one who asks.
  const own = refusedBy === 'WITH CHECK' ? [row.tenantId, ...call.values.slice(1)] : call.values;
  const name = `${operation.name}_${text}`;
  const strategy = CONTEXT_STRATEGIES[arm.context];
  return {
    exchange: exchangeOf(strategy, { ...call, name, values: own }),
    expectedRows: refusedBy === null ? 1 : 0,
    tenantId: tenant.tenantId,
  };
}

/** A session for each attempt, opened in random order, with own and others' rows prepared on it. */
async function openAttempts(
  { roles }: ProbeRequest,
  attempts: readonly Attempt[],
  random: RandomSource,
): Promise<OpenedWork> {
  const sessions: Session[] = [];
  const work = new Map<string, () => Promise<number>>();
  const close = async () => {
    await Promise.allSettled(sessions.map((session) => session.close()));
  };
  try {
    for (const attempt of shuffle([...attempts], random)) {
      const { arm, own, others } = attempt;
      const session = await openSession(arm, connectionOf(roles, arm), { decodeEvery: 0 });
      sessions.push(session);
      await session.prepare([...own, ...others]);
      const timed = (first: number, count: number, isRefused: boolean) => async () => {
        const index = first + random.nextInt(count);
        const startedAt = performance.now();
        const failure = await runOnce(session, index);
        const elapsedNs = (performance.now() - startedAt) * 1e6;
        const expected = isRefused && attempt.by === 'WITH CHECK' ? INSUFFICIENT_PRIVILEGE : '';
        const seen = failure ? failure.sqlState || failure.kind : '';
        if (seen !== expected) throw notAsExpected(attempt, isRefused, seen, failure?.message);
        return elapsedNs;
      };
      work.set(keyOf(attempt, 'accepted'), timed(0, own.length, false));
      work.set(keyOf(attempt, 'refused'), timed(own.length, others.length, true));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { work, close };
}

function keyOf({ arm, operation }: Attempt, what: 'accepted' | 'refused'): string {
  return `${arm.name} ${operation.name} ${what}`;
}

function notAsExpected(
  { arm, operation, by }: Attempt,
  isRefused: boolean,
  seen: string,
  message = 'no error',
): ProofFailedError {
  const what = isRefused ? `refuse a row of another tenant by ${by}` : 'accept its own row';
  return new ProofFailedError(
    `Probe "refused-write": arm ${arm.name}, operation ${operation.name}: expected the server to ${what}, got ${seen || 'it accepted'} (${message}).`,
    'Mend the policy or the operation: one that lets such a row through is no isolation.',
  );
}

function figuresOf(
  { scenario }: ProbeRequest,
  attempt: Attempt,
  medians: ReadonlyMap<string, readonly number[]>,
): Figure[] {
  const { arm, operation, tenant, by } = attempt;
  const accepted = medians.get(keyOf(attempt, 'accepted')) ?? [];
  const refused = medians.get(keyOf(attempt, 'refused')) ?? [];
  if (accepted.length === 0) return [];
  const subject = {
    ...{ scenario: scenario.name, probe: 'refused-write' },
    ...{ arm: arm.name, operation: operation.name, tenant: tenant.name },
    note: `${NOTES[by]} Timed is the arm's whole exchange, its ROLLBACK included. ${intervalNote(accepted.length)}`,
  };
  const ratios = refused.map((ns, block) => ns / (accepted[block] as number));
  return [
    medianFigure({ ...subject, metric: 'accepted', unit: 'ns' }, accepted),
    medianFigure({ ...subject, metric: 'refused', unit: 'ns' }, refused),
    medianFigure({ ...subject, metric: 'refused over accepted', unit: 'ratio' }, ratios),
  ];
}

/** The 95% interval of the median of six to eight values is all of them: see `medianInterval`. */
function intervalNote(blocks: number): string {
  const range = blocks < 9 ? 'from the least to the largest of' : 'for the median of';
  return `Intervals are ${range} ${blocks} block medians, without identical arms to tell their noise: a ratio near 1 is no difference.`;
}

const NOTES: Readonly<Record<Attempt['by'], string>> = {
  'WITH CHECK': `By WITH CHECK: an error, SQLSTATE ${INSUFFICIENT_PRIVILEGE}, before anything is written; the server's log has a line for each.`,
  USING: "By USING: the other tenant's row is not found, 0 rows and no error.",
  'the WHERE clause':
    "By the WHERE clause: the other tenant's row is not found, 0 rows and no error.",
};
