import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { exchangeOf } from '../context/exchange-of.js';
import { inContext, type TextResult, textRows } from '../context/in-context.js';
import { CONTEXT_STRATEGIES } from '../context/registry.js';
import { queryStatement } from '../context/statements.js';
import type { NamedTenant } from '../dataset/dataset.js';
import { type RandomSource, shuffle } from '../load/random.js';
import type { Figure } from '../result/parts.js';
import {
  drawParameters,
  type ParameterSet,
  queryCallOf,
  verifyCallOf,
} from '../scenario/parameters.js';
import type { Arm, Operation } from '../scenario/scenario.js';
import { connectionOf } from '../target/arm-connection.js';
import { connect, withClient } from '../target/connect.js';
import { copyText } from './copy-text.js';
import { medianFigure } from './figure.js';
import { type OpenedWork, probeBlocks, timeInterleaved } from './interleaved.js';
import type { ProbeRequest } from './probe.js';
import { insertsOf, writeArm } from './writes.js';

/** The same rows, to be stored by one COPY or by an INSERT for each parameter set. */
interface Batch {
  readonly operation: Operation;
  readonly tenant: NamedTenant;
  readonly sets: readonly ParameterSet[];
  readonly rows: number;
  /** `COPY table (columns) FROM STDIN` and what is sent for it. */
  readonly copySql: string;
  readonly copyData: string;
}

/** INSERTs of a batch: with a hundred rows each, as many as a small import has. */
const STATEMENTS = 10;
/** A round takes some 20 ms. */
const ROUNDS_PER_BLOCK = 5;

const NS_PER_MS = 1e6;

/**
 * Probe: what bulk loading gives up under a policy. COPY FROM is refused on a table under row-level
 * security (Postgres manual, COPY "Notes"), so the nearest to it are INSERTs of many rows each. Timed
 * are COPY of those rows as the WHERE arm, and the INSERTs as both: the statements alone, in a
 * transaction that is rolled back. The tenant is the largest, the INSERT the one that has most rows.
 */
export async function copy(request: ProbeRequest): Promise<void> {
  const { scenario, profile, random, signal } = request;
  const [rls, where] = [writeArm(scenario, 'rls'), writeArm(scenario, 'where')];
  if (!rls || !where) throw new Error('Probe copy needs an arm of each isolation');
  const batch = await largestBatch(request, where);
  if (!batch) {
    const reason = 'probe copy: no INSERT of several rows is among the operations of this profile';
    const nowhere = { tenant: null, concurrency: null, arm: null };
    request.onSkip({
      scenario: scenario.name,
      operation: null,
      ...nowhere,
      reason,
      byDesign: true,
    });
    return;
  }
  const refusal = await tryCopy(request, rls, batch);
  // What repeats the WHERE arm does so on a clone of its own: COPY meets no dead rows of the INSERTs.
  const copying = scenario.arms.find(({ repeats }) => repeats === where.name) ?? where;
  const medians = await timeInterleaved({
    ...{ ...probeBlocks(profile.cells), roundsPerBlock: ROUNDS_PER_BLOCK, random, signal },
    open: (source) => openBlock(request, { copying, where, rls }, batch, source),
  });
  if (signal.aborted) return;
  for (const figure of figuresOf(request, { rls, where }, batch, refusal, medians)) {
    request.onFigure(figure);
  }
}

/** Runs each INSERT, to see which rows it stores; undefined where none stores several. */
async function largestBatch(
  { roles, scenario, tenants }: ProbeRequest,
  where: Arm,
): Promise<Batch | undefined> {
  const [tenant] = tenants;
  const sibling = scenario.drawFrom ?? where.sibling;
  const drawer = { isolation: 'where' as const, ...(sibling === undefined ? {} : { sibling }) };
  if (!tenant) return undefined;
  return withClient(connectionOf(roles, drawer), (drawing) =>
    withClient(connectionOf(roles, where), async (client) => {
      let largest: Batch | undefined;
      for (const operation of insertsOf(scenario)) {
        const size = { seed: 1, count: STATEMENTS };
        const sets = await drawParameters(drawing, operation, tenant, size);
        const lefts: TextResult[] = [];
        for (const values of sets) {
          lefts.push(...(await leftBy(client, where, operation, tenant, values)));
        }
        const rows = lefts.flatMap((left) => left.rows);
        const [first] = lefts;
        if (!first || rows.length <= Math.max(sets.length, largest?.rows ?? 0)) continue;
        const into = { copySql: copySqlOf(operation, first), copyData: copyText(rows) };
        largest = { operation, tenant, sets, rows: rows.length, ...into };
      }
      return largest;
    }),
  );
}

/** What a write leaves behind, by its own query for that; nothing where it has none. */
async function leftBy(
  client: pg.Client,
  where: Arm,
  operation: Operation,
  tenant: NamedTenant,
  values: ParameterSet,
): Promise<TextResult[]> {
  const verify = verifyCallOf(operation, tenant, values);
  if (!verify) return [];
  return inContext(client, exchangeFor(where, operation, tenant, values), async (query) => {
    await textRows(client, query);
    return [await textRows(client, queryStatement(verify))];
  });
}

function copySqlOf({ tables }: Operation, { fields }: TextResult): string {
  const columns = fields.map(({ name }) => pg.escapeIdentifier(name)).join(', ');
  return `COPY ${pg.escapeIdentifier(tables[0] as string)} (${columns}) FROM STDIN`;
}

function exchangeFor(arm: Arm, operation: Operation, tenant: NamedTenant, values: ParameterSet) {
  const call = queryCallOf(operation, arm, tenant, values);
  return exchangeOf(CONTEXT_STRATEGIES[arm.context], call);
}

/** What the server says to a COPY of an arm; undefined where it is let through. */
async function tryCopy(
  { roles }: ProbeRequest,
  arm: Arm,
  batch: Batch,
): Promise<pg.DatabaseError | undefined> {
  const { operation, tenant, sets } = batch;
  const exchange = exchangeFor(arm, operation, tenant, sets[0] as ParameterSet);
  return withClient(connectionOf(roles, arm), async (client) => {
    try {
      await inContext(client, exchange, () => copyIn(client, batch));
      return undefined;
    } catch (error) {
      if (error instanceof pg.DatabaseError) return error;
      throw error;
    }
  });
}

async function copyIn(client: pg.Client, { copySql, copyData }: Batch): Promise<void> {
  await pipeline(Readable.from([Buffer.from(copyData)]), client.query(copyFrom(copySql)));
}

/** A connection for each way of a block. */
async function openBlock(
  { roles }: ProbeRequest,
  arms: { readonly copying: Arm; readonly where: Arm; readonly rls: Arm },
  batch: Batch,
  random: RandomSource,
): Promise<OpenedWork> {
  const clients: pg.Client[] = [];
  const close = async () => {
    await Promise.allSettled(clients.map((client) => client.end()));
  };
  const work = new Map<string, () => Promise<number>>();
  const ways = [
    { name: COPY, arm: arms.copying },
    { name: WHERE_INSERT, arm: arms.where },
    { name: RLS_INSERT, arm: arms.rls },
  ];
  try {
    for (const { name, arm } of shuffle(ways, random)) {
      const client = await connect(connectionOf(roles, arm));
      clients.push(client);
      work.set(name, timed(client, arm, batch, name === COPY));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { work, close };
}

/** Stores the batch in a transaction that is rolled back, and says how long its statements took. */
function timed(client: pg.Client, arm: Arm, batch: Batch, byCopy: boolean): () => Promise<number> {
  const { operation, tenant, sets } = batch;
  const [exchange, ...others] = sets.map((set) => exchangeFor(arm, operation, tenant, set));
  const furtherQueries = others.flatMap((each) =>
    each.flat().filter(({ part }) => part === 'query'),
  );
  return () =>
    inContext(client, exchange ?? [], async (query) => {
      const startedAt = performance.now();
      if (byCopy) await copyIn(client, batch);
      else for (const each of [query, ...furtherQueries]) await textRows(client, each);
      return (performance.now() - startedAt) * NS_PER_MS;
    });
}

const COPY = 'COPY';
const WHERE_INSERT = 'INSERT, WHERE';
const RLS_INSERT = 'INSERT, RLS';

function figuresOf(
  { scenario }: ProbeRequest,
  { rls, where }: { readonly rls: Arm; readonly where: Arm },
  { operation, tenant, rows, sets }: Batch,
  refusal: pg.DatabaseError | undefined,
  medians: ReadonlyMap<string, readonly number[]>,
): Figure[] {
  const copied = medians.get(COPY) ?? [];
  if (copied.length === 0) return [];
  const at = { scenario: scenario.name, probe: 'copy', tenant: tenant.name };
  const note = `${rows.toLocaleString('en')} rows in one COPY or ${sets.length} INSERTs: the statements alone, rolled back.`;
  const timesOf = (arm: Arm, way: Pick<Figure, 'operation' | 'metric'>, name: string): Figure[] => {
    const times = medians.get(name) ?? [];
    const subject = { ...at, arm: arm.name, ...way, note };
    const ratios = times.map((ns, block) => ns / (copied[block] as number));
    return [
      medianFigure(
        { ...subject, unit: 'ns' },
        times.map((ns) => ns / rows),
      ),
      ...(name === COPY
        ? []
        : [medianFigure({ ...subject, metric: 'over COPY', unit: 'ratio' }, ratios)]),
    ];
  };
  const said = refusal
    ? `Refused under the policy: SQLSTATE ${refusal.code}, "${refusal.message}".`
    : 'COPY FROM was let through under the policy.';
  return [
    ...timesOf(where, { operation: null, metric: 'a row' }, COPY),
    medianFigure(
      {
        ...{ ...at, arm: rls.name, operation: null, note: said },
        ...{ metric: 'refused', unit: 'none' },
      },
      [refusal ? 1 : 0],
    ),
    ...timesOf(where, { operation: operation.name, metric: 'a row' }, WHERE_INSERT),
    ...timesOf(rls, { operation: operation.name, metric: 'a row' }, RLS_INSERT),
  ];
}
