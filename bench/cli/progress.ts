import ora from 'ora';
import pc from 'picocolors';

/** What a long command tells while it works. Everything goes to stderr, so stdout stays for results. */
export interface Progress {
  /** Replaces the line that says what is being done now. */
  readonly doing: (text: string) => void;
  /** Prints a line that stays. */
  readonly say: (text: string) => void;
  readonly stop: () => void;
}

/** On a terminal a spinner with the current step; elsewhere a line now and then, at most one every 5 s. */
export function openProgress(): Progress {
  // A terminal that says it has 0 columns (script, some CI) makes a spinner clear lines without end.
  if (!process.stderr.isTTY || !process.stderr.columns) return plainProgress();
  // Once a second: each drawing takes time from the core that measures.
  const spinner = ora({ stream: process.stderr, discardStdin: false, interval: 1_000 }).start();
  return {
    doing: (text) => {
      spinner.text = text;
    },
    say: (text) => {
      spinner.clear();
      console.error(text);
      spinner.render();
    },
    stop: () => {
      spinner.stop();
    },
  };
}

const PLAIN_EVERY_MS = 5_000;

function plainProgress(): Progress {
  let saidAt = Number.NEGATIVE_INFINITY;
  return {
    doing: (text) => {
      if (performance.now() - saidAt < PLAIN_EVERY_MS) return;
      saidAt = performance.now();
      console.error(pc.dim(text));
    },
    say: (text) => console.error(text),
    stop: () => undefined,
  };
}
