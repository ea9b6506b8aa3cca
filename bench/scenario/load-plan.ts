/** Something that depends on how much a profile measures: see `Profile.cells`. */
export interface ByExtent<T> {
  readonly telling: T;
  readonly quick: T;
  readonly all: T;
}

/** Load that is not rounds: each pass of each arm a run of its own, passes in random order. */
export interface LoadPlan {
  /** Passes of everything below; a figure is the median over them, with the smallest and largest. */
  readonly passes: ByExtent<number>;
  /** Server connections of a pool, an application's or PgBouncer's, where that is not the question. */
  readonly poolSize: number;
  /**
   * Names of arms on route `direct-pooled` whose clients each have a connection of their own; those of
   * the others share `poolSize` connections, as in an application with a pool.
   */
  readonly ownConnections?: readonly string[];
  readonly clients?: ClientsPlan;
  readonly burst?: BurstPlan;
  readonly poolSizes?: PoolSizesPlan;
}

/** Ever more clients, each with the same work in all. */
export interface ClientsPlan {
  readonly counts: ByExtent<readonly number[]>;
  /** Those of them that make a closed loop too; absent: all. */
  readonly closedCounts?: ByExtent<readonly number[]>;
  /** Closed loop: exchanges of all clients together, at every number of them. */
  readonly exchanges: ByExtent<number>;
  /** Open loop: what all clients together send, at every number of them. */
  readonly ratePerSecond: number;
  readonly seconds: ByExtent<number>;
}

/** A baseline rate with bursts, Poisson arrivals. */
export interface BurstPlan {
  /** The baseline, as a share of what the slowest route could take in a closed loop. */
  readonly baselineShare: number;
  /** A burst is this many times the baseline. */
  readonly factor: number;
  readonly baselineSeconds: ByExtent<number>;
  readonly burstSeconds: ByExtent<number>;
  readonly bursts: ByExtent<number>;
  /** Client connections of each route. */
  readonly clients: number;
}

/** Pool sizes against lengths of a transaction. */
export interface PoolSizesPlan {
  readonly sizes: ByExtent<readonly number[]>;
  readonly lengths: ByExtent<readonly TransactionLength[]>;
  readonly clients: number;
  readonly seconds: ByExtent<number>;
}

/** What a transaction takes: time of the server's CPU, and time the application thinks inside it. */
export interface TransactionLength {
  readonly title: string;
  readonly serverMs: number;
  readonly thinkMs: number;
}
