import type { ExchangeFailure, Session } from './session.js';

/** Runs one exchange and, where its response was sampled, the check of its rows. */
export function runOnce(session: Session, index: number): Promise<ExchangeFailure | undefined> {
  return new Promise((resolve) =>
    session.run(index, (failure, check) => resolve(failure ?? check?.())),
  );
}
