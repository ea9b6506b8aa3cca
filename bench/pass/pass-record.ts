import type { LoadOutcome } from '../load/load.js';
import { quantilesOf } from '../load/open/histogram.js';
import type { LoadPass, PoolerFacts } from '../result/load-parts.js';
import type { BackendUse } from './backends.js';
import { threadsNote } from './client-limit.js';
import type { ClientConnections } from './connections.js';
import { littlesLawNote } from './littles-law.js';
import type { LoadSubject } from './load-arm.js';
import { type LoadPoint, offeredPerSecond } from './point.js';

/** Which pass of what it is. */
export interface PassSubject {
  readonly scenario: string;
  readonly probe: LoadPass['probe'];
  readonly subject: Pick<LoadSubject, 'operation' | 'tenant'>;
  readonly point: LoadPoint;
  readonly pass: number;
  readonly connections: ClientConnections;
}

/** What was seen beside the load itself; null for what could not be. */
export interface SeenBeside {
  readonly backends: BackendUse | null;
  /** CPU of the pooler over the whole pass. */
  readonly pooler: PoolerFacts | null;
}

/** The record of a pass. Costs are an exchange that was sent, whether it succeeded or not. */
export function passRecord(
  of: PassSubject,
  outcome: LoadOutcome,
  { backends, pooler }: SeenBeside,
): LoadPass {
  const sent = outcome.completed + outcome.failed;
  const each = (ns: number | null) => (ns === null || sent === 0 ? null : ns / sent);
  return {
    ...identity(of),
    // One that connects for each exchange was never refused as a client; its exchanges are.
    connected: of.connections.perRequest ? of.connections.count : outcome.connected,
    threads: outcome.threads,
    startedAt: outcome.startedAt,
    seconds: outcome.seconds,
    reachedPerSecond: outcome.seconds > 0 ? outcome.completed / outcome.seconds : 0,
    intended: outcome.intended,
    completed: outcome.completed,
    failed: outcome.failed,
    dropped: outcome.dropped,
    queued: outcome.queued,
    late: outcome.late,
    corrected: outcome.corrected === null ? null : quantilesOf(outcome.corrected),
    uncorrected: quantilesOf(outcome.uncorrected),
    lateness: outcome.lateness === null ? null : quantilesOf(outcome.lateness),
    connectTime: quantilesOf(outcome.connectTime),
    histogram: outcome.corrected,
    errors: [...outcome.errors],
    connectErrors: [...outcome.connectErrors],
    clientCpuNs: each(outcome.clientCpuNs) ?? 0,
    // This process made passes before: what it grew by is not what these clients take.
    clientBytes: null,
    serverCpuNs: each(backends?.cpuNs ?? null),
    serverProcesses: backends?.processes ?? null,
    serverBytes: backends?.bytes ?? null,
    pooler: pooler && { ...pooler, cpuNs: each(pooler.cpuNs) },
    timeline: [...outcome.timeline],
    note: sentences([...notesOf(of), ...notesOfOutcome(of, outcome)]),
  };
}

/** The record of a pass that could not be made: as one exchange that failed by no thread, and why. */
export function failedPass(of: PassSubject, message: string, startedAt: Date): LoadPass {
  const error = { kind: 'connection', sqlState: '', message, count: 1 };
  return {
    ...identity(of),
    connected: 0,
    threads: 0,
    startedAt: startedAt.toISOString(),
    ...{ seconds: 0, reachedPerSecond: 0, intended: 1, completed: 0, failed: 1 },
    ...{ dropped: 0, queued: 0, late: 0 },
    ...{ corrected: null, uncorrected: null, lateness: null, connectTime: null, histogram: null },
    ...{ errors: [error], connectErrors: [] },
    ...{ clientCpuNs: 0, clientBytes: null },
    ...{ serverCpuNs: null, serverProcesses: null, serverBytes: null },
    ...{ pooler: null, timeline: [] },
    note: `This pass could not be made: ${message}`,
  };
}

function identity({ scenario, probe, subject, point, pass, connections }: PassSubject) {
  const { name, title: _, repeats: __, sibling: ___, operations: ____, ...factors } = point.arm.arm;
  const { load } = point;
  return {
    ...{ scenario, probe, arm: name, factors },
    ...{ operation: subject.operation.name, tenant: subject.tenant, pass },
    levels: { ...point.levels },
    loop: load.loop,
    arrivals: load.loop === 'open' ? load.arrivals.process : null,
    offeredPerSecond: offeredPerSecond(load),
    clients: connections.count,
  };
}

function notesOf({ point, connections }: PassSubject): string[] {
  return [point.note, connections.note];
}

function notesOfOutcome({ point, connections }: PassSubject, outcome: LoadOutcome): string[] {
  const { loop } = point.load;
  const clients = connections.perRequest ? connections.count : outcome.connected;
  return [
    threadsNote(outcome, loop),
    loop === 'closed' ? littlesLawNote(outcome, connections.sharedBy ?? clients) : '',
  ];
}

function sentences(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
