import { count } from '../report/format.js';
import { BURN } from './step.js';
import type { Calibration, TimedTally } from './tally.js';

/** One miss in so many gates is let pass: 29 of 30. */
const GATES_A_MISS = 30;

type Counted = Pick<
  Calibration,
  'lies' | 'harmless' | 'identical' | 'delays' | 'serverCpu' | 'marginRatio'
>;

/** Why a gate on this machine is not to be required, or not with a clock: a sentence each. */
export function problemsOf(counted: Counted): string[] {
  return [
    ...missedLies(counted),
    ...falseAlarms(counted),
    ...cannotTell(counted),
    ...missedDelays(counted),
  ];
}

function missedLies({ lies }: Counted): string[] {
  return lies
    .filter(({ told, caught }) => caught < told)
    .map(
      ({ name, told, caught }) =>
        `${name} was missed ${told - caught} of ${count(told, 'time')}: its exact checks do not see it.`,
    );
}

function falseAlarms({ harmless, identical }: Counted): string[] {
  const exact = harmless
    .filter(({ failed }) => failed > 0)
    .map(
      ({ name, gates, failed, reasons }) =>
        `${name} failed ${failed} of ${count(gates, 'time')} though it is harmless: ${reasons[0]}`,
    );
  const timed =
    identical && identical.failed > 0
      ? [
          `${identical.failed} of ${count(identical.gates, 'gate')} of identical sides failed: ${identical.reasons[0]}`,
        ]
      : [];
  return [...exact, ...timed];
}

/** No false alarm, but a clock that mostly can't say that nothing changed says nothing. */
function cannotTell({ identical }: Counted): string[] {
  if (identical === null) return [];
  const { gates, untrusted, inconclusive } = identical;
  if ((untrusted + inconclusive) * 2 <= gates) return [];
  return [
    `Timing can't be judged on this runner: of ${count(gates, 'gate')} of identical sides ${untrusted} were untrusted and ${inconclusive} inconclusive. Use --tier 1.`,
  ];
}

/** Twice the margin has to fail, and the margin has to be told from zero; once in 30 it may not. */
function missedDelays({ delays, serverCpu, marginRatio }: Counted): string[] {
  const mustFail = [
    ...delays.filter(({ share }) => share >= 2 * marginRatio),
    ...(serverCpu ? [serverCpu] : []),
  ];
  const mustTell = delays.filter(({ share }) => share === marginRatio);
  return [
    ...mustFail
      .filter(({ gates, failed }) => isBelowBar(failed, gates))
      .map(
        (tally) =>
          `${slowerWords(tally)} failed ${shareWords(tally.failed, tally)}: too often it goes unnoticed.`,
      ),
    ...mustTell
      .filter(({ gates, told }) => isBelowBar(told, gates))
      .map(
        (tally) =>
          `${slowerWords(tally)} was told from zero in ${shareWords(tally.told, tally)}: what is at the margin is too often not seen at all.`,
      ),
  ];
}

function isBelowBar(seen: number, gates: number): boolean {
  return gates - seen > Math.floor(gates / GATES_A_MISS);
}

function slowerWords({ name, share }: TimedTally): string {
  const percent = `${Math.round(share * 100)}%`;
  return name === BURN ? `A policy's helper that takes ${percent} longer` : `${percent} slower`;
}

function shareWords(seen: number, { gates, untrusted, inconclusive }: TimedTally): string {
  const why = [
    ...(untrusted > 0 ? [`${untrusted} untrusted`] : []),
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
  ];
  const share = `${seen} of ${count(gates, 'gate')} (${Math.round((100 * seen) / gates)}%)`;
  return why.length === 0 ? share : `${share}, ${why.join(', ')}`;
}
