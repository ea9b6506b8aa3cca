import pc from 'picocolors';
import { UserFacingError } from '../errors.js';

/** 1, 2, 3 or 130 for what a user can mend; 70 (EX_SOFTWARE) for a bug of ours. */
export function exitCodeOf(error: unknown): number {
  return error instanceof UserFacingError ? error.exitCode : 70;
}

/**
 * Prints one line saying what is wrong and one saying what to do next, to stderr. A stack trace only
 * with `verbose`, or for a bug, where it is what we need to see.
 */
export function printError(error: unknown, { verbose }: { readonly verbose: boolean }): void {
  if (error instanceof UserFacingError) {
    console.error(`${pc.red('error')} ${error.message}`);
    console.error(`${pc.dim('next ')} ${error.nextStep}`);
    if (verbose) console.error(error.stack, error.cause ?? '');
    return;
  }
  console.error(`${pc.red('bug')} rlsbench broke in a way it should not; please report this:`);
  console.error(error);
}
