/**
 * What can go wrong in a user's eyes: one class a kind, each with the exit code it leads to.
 * Anything else that is thrown is a bug of ours and keeps its stack trace.
 */
export abstract class UserFacingError extends Error {
  abstract readonly exitCode: 1 | 2 | 3 | 130;
  /** What the person can do next, as a full sentence. */
  readonly nextStep: string;

  constructor(message: string, nextStep: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.nextStep = nextStep;
  }
}

/** The input is wrong: an unknown name, a malformed URL, a role without a right, an old server. */
export class BadInputError extends UserFacingError {
  readonly exitCode = 2;
}

/** The machine or the server cannot do it: unreachable, wrong password, no disk, server gone. */
export class EnvironmentError extends UserFacingError {
  readonly exitCode = 3;
}

/** A proof failed: the arms do not do equal work, or isolation does not hold. No number is made. */
export class ProofFailedError extends UserFacingError {
  readonly exitCode = 1;
}

/** Arms failed under load, or plans are not what was expected of them. */
export class RunFailedError extends UserFacingError {
  readonly exitCode = 1;
}

/** The person pressed Ctrl-C; what was measured is kept. */
export class InterruptedError extends UserFacingError {
  readonly exitCode = 130;
}

/** An error on one line: its message, and for a user-facing one what can be done next. */
export function inOneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof UserFacingError ? `${message} ${error.nextStep}` : message;
}
