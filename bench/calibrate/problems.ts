import { count } from '../report/format.js';
import type { Calibration } from './tally.js';

/** The delay that a gate with the usual margin of 5% has to fail: twice the margin. */
const MUST_FAIL = 0.1;

/** Why a gate on this machine is not to be required, a sentence each. */
export function problemsOf({
  lies,
  identical,
  delays,
}: Pick<Calibration, 'lies' | 'identical' | 'delays'>): string[] {
  const missed = lies
    .filter(({ told, caught }) => caught < told)
    .map(
      ({ name, told, caught }) =>
        `${name} was missed ${told - caught} of ${count(told, 'time')}: its exact checks do not see it.`,
    );
  const alarms =
    identical && identical.failed > 0
      ? [
          `${identical.failed} of ${count(identical.gates, 'gate')} of identical sides failed: ${identical.reasons[0]}`,
        ]
      : [];
  const slow = delays
    .filter(({ share, gates, failed }) => share >= MUST_FAIL && failed * 2 < gates)
    .map(
      ({ share, gates, failed, untrusted }) =>
        `${share * 100}% slower failed ${failed} of ${count(gates, 'gate')}${untrusted > 0 ? `, ${untrusted} of them untrusted` : ''}: this machine is too noisy to tell.`,
    );
  return [...missed, ...alarms, ...slow];
}
