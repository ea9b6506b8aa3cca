import type { Spread } from '../scenario/load-points.js';
import { shortRange } from '../scenario/spread-words.js';

/** A median over passes in a table cell, with the smallest and largest below it; of one pass, which its row says, alone. */
export function SpreadCell({
  of,
  format,
}: {
  readonly of: Spread | null;
  readonly format: (value: number) => string;
}) {
  if (of === null) return <>–</>;
  return (
    <>
      {format(of.value)}
      {of.passes > 1 && <small>{shortRange(of, format)}</small>}
    </>
  );
}
