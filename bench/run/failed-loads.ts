import { RunFailedError } from '../errors.js';
import type { LoadError, LoadPass } from '../result/load-parts.js';

/**
 * What a run that was otherwise complete ends with when exchanges of a load failed, or a pass could not
 * be made. Clients that the server or the pooler had no connection for are no failure of the run: how
 * many it serves is what was asked. Nor are exchanges that an overload left unanswered at the end.
 */
export function failedLoads(loads: readonly LoadPass[]): RunFailedError | undefined {
  const failed = loads.flatMap((pass) => {
    const [error] = pass.errors.filter(isFailure);
    return error ? [{ pass, error }] : [];
  });
  const [first] = failed;
  if (!first) return undefined;
  const more = failed.length - 1;
  const others = more > 0 ? ` (and ${more} more ${more === 1 ? 'pass' : 'passes'})` : '';
  return new RunFailedError(
    `${describe(first.pass, first.error)}${others}`,
    'The report is complete and shows these passes as failed; mend the cause, then run again.',
  );
}

/** Class 53 is "insufficient resources": no connection left to give (manual, appendix A). */
function isFailure({ kind, sqlState, message }: LoadError): boolean {
  const isRefusal = sqlState.startsWith('53') || message.includes('no more connections allowed');
  return !isRefusal && kind !== 'unfinished';
}

function describe(
  { scenario, arm, levels, threads, failed, intended }: LoadPass,
  { sqlState, message }: LoadError,
): string {
  const level = Object.entries(levels).map(([name, value]) => `${name} ${value}`);
  const place = [`arm ${arm} of ${scenario}`, ...level].join(', ');
  // No thread was there for a pass that could not be made.
  const share = threads > 0 ? `${failed} of ${intended} exchanges failed` : 'a pass failed';
  return `${place}: ${share}: ${sqlState === '' ? message : `${sqlState} ${message}`}`;
}
