import type { Client } from 'pg';
import type { QueryCall } from '../context/exchange.js';
import { exchangeOf } from '../context/exchange-of.js';
import { inContext } from '../context/in-context.js';
import { strategyInTransaction } from '../context/in-transaction.js';
import type { NamedTenant } from '../dataset/dataset.js';
import { shuffle } from '../load/random.js';
import { numberOf, parseExplain } from '../plan/explain.js';
import type { Figure } from '../result/parts.js';
import { drawParameters, queryCallOf } from '../scenario/parameters.js';
import type { Arm, Operation } from '../scenario/scenario.js';
import { takesPart } from '../scenario/taking-part.js';
import { connectionOf } from '../target/arm-connection.js';
import { withClient } from '../target/connect.js';
import { type ColdDatabases, coldDatabases } from './cold-database.js';
import { medianFigure } from './figure.js';
import type { ProbeRequest } from './probe.js';

/** Six are the fewest that give a median its 95% interval; of seven it is still the whole range. */
const REPETITIONS = 7;
const REPETITIONS_TELLING = 3;

/** Share of the profile's load time after which no further repetition is begun. */
const TIME_SHARE = 0.05;

/** Where a cold read is made, and what was seen there so far. */
interface Place {
  readonly arm: Arm & { readonly sibling: string };
  readonly operation: Operation;
  readonly tenant: NamedTenant;
  readonly call: QueryCall;
  readonly reads: ColdRead[];
}

interface ColdRead {
  readonly coldNs: number;
  readonly warmNs: number;
  readonly blocksRead: number;
}

/**
 * Probe: what a query costs while none of its pages are in shared buffers, and once more right after.
 * The operating system still has them, so this is the price of a read that is served from its cache,
 * not from a disk. Repetitions go over all places in random order.
 */
export async function coldReads(request: ProbeRequest): Promise<void> {
  const cold = await coldDatabases(request);
  if (typeof cold === 'string') {
    skip(request, cold);
    return;
  }
  const { profile, random, signal } = request;
  try {
    const places = await placesOf(request, cold.isSlow);
    if (cold.isSlow) {
      skip(request, 'before Postgres 17 a cold read takes a clone: only RLS arms, one tenant');
    }
    const repetitions = profile.cells === 'telling' ? REPETITIONS_TELLING : REPETITIONS;
    const until = performance.now() + profile.loadSeconds * 1_000 * TIME_SHARE;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      if (repetition > 0 && performance.now() > until) break;
      for (const place of shuffle([...places], random)) {
        if (signal.aborted) return;
        place.reads.push(await readCold(request, cold, place));
      }
    }
    for (const figure of places.flatMap((place) => figuresOf(request, cold, place))) {
      request.onFigure(figure);
    }
  } finally {
    await cold.close();
  }
}

function skip({ scenario, onSkip }: ProbeRequest, reason: string): void {
  onSkip({
    ...{ scenario: scenario.name, operation: null, tenant: null, concurrency: null, arm: null },
    reason: `cold reads: ${reason}`,
  });
}

/** The timed operations on every arm, for the largest and the smallest tenant. */
async function placesOf(
  { scenario, roles, tenants, profile }: ProbeRequest,
  few: boolean,
): Promise<Place[]> {
  const telling = few || profile.cells === 'telling';
  const names = telling ? scenario.telling : (scenario.timed ?? scenario.telling);
  const wanted = telling ? (scenario.tellingTenants ?? ['whale']) : ['whale', 'tiny'];
  const operations = scenario.operations.filter(({ name }) => names.includes(name));
  const places: Place[] = [];
  const drawer = { isolation: 'where', ...sibling(scenario.drawFrom) } as const;
  await withClient(connectionOf(roles, drawer), async (client) => {
    for (const operation of operations) {
      for (const tenant of tenants.filter(({ name }) => wanted.includes(name))) {
        const [values] = await drawParameters(client, operation, tenant, { seed: 0, count: 1 });
        for (const arm of scenario.arms) {
          if (arm.sibling === undefined || arm.repeats !== undefined) continue;
          if (!takesPart(arm, operation) || (few && arm.isolation === 'where')) continue;
          const call = queryCallOf(operation, arm, tenant, values ?? []);
          const place = { arm: { ...arm, sibling: arm.sibling }, operation, tenant, call };
          places.push({ ...place, reads: [] });
        }
      }
    }
  });
  return places;
}

function sibling(name: string | undefined): { sibling?: string } {
  return name === undefined ? {} : { sibling: name };
}

/**
 * One cold execution and, in the same session, one warm; both as the arm, in its context. Where pages
 * can be evicted the session has run the query before, so that the two differ by their buffers alone,
 * and not by what a new session looks up.
 */
async function readCold(
  { roles }: ProbeRequest,
  cold: ColdDatabases,
  { arm, call }: Place,
): Promise<ColdRead> {
  return cold.withCold(arm.sibling, (database, empty) =>
    withClient({ ...roles[arm.isolation], database }, async (client) => {
      const strategy = strategyInTransaction(arm.context);
      const exchange = exchangeOf(strategy, call);
      const explained = () => inContext(client, exchange, () => explain(client, call));
      if (empty) await explained();
      const first = await inContext(client, exchange, async () => {
        await empty?.();
        return explain(client, call);
      });
      const second = await explained();
      return { coldNs: first.ns, warmNs: second.ns, blocksRead: first.blocksRead };
    }),
  );
}

/** The parameters are bound, so it is planned for them, as with plan_cache_mode force_custom_plan. */
async function explain(
  client: Client,
  { text, values }: QueryCall,
): Promise<{ ns: number; blocksRead: number }> {
  const { rows } = await client.query<{ 'QUERY PLAN': unknown }>({
    text: `explain (analyze, buffers, timing off, format json) ${text}`,
    values: [...values],
  });
  const explained = parseExplain(rows[0]?.['QUERY PLAN']);
  return {
    ns: explained['Execution Time'] * 1e6,
    blocksRead: numberOf(explained.Plan, 'Shared Read Blocks') ?? 0,
  };
}

function figuresOf(
  { scenario }: ProbeRequest,
  { note }: ColdDatabases,
  { arm, operation, tenant, reads }: Place,
): Figure[] {
  const subject = {
    ...{ scenario: scenario.name, probe: 'cold-reads', sibling: arm.sibling },
    ...{ arm: arm.name, operation: operation.name, tenant: tenant.name },
  };
  const said = `${note}; the operating system's cache stays warm`;
  const times = { ...subject, unit: 'ns' } as const;
  return [
    medianFigure(
      { ...times, metric: 'execution time, cold', note: said },
      reads.map(({ coldNs }) => coldNs),
    ),
    medianFigure(
      { ...times, metric: 'execution time, warm', note: 'the same execution right after' },
      reads.map(({ warmNs }) => warmNs),
    ),
    medianFigure(
      { ...subject, metric: 'blocks read, cold', unit: 'buffers', note: said },
      reads.map(({ blocksRead }) => blocksRead),
    ),
  ];
}
