import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { OWNER_LABEL, ourOwner } from './owner.js';

/**
 * Outlives us by a moment, as the watchdog of a run folder does: it reads a pipe that only we hold,
 * and when that closes without a word, SIGKILL included, it removes every container that carries our
 * label; again after a second, since one may have been in the making.
 *
 * Not testcontainers' own (Ryuk): that is another image to fetch, which gets the engine's socket and
 * a port on all addresses of the machine.
 */
const SCRIPT = `
const [library, label] = process.argv.slice(1);
let said = '';
process.stdin.on('data', (text) => { said += text; });
process.stdin.on('end', async () => {
  if (said === 'done') return;
  const { dockerode } = (await require(library).getContainerRuntimeClient()).container;
  for (let round = 0; round < 3; round++) {
    const found = await dockerode.listContainers({ all: true, filters: { label: [label] } });
    for (const { Id } of found) {
      await dockerode.getContainer(Id).kill({ signal: 'SIGQUIT' }).catch(() => {});
      await dockerode.getContainer(Id).remove({ force: true, v: true }).catch(() => {});
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
});
`;

interface Reaper {
  readonly finish: () => void;
  users: number;
}

let current: Reaper | undefined;

/**
 * Has a reaper watch until the returned function is called; all who ask share one. To be called
 * before a container is made.
 */
export function watchedByReaper(): () => void {
  current ??= startReaper();
  const reaper = current;
  reaper.users++;
  let released = false;
  return () => {
    if (released) return;
    released = true;
    reaper.users--;
    if (reaper.users > 0) return;
    reaper.finish();
    if (current === reaper) current = undefined;
  };
}

function startReaper(): Reaper {
  const library = createRequire(import.meta.url).resolve('testcontainers');
  const label = `${OWNER_LABEL}=${ourOwner()}`;
  const child = spawn(process.execPath, ['-e', SCRIPT, library, label], {
    // Its own session: a Ctrl-C in the terminal must not reach it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  const pipe = child.stdin;
  // Should somebody have stopped it, the next start sweeps what is left.
  pipe.on('error', () => {});
  child.on('error', () => {});
  child.unref();
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  return { users: 0, finish: () => void pipe.end('done') };
}
