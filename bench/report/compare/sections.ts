import type { Comparison, Term } from '../../compare/comparison.js';
import { count, formatCompact, formatEffect, formatLatency, formatRatio } from '../format.js';
import { changeRows } from './change-rows.js';

/** A part of a comparison before it is text or Markdown. */
export interface CompareSection {
  readonly heading: string;
  readonly notes: readonly string[];
  readonly table: {
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
    /** Rows that a terminal shows; as many as of any table where it is absent. */
    readonly mostInTerminal?: number;
  } | null;
}

/** The comparison in one sentence. */
export function compareSentence({ exact, ratios, kinds }: Comparison): string {
  const told = ratios.filter(({ judgement }) => judgement === 'apart').length;
  const judged = ratios.filter(
    ({ judgement }) => judgement !== 'untrusted' && judgement !== 'unlike-arms',
  ).length;
  const plans = !kinds.exact
    ? 'Exact figures may not be compared'
    : exact.compared === 0
      ? 'No plan is in both'
      : exact.changes.length === 0
        ? `All ${count(exact.compared, 'plan')} are equal in every figure`
        : `${count(exact.changes.length, 'plan')} of ${exact.compared} differ`;
  const times = !kinds.ratios
    ? 'ratios may not be compared'
    : judged === 0
      ? 'no ratio can be judged'
      : told === 0
        ? `none of ${count(judged, 'ratio')} changed by more than could be noise`
        : `${count(told, 'ratio')} of ${judged} changed`;
  return `${plans}; ${times}.`;
}

/** Everything a comparison says, in the order a reader needs it. */
export function compareSections(comparison: Comparison): CompareSection[] {
  return [
    termsSection(comparison),
    ...leftOutSection(comparison),
    exactSection(comparison),
    ratiosSection(comparison),
    timesSection(comparison),
  ];
}

function termsSection({ a, b, terms }: Comparison): CompareSection {
  const troubled = [a, b].filter(({ status }) => status !== 'complete');
  return {
    heading: 'What may be compared',
    notes: troubled.map(
      ({ name, status, statusReason }) =>
        `${name} is ${status}: ${statusReason ?? 'no reason was written down'}.`,
    ),
    table: {
      head: ['', 'A', 'B', 'may be compared?'],
      rows: terms.map((term) => [
        term.what,
        term.a,
        term.a === term.b ? 'the same' : term.b,
        mayWords(term),
      ]),
    },
  };
}

const KIND_WORDS = { exact: 'exact figures', ratios: 'ratios', times: 'times' } as const;

function mayWords({ equal, forbids, because }: Term): string {
  if (forbids.length > 0) {
    const kinds = forbids.map((kind) => KIND_WORDS[kind]).join(', ');
    return `may not (${kinds}), because ${because ?? 'they differ'}`;
  }
  return equal ? 'may be compared' : `may be compared; ${because ?? 'they differ'}`;
}

function leftOutSection({ leftOut }: Comparison): CompareSection[] {
  if (leftOut.length === 0) return [];
  return [
    {
      heading: 'Left out',
      notes: [],
      table: {
        head: ['what', 'because'],
        rows: leftOut.map(({ what, because }) => [what, because]),
      },
    },
  ];
}

function exactSection(comparison: Comparison): CompareSection {
  const { exact, kinds } = comparison;
  const heading = 'Exact figures: plans, buffers, rows, calls, round trips, WAL, expectations';
  if (!kinds.exact) return refused(heading, comparison, 'exact');
  const rows = exact.changes.flatMap(changeRows);
  const alone = [
    ...(exact.onlyA > 0 ? [`${count(exact.onlyA, 'plan')} only A has`] : []),
    ...(exact.onlyB > 0 ? [`${count(exact.onlyB, 'plan')} only B has`] : []),
  ];
  return {
    heading,
    notes: [
      `${count(exact.compared, 'plan')} compared, ${exact.compared - exact.changes.length} equal in all of them.${alone.length > 0 ? ` Not compared: ${alone.join(', ')}.` : ''}`,
    ],
    table: rows.length === 0 ? null : { head: ['where', 'what', 'A', 'B'], rows },
  };
}

function ratiosSection(comparison: Comparison): CompareSection {
  const { ratios, kinds } = comparison;
  const heading = 'Ratios within a run: one arm over another';
  if (!kinds.ratios) return refused(heading, comparison, 'ratios');
  const of = (judgement: (typeof ratios)[number]['judgement']) =>
    ratios.filter((row) => row.judgement === judgement);
  const shown = [...of('apart'), ...of('alone')];
  const blind = ratios
    .map(({ minimumDetectableEffect }) => minimumDetectableEffect)
    .sort((x, y) => x - y)[Math.floor((ratios.length - 1) / 2)];
  const counts = [
    [of('apart').length, 'told from zero'],
    [of('alone').length, 'only before allowing for their number (Holm)'],
    [of('within-noise').length, 'smaller than identical arms showed'],
    [of('not-told').length, 'not told from zero'],
    [
      of('unlike-arms').length,
      'not judged: their arms differ in round trips or client, which cost more or less with the load of the machine',
    ],
    [of('untrusted').length, 'untrusted: identical arms differed in their cell'],
  ] as const;
  if (ratios.length === 0) return { heading, notes: ['No ratio is in both.'], table: null };
  return {
    heading,
    notes: [
      `${count(ratios.length, 'ratio')} compared: ${counts
        .filter(([n]) => n > 0)
        .map(([n, words]) => `${n} ${words}`)
        .join('; ')}.`,
      ...(blind === undefined
        ? []
        : [
            `Half of them would have shown a change of ${formatEffect(blind)}. Intervals are of 95%, and hold what varies within a run: before you act on a change, run both again.`,
          ]),
    ],
    table:
      shown.length === 0
        ? null
        : {
            head: ['where', 'ratio', 'A', 'B', 'B over A', 'judgement'],
            rows: shown.map((row) => [
              `${row.title}, ${row.tenant}, ${count(row.concurrency, 'client')}`,
              `${row.contrastTitle}, ${METRIC_WORDS[row.metric]}`,
              formatRatio(row.a.ratio),
              formatRatio(row.b.ratio),
              formatCompact(row.change, row.low, row.high),
              row.judgement === 'apart' ? 'told from zero' : 'not after Holm',
            ]),
          },
  };
}

const METRIC_WORDS = { p50: 'median', p75: 'p75', serverCpu: 'server CPU' } as const;

function timesSection(comparison: Comparison): CompareSection {
  const { times, kinds } = comparison;
  const heading = 'Median latencies';
  if (!kinds.times) return refused(heading, comparison, 'times');
  return {
    heading,
    notes: [
      'Not paired: an indication, never a verdict. A session of identical code may be 5 to 10% faster or slower than another one for as long as it lasts; the machines are alike in what is recorded, no more.',
    ],
    table:
      times.length === 0
        ? null
        : {
            mostInTerminal: 8,
            head: ['where', 'arm', 'A', 'B', 'B over A'],
            rows: times.map((row) => [
              `${row.title}, ${row.tenant}, ${count(row.concurrency, 'client')}`,
              row.arm,
              formatLatency(row.aP50Ns),
              formatLatency(row.bP50Ns),
              formatRatio(row.bP50Ns / row.aP50Ns),
            ]),
          },
  };
}

function refused(
  heading: string,
  { terms }: Comparison,
  kind: Term['forbids'][number],
): CompareSection {
  const why = terms.filter(({ forbids }) => forbids.includes(kind));
  return {
    heading,
    notes: [
      'May not be compared:',
      ...why.map(({ what, because }) => `${what}: ${because ?? 'they differ'}.`),
    ],
    table: null,
  };
}
