import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Outlives us by a moment. It reads a pipe that only we hold: however our process ends, SIGKILL
 * included, the pipe closes, and the watchdog stops what was started and removes the folder.
 * QUIT is Postgres' immediate shutdown (manual, 18.5): no checkpoint, so it takes milliseconds.
 *
 * We may be root, and a number proves nothing: it may be another process' by now, and whoever the
 * server runs as can write its postmaster.pid (which tells of a process started but not yet
 * reported). So a process is signalled only if its command line names the folder, or if it is in a
 * group that we started and works in the folder (a child of initdb names nothing). Ended processes
 * that nobody has collected yet (state Z, in containers) count as gone.
 */
const SCRIPT = `
folder=$1
watched=
while read -r action pid; do
  case $action in
    watch) watched="$watched $pid" ;;
    forget)
      rest=
      for each in $watched; do [ "$each" = "$pid" ] || rest="$rest $each"; done
      watched=$rest ;;
  esac
done
told=
for file in "$folder"/*/postmaster.pid "$folder"/*/*/postmaster.pid; do
  pid=
  [ -f "$file" ] && read -r pid < "$file"
  case $pid in '' | 0* | 1 | *[!0-9]*) ;; *) told="$told $pid" ;; esac
done
inside=$(cd "$folder" 2>/dev/null && pwd -P)

names_folder() {
  line=
  if [ -e /proc/self/cmdline ]; then read -r line 2>/dev/null < "/proc/$1/cmdline"
  else line=$(ps -o args= -p "$1" 2>/dev/null); fi
  case $line in *"$folder"*) return 0 ;; esac
  return 1
}
works_inside() {
  [ -n "$inside" ] && case $(cd "/proc/$1/cwd" 2>/dev/null && pwd -P)/ in
    "$inside"/*) return 0 ;;
  esac
  return 1
}
find_ours() {
  ours=
  if [ ! -e /proc/self/stat ]; then
    for pid in $watched $told; do names_folder "$pid" && ours="$ours $pid -$pid"; done
    return
  fi
  for stat in /proc/[0-9]*/stat; do
    line=
    read -r line 2>/dev/null < "$stat"
    pid=\${line%% *}
    set -- \${line##*) }
    if [ -z "$pid" ] || [ "$pid" = $$ ] || [ "$1" = Z ]; then continue; fi
    case " $watched " in
      *" $3 "*) { names_folder "$pid" || works_inside "$pid"; } && ours="$ours $pid" && continue ;;
    esac
    case " $told " in *" $pid "*) names_folder "$pid" && ours="$ours $pid" ;; esac
  done
}
signal_ours() {
  for pid in $ours; do kill "-$1" "$pid" 2>/dev/null; done
}

tries=0
find_ours
while [ -n "$ours" ] && [ $tries -lt 30 ]; do
  signal_ours QUIT
  sleep 0.1 2>/dev/null || sleep 1
  tries=$((tries + 1))
  find_ours
done
signal_ours KILL
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
