import { fitPowerLaw } from '../../stats/power-law.js';

/** What one plan read, at one size of the table. */
export interface SizeReads {
  /** Rows of the table, or times the smallest. */
  readonly tableRows: number;
  /** Shared blocks of the execution. */
  readonly buffers: number;
  /** Rows that its scans of tables returned or threw away. */
  readonly rowsTouched: number;
  /** How often it went down an index from its root. */
  readonly descents: number;
}

/** What reads do as a table grows: stay a seek's, grow, or neither beyond doubt. */
export type Trend = 'stays' | 'grows' | 'unclear';

/** Reads that grow with a smaller exponent than this, and slower, are no growth to speak of. */
export const SEEK_EXPONENT = 0.3;

/**
 * Pages that a descent may read more on a table a hundred times as large. A leaf or an inner page of a
 * btree holds some hundred keys or more, so the tree is one level deeper at most; and a range that fitted a
 * leaf may cross into the next.
 */
export const PAGES_A_HUNDREDFOLD = 2;

/** Pages from the root of an index to a leaf, and one more. */
const TREE_PAGES = 5;

/**
 * What an engineer would say of one tenant's reads. They stay those of a seek where any of these holds:
 *
 * 1. the exponent of y = c x^k, fitted to the buffers, is surely below `SEEK_EXPONENT`;
 * 2. from the least to the most they differ by no more than `PAGES_A_HUNDREDFOLD` for each descent and
 *    hundredfold: what a tree that gains a level reads more. Three buffers that become five give no
 *    straight line on logarithms, and are a seek all the same;
 * 3. no more than a page is read for each row touched, beside the tree, and the rows stay. As a table
 *    grows a tenant's rows lie ever farther apart, until each has a page to itself.
 *
 * Else they grow where the exponent of the buffers (or that of the rows, under 3) is surely above the
 * bound. What is left is `unclear`: mostly a plan that became another on the way.
 *
 * @returns null with fewer than three sizes
 */
export function trendOf(reads: readonly SizeReads[]): Trend | null {
  const sizes = reads.map(({ tableRows }) => tableRows);
  if (new Set(sizes).size < 3) return null;
  const lawOf = (y: (one: SizeReads) => number) =>
    fitPowerLaw(reads.map((one) => ({ x: one.tableRows, y: Math.max(1, y(one)) })));
  const buffers = lawOf((one) => one.buffers);
  const rows = lawOf((one) => one.rowsTouched);
  const isPageARow = reads.every((one) => one.buffers <= one.rowsTouched + TREE_PAGES);
  if (buffers.high < SEEK_EXPONENT || gainsOnlyLevels(reads)) return 'stays';
  if (isPageARow && rows.high < SEEK_EXPONENT) return 'stays';
  if (buffers.low > SEEK_EXPONENT) return 'grows';
  return isPageARow && rows.low > SEEK_EXPONENT ? 'grows' : 'unclear';
}

/** Descents that every size makes: those of a nested loop over more and more rows are no tree's. */
function gainsOnlyLevels(reads: readonly SizeReads[]): boolean {
  const buffers = reads.map((one) => one.buffers);
  const sizes = reads.map(({ tableRows }) => tableRows);
  const descents = Math.min(...reads.map((one) => one.descents));
  const hundredfolds = Math.max(
    1,
    Math.log(Math.max(...sizes) / Math.min(...sizes)) / Math.log(100),
  );
  return (
    Math.max(...buffers) - Math.min(...buffers) <= PAGES_A_HUNDREDFOLD * descents * hundredfolds
  );
}
