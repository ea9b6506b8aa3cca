/** Told of rows as they are loaded; says so in words a few times a second. */
export interface LoadProgress {
  readonly begin: (table: string) => void;
  readonly add: (rows: number) => void;
}

const INTERVAL_MS = 250;

/** Follows loading of `totalRows` rows in all; `now` is a clock in milliseconds. */
export function loadProgress(
  totalRows: number,
  say: (message: string) => void,
  now: () => number = () => performance.now(),
): LoadProgress {
  const startedAt = now();
  let saidAt = Number.NEGATIVE_INFINITY;
  let rows = 0;
  let table = '';
  const tell = () => {
    const seconds = (now() - startedAt) / 1000;
    const rowsPerSecond = rows / Math.max(seconds, 0.001);
    const secondsLeft = (totalRows - rows) / Math.max(rowsPerSecond, 1);
    const percent = Math.floor((100 * rows) / totalRows);
    say(
      `Loading ${table}: ${percent}% of ${thousands(totalRows)} rows` +
        (seconds < 0.5
          ? ''
          : `, ${thousands(Math.round(rowsPerSecond))} rows/s, ${duration(secondsLeft)} left`),
    );
    saidAt = now();
  };
  return {
    begin: (next) => {
      table = next;
      if (now() - saidAt >= INTERVAL_MS) tell();
    },
    add: (more) => {
      rows += more;
      if (now() - saidAt >= INTERVAL_MS) tell();
    },
  };
}

function thousands(value: number): string {
  return value.toLocaleString('en-US');
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
