import type { Step, Upgrade } from '../../matrix/upgrade.js';
import type { Alarm } from '../alarms.js';
import { count, formatInteger } from '../format.js';

/** "From 17 to 18: 3 of 45 plans changed, 5 read fewer buffers, 1 reads more; 40 are equal ..." */
export function stepSentence(step: Step): string {
  const { from, to, compared, equal, plansChanged, fewerBuffers, moreBuffers } = step;
  const place = `From ${from} to ${to}`;
  if (equal === compared) {
    return `${place}: all ${count(compared, 'plan')} are the same in every exact figure.`;
  }
  const verb = (n: number) => (n === 1 ? 'reads' : 'read');
  const parts = [
    `${plansChanged === 0 ? 'none' : formatInteger(plansChanged)} of ${count(compared, 'plan')} changed`,
    ...(fewerBuffers > 0
      ? [`${formatInteger(fewerBuffers)} ${verb(fewerBuffers)} fewer buffers`]
      : []),
    ...(moreBuffers > 0
      ? [
          `${formatInteger(moreBuffers)} ${verb(moreBuffers)} more${fewerBuffers > 0 ? '' : ' buffers'}`,
        ]
      : []),
    ...(step.otherFigures > 0
      ? [
          `${formatInteger(step.otherFigures)} ${step.otherFigures === 1 ? 'differs' : 'differ'} in rows removed, heap fetches or calls`,
        ]
      : []),
    ...(step.expectationsMet > 0
      ? [`${count(step.expectationsMet, 'expectation')} newly met`]
      : []),
    ...(step.expectationsBroken > 0
      ? [`${count(step.expectationsBroken, 'expectation')} no longer met`]
      : []),
  ];
  return `${place}: ${parts.join(', ')}; ${formatInteger(equal)} ${equal === 1 ? 'is' : 'are'} equal in every exact figure.`;
}

/** The step people ask about first is the newest. */
export function stepSentences({ steps }: Upgrade): string[] {
  return steps.toReversed().map(stepSentence);
}

/** Versions that are missing or did not complete, failed proofs, untrusted cells. */
export function upgradeAlarms({ versions, steps }: Upgrade): Alarm[] {
  const missing = versions.filter(({ status }) => status === 'missing');
  const cut = versions.filter(({ status }) => status === 'partial' || status === 'failed');
  const unproved = versions.filter(({ proofsFailed }) => proofsFailed > 0);
  const untrusted = versions.filter(({ untrustedCells }) => untrustedCells > 0);
  return [
    ...alarm(
      `${count(missing.length, 'version')} missing: what is said below is of the others.`,
      missing.map(({ major, reason }) => `Postgres ${major}: ${reason}`),
    ),
    ...alarm(
      `${count(cut.length, 'version')} did not complete: what they did not reach is not compared.`,
      cut.map(
        ({ major, status, reason }) =>
          `Postgres ${major}: ${status}${reason === null ? '' : `, ${reason}`}`,
      ),
    ),
    ...alarm(
      'Proofs failed: the arms may not do equal work, or isolation may not hold.',
      unproved.map(({ major, proofsFailed }) => `Postgres ${major}: ${proofsFailed} failed`),
    ),
    ...alarm(
      'Identical arms differed in some cells: ratios marked untrusted mean nothing.',
      untrusted.map(
        ({ major, untrustedCells }) => `Postgres ${major}: ${count(untrustedCells, 'cell')}`,
      ),
    ),
    ...(steps.length === 0
      ? [{ title: 'No plan was made on two versions: there is nothing to compare.', lines: [] }]
      : []),
  ];
}

function alarm(title: string, lines: readonly string[]): Alarm[] {
  return lines.length === 0 ? [] : [{ title, lines }];
}
