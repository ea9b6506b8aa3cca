import type { Spread } from './load-points.js';

/** A spread as "4.1 ms (3.9 ms to 4.4 ms)"; of one pass "4.1 ms (one pass)". */
export function spreadWords(spread: Spread | null, format: (value: number) => string): string {
  if (spread === null) return 'not measured';
  const value = format(spread.value);
  if (spread.passes < 2) return `${value} (one pass)`;
  const range = rangeWords(spread, format);
  return `${value} (${range === value ? 'in every pass' : range})`;
}

/** "3.9–4.4 ms", for a table's cell: the unit once where both have it. */
export function shortRange({ low, high }: Spread, format: (value: number) => string): string {
  const [from, to] = [format(low), format(high)];
  const [figure, unit] = from.split('\u00a0');
  const isOneUnit = unit === to.split('\u00a0')[1];
  return from === to ? from : `${isOneUnit ? figure : from}–${to}`;
}

/** "3.9 ms to 4.4 ms"; where both read the same, once. */
export function rangeWords({ low, high }: Spread, format: (value: number) => string): string {
  const [from, to] = [format(low), format(high)];
  return from === to ? from : `${from} to ${to}`;
}
