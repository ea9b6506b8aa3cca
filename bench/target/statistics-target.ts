/**
 * Statistics target that tables are analysed with, originals and twins, on every server. ANALYZE
 * samples 300 rows a unit (manual, ANALYZE "Notes"): at 1000 it reads 300,000, so estimates repeat.
 */
export const STATISTICS_TARGET = 1000;

/** Rows that ANALYZE samples for each unit of the target. */
const ROWS_A_UNIT = 300;
/** The largest target there is. */
const LARGEST = 10_000;

/**
 * The target at which ANALYZE reads a table of this many rows whole, so that a table made anew from
 * the same seed gets the same statistics; above three million rows it samples whatever it is asked.
 */
export function statisticsTargetFor(rows: number): number {
  return Math.min(LARGEST, Math.max(STATISTICS_TARGET, Math.ceil(rows / ROWS_A_UNIT)));
}
