// This clock costs a third of the global `performance`: about 70 ns a call against 210.
import { performance } from 'node:perf_hooks';
import { type RandomSource, shuffle } from './random.js';
import type { Done, ExchangeFailure, Session } from './session.js';

/** One arm of a cell within a block: one session for each worker. */
export interface RoundArm {
  readonly name: string;
  readonly sessions: readonly Session[];
  /**
   * The work items that may be drawn, as indexes into what its sessions prepared. A round draws a
   * place in this list: the same place holds the same work on every arm.
   */
  readonly workIndexes: readonly number[];
}

export interface RoundsRequest {
  readonly arms: readonly RoundArm[];
  /**
   * `in turn`: each worker's round i runs the i-th item, and begins again after the last, so that
   * what Postgres learns from a statement's first executions is the same on every session.
   * `at random`: each round draws its item.
   */
  readonly draw: 'in turn' | 'at random';
  /** Rounds whose samples are kept, for each worker. */
  readonly rounds: number;
  readonly random: RandomSource;
  /** Checked between rounds; rounds made until then are returned. */
  readonly signal: AbortSignal;
}

export interface ArmSamples {
  /** One latency a kept round and worker. */
  readonly latencyNs: number[];
  /** Exchanges run, the unkept ones included: what server CPU is divided by. */
  exchanges: number;
}

export interface RoundsOutcome {
  readonly samples: ReadonlyMap<string, ArmSamples>;
  readonly failure?: { readonly arm: string; readonly failure: ExchangeFailure };
}

/**
 * Runs rounds: the same operation with the same parameters once on each arm, in random order, so
 * that every contrast is paired within the round. Each worker runs its own rounds on its own
 * sessions; a worker that is done keeps running unkept rounds until the last is done, so that the
 * contention stays the same to the end. The first failure ends all workers.
 */
export function runRounds(request: RoundsRequest): Promise<RoundsOutcome> {
  const { arms, draw, rounds, random, signal } = request;
  const workers = arms[0]?.sessions.length ?? 0;
  const places = Math.min(...arms.map(({ workIndexes }) => workIndexes.length));
  const samples = new Map<string, ArmSamples>(
    arms.map(({ name }) => [name, { latencyNs: [], exchanges: 0 }]),
  );
  const kept = arms.map(({ name }) => samples.get(name) as ArmSamples);

  return new Promise((resolve) => {
    let unfinished = workers;
    let running = workers;
    let failure: RoundsOutcome['failure'];
    const leave = () => {
      running -= 1;
      if (running === 0) resolve(failure ? { samples, failure } : { samples });
    };

    const startWorker = (worker: number) => {
      const order = arms.map((_, index) => index);
      let round = 0;
      let position = 0;
      let place = 0;
      let startedAt = 0;
      let armIndex = 0;

      const nextRound = () => {
        if (failure || signal.aborted || unfinished === 0) return leave();
        shuffle(order, random);
        place = draw === 'in turn' ? round % places : random.nextInt(places);
        position = 0;
        nextArm();
      };
      const nextArm = () => {
        armIndex = order[position] as number;
        const arm = arms[armIndex] as RoundArm;
        const session = arm.sessions[worker] as Session;
        const workIndex = arm.workIndexes[place] as number;
        startedAt = performance.now();
        session.run(workIndex, onDone);
      };
      const onDone: Done = (outcome, check) => {
        const latencyNs = Math.round((performance.now() - startedAt) * 1e6);
        const failed = outcome ?? check?.();
        if (failed) {
          failure ??= { arm: (arms[armIndex] as RoundArm).name, failure: failed };
          return leave();
        }
        const armSamples = kept[armIndex] as ArmSamples;
        armSamples.exchanges += 1;
        if (round < rounds) armSamples.latencyNs.push(latencyNs);
        position += 1;
        if (position < order.length) return nextArm();
        round += 1;
        if (round === rounds) unfinished -= 1;
        nextRound();
      };
      nextRound();
    };
    if (workers === 0) resolve({ samples });
    for (let worker = 0; worker < workers; worker++) startWorker(worker);
  });
}
