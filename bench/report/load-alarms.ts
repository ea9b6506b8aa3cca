import { isBlind, isBroken, isUnexpectedLeak, leakPlace } from '../result/leak-notes.js';
import type { LoadPass, Result } from '../result/result.js';
import type { Alarm } from './alarms.js';
import { armTitle, distinct } from './cells.js';
import { count, formatInteger } from './format.js';
import { errorsOf, errorWords, passState, rateWords } from './scenario/load-points.js';

/** Leaks, a check that is blind, arms that failed under load, and rates that were not reached. */
export function loadAlarms(result: Result): Alarm[] {
  return [
    ...leakAlarms(result),
    ...disagreementAlarm(result),
    ...brokenAlarm(result),
    ...failedAlarm(result),
    ...rateAlarm(result),
  ];
}

/** What no reader of any page may miss: a leak that was found, or a check that could have seen none. */
export function leakAlarms(result: Result): Alarm[] {
  return [
    ...leakAlarm(result),
    ...unknownLeakAlarm(result),
    ...controlAlarm(result),
    ...blindAlarm(result),
  ];
}

/** A row of another tenant where none may be; the controls that have to leak are no leak found. */
function leakAlarm(result: Result): Alarm[] {
  const leaking = result.hammers.filter(({ verdict }) => verdict === 'leak');
  return alarm(
    `Leak found: ${count(leaking.length, 'hammer')} read rows of another tenant.`,
    leaking.map(
      ({ scenario, arm, foreignReads, reads, note }) =>
        `${titleOf(result, scenario, arm)}: ${formatInteger(foreignReads)} of ${count(reads, 'read')}${note === '' ? '' : `. ${note}`}`,
    ),
  );
}

/** A control that must leak and was not caught says nothing of the others: the check sees nothing. */
function controlAlarm(result: Result): Alarm[] {
  const missed = result.hammers.filter(({ verdict }) => verdict === 'control missed');
  return alarm(
    `Control missed: ${count(missed.length, 'hammer')} that has to leak was not seen to, so “no leak” means nothing here.`,
    missed.map(
      ({ scenario, arm, reads }) =>
        `${titleOf(result, scenario, arm)}: 0 foreign rows in ${count(reads, 'read')}`,
    ),
  );
}

function unknownLeakAlarm({ leaks }: Result): Alarm[] {
  const found = leaks.filter(isUnexpectedLeak);
  return alarm(
    `Leak found: in ${count(found.length, 'place')} of the leak matrix the next client finds what was known to be kept apart.`,
    found.map(leakPlace),
  );
}

function blindAlarm({ leaks }: Result): Alarm[] {
  return alarm(
    'The leak matrix is blind: a leak that has to be there was not seen, so what it says of that means nothing.',
    distinct(leaks.filter(isBlind).map(({ state }) => state)),
  );
}

function brokenAlarm({ leaks }: Result): Alarm[] {
  const broken = leaks.filter(isBroken);
  return alarm(
    `${count(broken.length, 'place')} of the leak matrix could not be asked.`,
    distinct(broken.map(({ route, note }) => `${route}: ${note}`)),
  );
}

/** Those that leak where none is known have an alarm of their own. */
function disagreementAlarm({ leaks }: Result): Alarm[] {
  const differing = leaks.filter((leak) => leak.agrees === false && !isUnexpectedLeak(leak));
  return alarm(
    `${count(differing.length, 'row')} of the leak matrix came out otherwise than known.`,
    differing.map(
      ({ state, way, route, observed, known }) =>
        `${state}, ${way}, ${route}: ${observed}; known: ${known}`,
    ),
  );
}

function failedAlarm(result: Result): Alarm[] {
  const failed = result.loads.filter((pass) => passState(pass) === 'failed');
  const hammers = result.hammers.filter(({ verdict }) => verdict === 'failed');
  const lines = [
    ...byArm(failed).map(([first, passes]) => {
      const [error] = errorsOf(passes.map(({ errors }) => errors));
      return `${titleOf(result, first.scenario, first.arm)}: ${count(passes.length, 'pass', 'passes')}${error === undefined ? '' : `, ${errorWords(error)}`}`;
    }),
    ...hammers.map(({ scenario, arm, errors }) => {
      const [error] = errorsOf([errors]);
      return `${titleOf(result, scenario, arm)}: the hammer${error === undefined ? '' : `, ${errorWords(error)}`}`;
    }),
  ];
  return alarm(
    `${count(lines.length, 'arm')} failed under load: what succeeded there is no measure of speed.`,
    lines,
  );
}

function rateAlarm(result: Result): Alarm[] {
  const behind = result.loads.filter((pass) => passState(pass) === 'behind');
  const arms = byArm(behind);
  return alarm(
    `${count(arms.length, 'arm')} did not reach the rate in ${count(behind.length, 'pass', 'passes')}.`,
    arms.map(
      ([first, passes]) => `${titleOf(result, first.scenario, first.arm)}: ${rateWords(passes)}`,
    ),
  );
}

function byArm(passes: readonly LoadPass[]): [LoadPass, LoadPass[]][] {
  const key = ({ scenario, arm }: LoadPass) => JSON.stringify([scenario, arm]);
  return distinct(passes.map(key)).flatMap((one) => {
    const own = passes.filter((pass) => key(pass) === one);
    return own[0] === undefined ? [] : [[own[0], own] satisfies [LoadPass, LoadPass[]]];
  });
}

function alarm(title: string, lines: readonly string[]): Alarm[] {
  return lines.length === 0 ? [] : [{ title, lines }];
}

function titleOf(result: Result, scenario: string, arm: string): string {
  const facts = result.scenarios.find(({ name }) => name === scenario);
  const title = facts === undefined ? arm : armTitle(facts, arm);
  return result.scenarios.length > 1 ? `${scenario}, ${title}` : title;
}
