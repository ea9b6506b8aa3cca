import type { LoadPass, Result } from '../result/result.js';
import type { Alarm } from './alarms.js';
import { armTitle, distinct } from './cells.js';
import { count, formatInteger } from './format.js';
import { errorsOf, errorWords, passState, rateWords } from './scenario/load-points.js';

/** Leaks, a check that is blind, arms that failed under load, and rates that were not reached. */
export function loadAlarms(result: Result): Alarm[] {
  return [
    ...leakAlarm(result),
    ...controlAlarm(result),
    ...disagreementAlarm(result),
    ...failedAlarm(result),
    ...rateAlarm(result),
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

function disagreementAlarm({ leaks }: Result): Alarm[] {
  const differing = leaks.filter(({ agrees }) => agrees === false);
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
