import { InterruptedError } from '../errors.js';

/**
 * Waits for `work`, or rejects as soon as `signal` is aborted. The work itself is not stopped: the
 * caller's clean-up (closing the target) ends it, and what it then throws is of no interest.
 *
 * @throws {InterruptedError} when aborted.
 */
export function untilInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(interrupted());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** An answer that comes at all comes in this time; a query that hangs must not keep Ctrl-C waiting. */
const ABANDON_AFTER_MS = 2_000;

/**
 * Waits for `work` that heeds `signal` by itself; when it has not two seconds after the abort,
 * resolves with undefined. What the work does after that is of no interest.
 */
export async function orAbandoned<T>(
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  const abandoned = new Promise<undefined>((resolve) => {
    onAbort = () => {
      timer = setTimeout(resolve, ABANDON_AFTER_MS, undefined);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, abandoned]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** @throws {InterruptedError} when `signal` is aborted. */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted();
}

function interrupted(): InterruptedError {
  return new InterruptedError(
    'Interrupted.',
    'What was measured until then is in the report, if there is one; run again for the rest.',
  );
}
