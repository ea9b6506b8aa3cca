import type { LoadError, LoadPass, LoadQuantiles } from '../../result/load-parts.js';
import { distinct } from '../cells.js';
import { count, formatInteger } from '../format.js';
import { type ArmFacts, type Route, routeOf } from '../words.js';
import type { ScenarioView } from './view.js';

/** Passes of load as points of a chart and rows of a table: medians with smallest and largest. */

/** The median over passes, with the smallest and the largest of them. */
export interface Spread {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** How many passes it is of. */
  readonly passes: number;
}

/** Passes of one arm under one load. */
export interface LoadPoint {
  readonly arm: ArmFacts;
  readonly route: Route;
  /** Clients of the application; they may share fewer connections. */
  readonly clients: number;
  readonly passes: readonly LoadPass[];
  /** The worst of its passes. */
  readonly state: PassState;
}

/**
 * What may be said of a pass, in falling order of trouble:
 * - `failed`: exchanges ended in an error, so its latency is that of the lucky ones
 * - `refused`: fewer clients were connected than were wanted
 * - `behind`: arrivals were dropped, or the rate was not reached
 * - `sound`
 */
export type PassState = 'failed' | 'refused' | 'behind' | 'sound';

const WORST_FIRST: readonly PassState[] = ['failed', 'refused', 'behind', 'sound'];

export function passState(pass: LoadPass): PassState {
  if (pass.failed > 0 || pass.completed === 0) return 'failed';
  if (pass.connected < pass.clients || pass.connectErrors.length > 0) return 'refused';
  return reachedRate(pass) ? 'sound' : 'behind';
}

/** An open loop may end this much of its time later than its last arrival was intended, ... */
const LONGER_SHARE = 0.05;
/** ... and by this, so that the last few of a short pass may take their time. */
const LONGER_SECONDS = 0.1;

/**
 * Whether an open loop kept up with its arrivals: none was given up, and when the last was intended
 * there was no backlog of more than 5% of the time. Judged by the arrivals that came, since a Poisson
 * process offers more or fewer than its rate. A closed loop has no rate to miss.
 */
export function reachedRate(pass: LoadPass): boolean {
  if (pass.loop === 'closed' || pass.offeredPerSecond === null) return true;
  const allowed = offeredSeconds(pass) * (1 + LONGER_SHARE) + LONGER_SECONDS;
  const isWhole = pass.completed + pass.failed >= pass.intended;
  return pass.dropped === 0 && isWhole && pass.seconds <= allowed;
}

/** How long arrivals were intended to come: to the end of the last slice that has one. */
function offeredSeconds({ timeline, intended, offeredPerSecond }: LoadPass): number {
  const starts = timeline.map(({ atMs }) => atMs);
  const last = timeline.findLast((slice) => slice.intended > 0);
  if (last === undefined) return intended / (offeredPerSecond ?? 1);
  return (last.atMs + ((starts[1] ?? 0) - (starts[0] ?? 0))) / 1000;
}

/** Null where no pass has the figure. */
export function spreadOf(values: readonly (number | null | undefined)[]): Spread | null {
  const known = values.filter((value): value is number => Number.isFinite(value));
  const sorted = known.sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return null;
  const [below, above] = [
    sorted[Math.floor((sorted.length - 1) / 2)] ?? low,
    sorted[Math.ceil((sorted.length - 1) / 2)] ?? high,
  ];
  return { value: (below + above) / 2, low, high, passes: sorted.length };
}

/** A figure of each pass of a point. */
export function spreadAt(
  point: Pick<LoadPoint, 'passes'> | undefined,
  of: (pass: LoadPass) => number | null | undefined,
): Spread | null {
  return spreadOf((point?.passes ?? []).map(of));
}

/** From the intended start where there is one: a closed loop has none. */
export function latencyOf(pass: LoadPass): LoadQuantiles | null {
  return pass.corrected ?? pass.uncorrected;
}

/** The passes of one probe, those that `key` calls equal as one point, in the order of the arms. */
export function pointsOf(
  view: ScenarioView,
  probe: LoadPass['probe'],
  key: (pass: LoadPass) => string,
): LoadPoint[] {
  return view.arms.flatMap((arm) => {
    const own = view.part.loads.filter((pass) => pass.probe === probe && pass.arm === arm.name);
    return distinct(own.map(key)).flatMap((one) => {
      const passes = own.filter((pass) => key(pass) === one);
      const clients = passes[0] === undefined ? 0 : clientsOf(passes[0]);
      return [{ arm, route: routeOf(arm), clients, passes, state: worstState(passes) }];
    });
  });
}

/** Clients of the application: the level where there is one, since an application's pool shares fewer connections. */
export function clientsOf({ levels, clients }: Pick<LoadPass, 'levels' | 'clients'>): number {
  return typeof levels.clients === 'number' ? levels.clients : clients;
}

export function worstState(passes: readonly LoadPass[]): PassState {
  const states = passes.map(passState);
  return WORST_FIRST.find((state) => states.includes(state)) ?? 'sound';
}

/** The different errors of passes with how often each came, most frequent first. */
export function errorsOf(lists: readonly (readonly LoadError[])[]): LoadError[] {
  const counts = new Map<string, LoadError>();
  for (const error of lists.flat()) {
    const key = JSON.stringify([error.kind, error.sqlState, error.message]);
    counts.set(key, { ...error, count: error.count + (counts.get(key)?.count ?? 0) });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

/** "sorry, too many clients already (53300)". */
export function errorWords({ kind, sqlState, message }: LoadError): string {
  const text = message === '' ? kind : message;
  return sqlState === '' ? text : `${text} (${sqlState})`;
}

/** What is wrong with a point, for its row; "sound" where nothing is, and how many passes it is of. */
export function stateWords({ state, passes }: Pick<LoadPoint, 'state' | 'passes'>): string {
  const alone = passes.length === 1 ? 'one pass' : '';
  const said = [...troubleWords(state, passes), alone].filter((part) => part !== '');
  return said.length === 0 ? `sound, ${count(passes.length, 'pass', 'passes')}` : said.join('; ');
}

function troubleWords(state: PassState, passes: readonly LoadPass[]): string[] {
  const [error] = errorsOf(passes.map(({ errors }) => errors));
  const [refusal] = errorsOf(passes.map(({ connectErrors }) => connectErrors));
  switch (state) {
    case 'failed':
      return [failedWords(passes), ...(error === undefined ? [] : [errorWords(error)])];
    case 'refused':
      return [
        `${formatInteger(Math.min(...passes.map(({ connected }) => connected)))} of ${formatInteger(passes[0]?.clients ?? 0)} connections opened`,
        ...(refusal === undefined ? [] : [errorWords(refusal)]),
      ];
    case 'behind':
      return [rateWords(passes)];
    default:
      return [];
  }
}

/**
 * "12 of 6,000 failed"; "2 of 2 passes could not be made" of those that no thread made; both where both
 * are so.
 */
export function failedWords(passes: readonly LoadPass[]): string {
  const made = passes.filter(({ threads }) => threads > 0);
  const unmade = passes.length - made.length;
  const said = [
    ...(unmade > 0
      ? [`${unmade} of ${count(passes.length, 'pass', 'passes')} could not be made`]
      : []),
    ...(unmade === 0 || worstState(made) === 'failed' ? [failedShare(made)] : []),
  ];
  return said.join(', ');
}

function failedShare(passes: readonly LoadPass[]): string {
  const sum = (of: (pass: LoadPass) => number) => passes.reduce((all, pass) => all + of(pass), 0);
  const [failed, intended] = [sum((pass) => pass.failed), sum((pass) => pass.intended)];
  if (intended === 0) return 'could not be made';
  // Of a pass in which all was dropped nothing succeeded, though nothing failed.
  return failed > 0
    ? `${formatInteger(failed)} of ${formatInteger(intended)} failed`
    : `${formatInteger(intended - sum((pass) => pass.completed))} of ${formatInteger(intended)} did not succeed`;
}

/**
 * "rate not reached: 8,010 of 10,000 a second, 412 dropped"; of the pass that came least near. Where
 * exchanges failed no rate was reached, however soon they did: "12 of 6,000 failed".
 */
export function rateWords(passes: readonly LoadPass[]): string {
  if (worstState(passes) === 'failed') return failedWords(passes);
  const open = passes.filter(({ offeredPerSecond }) => offeredPerSecond !== null);
  const share = (pass: LoadPass) => pass.reachedPerSecond / (pass.offeredPerSecond ?? 1);
  const [worst] = [...open].sort((a, b) => share(a) - share(b));
  if (worst === undefined) return 'no rate was asked for';
  const figures = `${formatInteger(worst.reachedPerSecond)} of ${formatInteger(worst.offeredPerSecond ?? 0)} a second`;
  if (open.every(reachedRate)) return `rate reached: ${figures}`;
  const { dropped } = worst;
  return `rate not reached: ${figures}${dropped > 0 ? `, ${formatInteger(dropped)} dropped` : ''}`;
}

/**
 * Whether one of these points is of a single pass, which shows no spread: a sentence that uses them is
 * as sure as the point of it with the fewest passes. A run that was interrupted has points of each kind.
 */
export function isSinglePass(points: readonly Pick<LoadPoint, 'passes'>[]): boolean {
  return points.some(({ passes }) => passes.length < 2);
}
