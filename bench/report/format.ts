/** Numbers as people read them. Pure; every function returns its unit with the figure. */

const MINUS = '\u2212';
/** Binds a figure to its unit, so that neither wraps to the next line alone. */
const NBSP = '\u00a0';

/** A latency in nanoseconds as "850 ns", "312 µs", "1.24 ms" or "2.10 s", to three digits. */
export function formatLatency(latencyNs: number): string {
  const magnitude = Math.abs(latencyNs);
  const [divisor, unit] =
    magnitude < 1e3
      ? [1, 'ns']
      : magnitude < 999.5e3
        ? [1e3, 'µs']
        : magnitude < 999.5e6
          ? [1e6, 'ms']
          : [1e9, 's'];
  return `${threeDigits(latencyNs / divisor)}${NBSP}${unit}`;
}

/** A difference in nanoseconds with its sign: "+21 µs". */
export function formatDifference(differenceNs: number): string {
  return `${differenceNs > 0 ? '+' : ''}${formatLatency(differenceNs)}`;
}

/** A ratio as a change: "+0.3%", "−12%"; from twice on as "3.10 times", which is easier to picture. */
export function formatRatio(ratio: number): string {
  return speaksInTimes(ratio) ? `${times(ratio)}${NBSP}times` : percentChange(ratio);
}

/** An interval of ratios in the words `formatRatio` uses for its estimate: "−0.2 to +0.8%". */
export function formatInterval(ratio: number, low: number, high: number): string {
  return speaksInTimes(ratio)
    ? `${times(low)} to ${times(high)}${NBSP}times`
    : `${percentChange(low).slice(0, -1)} to ${percentChange(high)}`;
}

/** Ratio and interval where room is short: "+0.3% (−0.2 to +0.8)", "×3.10 (3.05 to 3.16)". */
export function formatCompact(ratio: number, low: number, high: number): string {
  return speaksInTimes(ratio)
    ? `×${times(ratio)} (${times(low)} to ${times(high)})`
    : `${percentChange(ratio)} (${formatInterval(ratio, low, high).slice(0, -1)})`;
}

/** An effect given as a ratio minus 1, without a sign: "0.9%". */
export function formatEffect(effect: number): string {
  return `${percentDigits(Math.abs(effect) * 100)}%`;
}

export function formatInteger(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Bytes in binary units: "1.5 GiB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : threeDigits(value)}${NBSP}${units[unit]}`;
}

/** "1 block", "16 blocks". */
export function count(n: number, singular: string, plural = `${singular}s`): string {
  return `${formatInteger(n)}${NBSP}${n === 1 ? singular : plural}`;
}

/** An ISO time as "2026-11-21 10:22 UTC". */
export function formatTime(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Seconds as "48 s" or "3 min 20 s". */
export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 90 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[]): string {
  return words.length < 2
    ? (words[0] ?? '')
    : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

export function percentChange(ratio: number): string {
  const percent = (ratio - 1) * 100;
  const digits = percentDigits(Math.abs(percent));
  if (Number(digits) === 0) return '0.0%';
  return `${percent < 0 ? MINUS : '+'}${digits}%`;
}

function speaksInTimes(ratio: number): boolean {
  return ratio >= 2;
}

function times(ratio: number): string {
  return ratio >= 99.95 ? formatInteger(ratio) : ratio.toFixed(ratio >= 9.995 ? 1 : 2);
}

function percentDigits(percent: number): string {
  return percent >= 99.95 ? formatInteger(percent) : percent.toFixed(1);
}

function threeDigits(value: number): string {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 99.95 ? 0 : magnitude >= 9.995 ? 1 : 2;
  return value.toFixed(digits).replace('-', MINUS);
}
