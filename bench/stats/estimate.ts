/** The shared words of the statistics: pure numbers, no milliseconds and no database. */

/** A warning is a value inside a result and says what would mend it. */
export interface StatisticalWarning {
  readonly code: string;
  readonly message: string;
}

/** An estimate on the natural-log scale with its two-sided interval. */
export interface LogInterval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}
