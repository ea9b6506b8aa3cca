/**
 * Statistics target that tables are analysed with, originals and twins, on every server. ANALYZE
 * samples 300 rows a unit (manual, ANALYZE "Notes"): at 1000 it reads 300,000, so estimates repeat.
 */
export const STATISTICS_TARGET = 1000;
