import type { Figure } from '../../result/result.js';
import { distinct } from '../cells.js';
import { formatBytes, formatInteger, formatLatency, listWords } from '../format.js';

/** How many samples each figure without an interval is the median of, where all have as many; else null. */
export function commonSamples(figures: readonly Figure[]): number | null {
  const bare = figures.filter(isBareMedian);
  const counts = distinct(bare.map(({ samples }) => samples));
  return bare.length > 1 && counts.length === 1 ? (counts[0] ?? null) : null;
}

function isBareMedian({ low, high, samples }: Figure): boolean {
  return samples > 1 && (low === null || high === null);
}

/** One figure with its interval, or how many samples it is of unless that is said for the whole table. */
export function FigureValue({ of, common }: { of: Figure | undefined; common: number | null }) {
  if (of === undefined) return <>–</>;
  const { unit, value, low, high, samples } = of;
  return (
    <>
      {figureWords(unit, value)}
      {low !== null && high !== null ? (
        <small>
          {figureWords(unit, low)} to {figureWords(unit, high)}
        </small>
      ) : (
        samples !== common && <Samples unit={unit} samples={samples} />
      )}
    </>
  );
}

/** From how much a figure without an interval is; a count taken once is what every run counts. */
function Samples({ unit, samples }: Pick<Figure, 'unit' | 'samples'>) {
  if (samples > 1) return <small>median of {formatInteger(samples)}</small>;
  return unit === 'ns' ? <small>one measurement, noise not known</small> : null;
}

/** What is to be known of a table's figures, each thing once: samples, then notes by their metrics. */
export function FigureNotes({
  figures,
  common,
}: {
  readonly figures: readonly Figure[];
  readonly common: number | null;
}) {
  const metrics = distinct(figures.map(({ metric }) => metric));
  const notes = distinct(figures.map(({ note }) => note)).filter((note) => note !== '');
  const lines = notes.map((note) => {
    const of = distinct(figures.filter((one) => one.note === note).map(({ metric }) => metric));
    return of.length === metrics.length ? note : `${listWords(of)}: ${note}`;
  });
  const samples =
    common === null
      ? []
      : [
          `Where there is no interval a figure is the median of ${formatInteger(common)}: six are the fewest that give one.`,
        ];
  return (
    <>
      {[...samples, ...lines.map(asSentence)].map((line) => (
        <p class="note" key={line}>
          {line}
        </p>
      ))}
    </>
  );
}

function asSentence(text: string): string {
  const end = /[.!?]$/.test(text) ? '' : '.';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${end}`;
}

/** A figure in its unit, as people read it; without a unit 1 and 0 are whether something was so. */
function figureWords(unit: Figure['unit'], value: number): string {
  switch (unit) {
    case 'bytes':
      return formatBytes(Math.round(value));
    case 'ns':
      return formatLatency(value);
    case 'ratio':
      return value.toFixed(2);
    case 'none':
      return value === 1 ? 'yes' : value === 0 ? 'no' : formatInteger(value);
    default:
      return Number.isInteger(value) ? formatInteger(value) : value.toFixed(1);
  }
}
