/**
 * Keeps connections from starting while a VACUUM of ours runs. A backend that starts is in no database
 * yet, so the snapshot that it looks its own up with holds back VACUUM in all of them (procarray.c,
 * `ComputeXidHorizons`): rows stay that should go, or pages are not marked all-visible, and a plan
 * reads other pages than it did last time.
 */

interface Waiting {
  readonly alone: boolean;
  readonly start: () => void;
}

const waiting: Waiting[] = [];
let connecting = 0;
let vacuuming = false;

/** Starts a connection, with others or after a VACUUM. What comes first is let in first. */
export function whileNobodyVacuums<T>(connect: () => Promise<T>): Promise<T> {
  return inTurn(false, connect);
}

/** Runs a VACUUM once connections that are starting have started, and keeps others waiting meanwhile. */
export function whileNobodyConnects<T>(vacuum: () => Promise<T>): Promise<T> {
  return inTurn(true, vacuum);
}

async function inTurn<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
  await new Promise<void>((start) => {
    waiting.push({ alone, start });
    letIn();
  });
  try {
    return await work();
  } finally {
    if (alone) vacuuming = false;
    else connecting -= 1;
    letIn();
  }
}

function letIn(): void {
  for (let next = waiting[0]; next && !vacuuming; next = waiting[0]) {
    if (next.alone && connecting > 0) return;
    if (next.alone) vacuuming = true;
    else connecting += 1;
    waiting.shift();
    next.start();
  }
}
