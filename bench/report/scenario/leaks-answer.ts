import { isBlind, isUnexpectedLeak, leakPlace } from '../../result/leak-notes.js';
import type { LeakResult } from '../../result/load-parts.js';
import { distinct } from '../cells.js';
import { count, formatInteger, formatLatency, listWords } from '../format.js';
import { type HammerRow, hammerRows, TRANSACTION_MODE, unsettled } from './leaks.js';
import type { Said } from './said.js';
import type { ScenarioView } from './view.js';

/** What leaks and what does not, what the hammer saw, and where the check itself is in doubt. */
export function leaksAnswer(view: ScenarioView): Said[] {
  const { leaks } = view.part;
  const rows = hammerRows(view);
  return [
    ...foundByHammer(rows),
    ...inTransactionMode(leaks),
    ...tightHammer(rows),
    ...(view.part.status === 'complete' ? keptApart(leaks) : []),
    ...blindness(leaks, rows),
    ...differences(leaks),
    ...untested(leaks),
  ];
}

/** A leak where none may be is the answer, whatever else there is to say. */
function foundByHammer(rows: readonly HammerRow[]): Said[] {
  return rows
    .filter(({ result }) => result.verdict === 'leak')
    .map(({ title, result }) => ({
      text: `Rows of another tenant were read with ${title}: ${formatInteger(result.foreignReads)} of ${count(result.reads, 'read')}.`,
      firm: true,
    }));
}

function inTransactionMode(leaks: readonly LeakResult[]): Said[] {
  const here = leaks.filter(({ route }) => route === TRANSACTION_MODE);
  if (here.length === 0) {
    return leaks.length === 0
      ? []
      : [
          {
            text: 'PgBouncer was not asked: see what was skipped. What follows is of direct connections.',
            firm: false,
          },
        ];
  }
  const firm = unsettled(here).length === 0;
  const of = (observed: LeakResult['observed']) => here.filter((one) => one.observed === observed);
  const leaking = of('leaks');
  const tight = of('does not leak');
  const [nothing] = [of('does nothing')];
  return [
    {
      text: `Through PgBouncer in transaction mode, ${leaking.length} of ${count(here.length, 'way')} to set something (${count(statesOf(here).length, 'kind')} of state) leave it to the next client${leaking.length === 0 ? '' : `: ${listWords(statesOf(leaking))}`}.`,
      firm,
    },
    { text: `These leave nothing: ${listWords(waysOf(tight, leaking))}.`, firm },
    ...(nothing === undefined || nothing.length === 0
      ? []
      : [
          {
            text: `These set nothing at all, without an error: ${listWords(waysOf(nothing, leaking))}.`,
            firm,
          },
        ]),
  ];
}

/** Of a state with several leaking ways the state alone. */
function statesOf(leaks: readonly LeakResult[]): string[] {
  return distinct(leaks.map(({ state }) => state));
}

/** A way that leaks another state is named with the state that it does not leak. */
function waysOf(leaks: readonly LeakResult[], leaking: readonly LeakResult[]): string[] {
  const ambiguous = new Set(leaking.map(({ way }) => way));
  return distinct(leaks.map(({ way, state }) => (ambiguous.has(way) ? `${way} (${state})` : way)));
}

function tightHammer(rows: readonly HammerRow[]): Said[] {
  const tight = rows.filter(({ result }) => result.verdict === 'no leak');
  const caught = rows.filter(({ result }) => result.verdict === 'control caught');
  if (tight.length === 0) return [];
  const reads = tight.reduce((sum, { result }) => sum + result.reads, 0);
  const first = caught.find(({ result }) => result.firstCaughtMs !== null)?.result;
  const control =
    first === undefined || first.firstCaughtMs === null
      ? ' No control was caught, so that proves little.'
      : ` The control that has to leak was caught after ${formatLatency(first.firstCaughtMs * 1e6)}, in ${formatInteger(first.foreignReads)} of ${count(first.reads, 'read')}.`;
  return [
    {
      text: `Under load, 0 rows of another tenant in ${count(reads, 'checked read')} with ${listWords(tight.map(({ title }) => title))}.${control}`,
      firm: first !== undefined && rows.every(({ result }) => result.verdict !== 'control missed'),
    },
  ];
}

/**
 * The routes on which nothing was found of all that was asked in transaction mode: of as many kinds of
 * state, each way to set it. To be asked of a whole run only.
 */
function keptApart(leaks: readonly LeakResult[]): Said[] {
  const asked = leaks.filter(({ route }) => route === TRANSACTION_MODE);
  const states = statesOf(asked);
  const tight = [
    ['pgbouncer-session', 'session mode'],
    [
      'pgbouncer-transaction, server_reset_query_always=1',
      'transaction mode with server_reset_query_always=1',
    ],
  ].flatMap(([route, words = '']) => {
    const here = leaks.filter((leak) => leak.route === route);
    const isWhole = asked.every(({ state, way }) =>
      here.some((leak) => leak.state === state && leak.way === way),
    );
    const isTight = isWhole && here.every(({ observed }) => observed !== 'leaks');
    return isTight && unsettled(here).length === 0 ? [words] : [];
  });
  if (tight.length === 0 || states.length === 0) return [];
  const kinds =
    states.length === 1
      ? `the one kind of state that was asked for, ${states[0]},`
      : `the ${states.length} kinds of state that were asked for`;
  return [{ text: `Of ${kinds} nothing leaks in ${listWords(tight)}.`, firm: true }];
}

function blindness(leaks: readonly LeakResult[], rows: readonly HammerRow[]): Said[] {
  const blind = distinct(leaks.filter(isBlind).map(({ state }) => state));
  const missed = rows.filter(({ result }) => result.verdict === 'control missed');
  const failed = rows.filter(({ result }) => result.verdict === 'failed');
  return [
    ...(blind.length === 0
      ? []
      : [`The matrix is blind to ${listWords(blind)}: a leak that has to be there was not seen.`]),
    ...(missed.length === 0
      ? []
      : [
          `The hammer is blind: ${listWords(missed.map(({ title }) => title))} has to leak and was not caught.`,
        ]),
    ...(failed.length === 0
      ? []
      : [`Nothing is known of ${listWords(failed.map(({ title }) => title))}: the hammer failed.`]),
  ].map((text) => ({ text, firm: false }));
}

function differences(leaks: readonly LeakResult[]): Said[] {
  const differing = leaks.filter(({ agrees }) => agrees === false);
  if (differing.length === 0) {
    const compared = leaks.filter(({ agrees }) => agrees === true).length;
    return compared === 0
      ? []
      : [
          {
            text: `All ${count(compared, 'place')} of which something was known agree with it.`,
            firm: true,
          },
        ];
  }
  return differing.map((leak) => ({
    text: `${isUnexpectedLeak(leak) ? 'A leak that was not known' : 'Other than known'}: ${leakPlace(leak)}: ${leak.observed}, where "${leak.known}" was known.`,
    firm: false,
  }));
}

function untested(leaks: readonly LeakResult[]): Said[] {
  const here = leaks.filter(({ observed }) => observed === 'not tested');
  return here.length === 0
    ? []
    : [
        {
          text: `${count(here.length, 'place')} could not be tested; the table says why.`,
          firm: false,
        },
      ];
}
