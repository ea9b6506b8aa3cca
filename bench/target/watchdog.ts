import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Outlives us by a moment. It reads a pipe that only we hold: however our process ends, SIGKILL
 * included, the pipe closes, and the watchdog stops what was started and removes the folder.
 * QUIT is Postgres' immediate shutdown (manual, 18.5): no checkpoint, so it takes milliseconds.
 * Ended processes that nobody has collected yet (state Z, in containers) count as gone.
 * A process that was started but not yet reported is found by its postmaster.pid.
 */
const SCRIPT = `
folder=$1
watched=
runs() {
  kill -0 "$1" 2>/dev/null || return 1
  stat=
  read -r stat 2>/dev/null < "/proc/$1/stat"
  case $stat in *") Z "*) return 1 ;; esac
}
while read -r action pid; do
  case $action in
    watch) watched="$watched $pid" ;;
    forget)
      rest=
      for each in $watched; do [ "$each" = "$pid" ] || rest="$rest $each"; done
      watched=$rest ;;
  esac
done
for file in "$folder"/*/postmaster.pid "$folder"/*/*/postmaster.pid; do
  [ -f "$file" ] && read -r pid < "$file" && case $pid in [1-9]*) watched="$watched $pid" ;; esac
done
for pid in $watched; do kill -QUIT "-$pid" 2>/dev/null || kill -QUIT "$pid" 2>/dev/null; done
tries=0
while [ $tries -lt 30 ]; do
  alive=
  for pid in $watched; do runs "$pid" && alive=1; done
  [ -z "$alive" ] && break
  sleep 0.1 2>/dev/null || sleep 1
  tries=$((tries + 1))
done
for pid in $watched; do kill -KILL "-$pid" 2>/dev/null; done
tries=0
while [ -e "$folder" ] && [ $tries -lt 20 ]; do
  rm -rf "$folder" 2>/dev/null || sleep 0.1 2>/dev/null || sleep 1
  tries=$((tries + 1))
done
`;

export interface Watchdog {
  /** Stops this process (and its group) should we die. It must lead its own group. */
  watch(pid: number): void;
  /** Call when the process has ended, since its number may be given to another. */
  forget(pid: number): void;
  /** Stops what is still watched, removes the folder, and returns when that is done. */
  finish(): Promise<void>;
}

/** Starts a watchdog over a folder of ours that is to vanish with us. */
export function startWatchdog(folder: string): Watchdog {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'rlsbench-watchdog', folder], {
    // Its own session: a Ctrl-C in the terminal must not reach it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  const ended = childEnd(child);
  const pipe = child.stdin;
  // A watchdog that somebody stopped: the next start sweeps what is left.
  pipe.on('error', () => {});
  child.unref();
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  return {
    watch: (pid) => void pipe.write(`watch ${pid}\n`),
    forget: (pid) => void pipe.write(`forget ${pid}\n`),
    finish: async () => {
      child.ref();
      pipe.end();
      await ended;
    },
  };
}

/** Resolves when the child has ended, or could not be started. */
export async function childEnd(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await once(child, 'exit').catch(() => {});
}
