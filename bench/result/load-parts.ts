import { z } from 'zod';
import { earlyQuantiles, factors, route, tenantName } from './parts.js';

/** What load that is not rounds gives: passes of open and closed loops, and what leaked. */

/** Quantiles of one histogram, in nanoseconds. */
export const loadQuantiles = z.object({
  ...earlyQuantiles,
  p99Ns: z.number(),
  p999Ns: z.number(),
  maxNs: z.number(),
});
export type LoadQuantiles = z.infer<typeof loadQuantiles>;

/** Failures that are equal in kind, SQLSTATE and message are one entry. */
export const loadError = z.object({
  kind: z.string(),
  sqlState: z.string(),
  message: z.string(),
  count: z.int(),
});
export type LoadError = z.infer<typeof loadError>;

/** One slice of a pass; an arrival belongs to the slice of its intended start. */
export const loadBucket = z.object({
  atMs: z.number().describe('start of the slice, from the start of the pass'),
  intended: z.int(),
  completed: z.int().describe('of those intended in it, whenever they ended'),
  failed: z.int(),
  dropped: z.int(),
  ended: z.int().describe('exchanges that ended in the slice, whenever they were intended'),
  p50Ns: z.number().nullable().describe('from the intended start'),
  p99Ns: z.number().nullable(),
  maxNs: z.number().nullable(),
  uncorrectedP99Ns: z.number().nullable().describe('from the moment it was sent'),
  queued: z.int().describe('most arrivals that waited for a client connection'),
});
export type LoadBucket = z.infer<typeof loadBucket>;

/** A look at PgBouncer while a pass ran (SHOW POOLS, SHOW STATS, by column name). */
export const poolerSample = z.object({
  atMs: z.number().describe('from the start of the pass'),
  clientsActive: z.int(),
  clientsWaiting: z.int(),
  serversActive: z.int(),
  serversIdle: z.int(),
  maxWaitNs: z.number().describe('how long the first in the queue has waited'),
  averageWaitNs: z
    .number()
    .nullable()
    .describe('a turn on a server connection, since the sample before; null without one'),
});
export type PoolerSample = z.infer<typeof poolerSample>;

/** The pooler of a pass. */
export const poolerFacts = z.object({
  version: z.string(),
  poolMode: z.enum(['transaction', 'session']),
  poolSize: z.int(),
  cpuNs: z.number().nullable().describe('on-CPU ns of the process, an exchange'),
  samples: z.array(poolerSample),
});
export type PoolerFacts = z.infer<typeof poolerFacts>;

/** One pass: one arm under one load. */
export const loadPass = z.object({
  scenario: z.string(),
  probe: z.enum(['clients', 'burst', 'pool-size']),
  arm: z.string(),
  factors,
  operation: z.string(),
  tenant: tenantName,
  pass: z.int(),
  /** Levels of this pass, for example {"clients": 100} or {"poolSize": 10, "length": "1 ms"}. */
  levels: z.record(z.string(), z.union([z.number(), z.string()])),
  loop: z.enum(['open', 'closed']),
  arrivals: z.enum(['poisson', 'constant']).nullable().describe('null for a closed loop'),
  clients: z.int().describe('client connections that were wanted'),
  connected: z.int().describe('client connections that were opened'),
  threads: z.int().describe('worker threads that made the load'),
  startedAt: z.iso.datetime(),
  seconds: z.number(),
  offeredPerSecond: z.number().nullable().describe('null for a closed loop'),
  reachedPerSecond: z.number().describe('exchanges that succeeded'),
  intended: z.int(),
  completed: z.int().describe('exchanges that succeeded'),
  failed: z.int(),
  dropped: z.int().describe('arrivals given up because too many waited already'),
  queued: z.int().describe('arrivals that waited for a client connection of ours'),
  late: z.int().describe('sent more than 1 ms after their intended start though one was free'),
  corrected: loadQuantiles.nullable().describe('latency from the intended start'),
  uncorrected: loadQuantiles.nullable().describe('latency from the moment it was sent'),
  lateness: loadQuantiles
    .nullable()
    .describe('send minus intended start, of arrivals that found a connection free'),
  connectTime: loadQuantiles
    .nullable()
    .describe(
      'opening a client connection and preparing its statements, which is when PgBouncer gives it a server connection; of a connection a request: opening alone',
    ),
  histogram: z.string().nullable().describe('corrected, HdrHistogram V2, compressed, base64'),
  errors: z.array(loadError),
  connectErrors: z.array(loadError).describe('connections that were refused'),
  clientCpuNs: z.number().describe('of the load threads, an exchange'),
  clientBytes: z
    .number()
    .nullable()
    .describe(
      'null: memory a client is measured in processes of its own, by npm run bench:many-clients',
    ),
  serverCpuNs: z
    .number()
    .nullable()
    .describe('on-CPU ns of the backends, an exchange; null where one ended meanwhile'),
  serverProcesses: z
    .int()
    .nullable()
    .describe('most backends at once, of those whose memory could be read where it can be'),
  serverBytes: z
    .number()
    .nullable()
    .describe('proportional set size of these backends, summed (/proc/PID/smaps_rollup)'),
  pooler: poolerFacts.nullable(),
  timeline: z.array(loadBucket),
  note: z.string(),
});
export type LoadPass = z.infer<typeof loadPass>;

/** One row of the leak matrix: state that one client left, looked for by another. */
export const leakResult = z.object({
  scenario: z.string(),
  state: z.string().describe('what kind of state, for example "custom setting"'),
  way: z.string().describe('how it is set, for example "SET LOCAL in a transaction"'),
  route: z.union([route, z.string()]).describe('with its options, where it has some'),
  serverMajor: z.int(),
  poolerVersion: z.string().nullable(),
  observed: z.enum(['leaks', 'does not leak', 'does nothing', 'is refused', 'not tested']),
  known: z
    .enum(['leaks', 'does not leak', 'does nothing', 'is refused'])
    .nullable()
    .describe('what our facts say; null where they say nothing'),
  agrees: z.boolean().nullable(),
  transcript: z.array(z.string()).describe('what both clients sent and got'),
  note: z.string(),
});
export type LeakResult = z.infer<typeof leakResult>;

/** Many clients, many tenants, few server connections: every row of every response checked. */
export const hammerResult = z.object({
  scenario: z.string(),
  arm: z.string(),
  factors,
  clients: z.int(),
  tenants: z.int(),
  poolSize: z.int().nullable(),
  isControl: z.boolean().describe('it has to leak: else our own check is blind'),
  reads: z.int().describe('responses whose every row was checked'),
  rows: z.int(),
  foreignReads: z.int().describe('responses with a row of another tenant'),
  emptyReads: z.int().describe('responses without a row, where the tenant has some'),
  firstCaughtMs: z.number().nullable().describe('from the start of the load'),
  seconds: z.number(),
  errors: z.array(loadError),
  verdict: z.enum(['no leak', 'leak', 'control caught', 'control missed', 'failed']),
  note: z.string(),
});
export type HammerResult = z.infer<typeof hammerResult>;
