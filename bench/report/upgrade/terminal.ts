import { join } from 'node:path';
import picocolors from 'picocolors';
import { plainText } from '../../plain-text.js';
import { groupPlace } from './group-words.js';
import { changedGroups } from './groups.js';
import type { UpgradeInput } from './input.js';
import { stepSentences, upgradeAlarms } from './sentences.js';

const MOST_CHANGES = 8;

/** The upgrade in ten seconds: what is missing, a sentence a step, the largest changes. */
export function upgradeTerminal(
  input: UpgradeInput,
  reportDir: string | null,
  colour: boolean = picocolors.isColorSupported,
): string {
  const colours = picocolors.createColors(colour);
  const groups = changedGroups(input);
  const changes = groups
    .slice(0, MOST_CHANGES)
    .flatMap((group) => [
      `- ${groupPlace(input, group)}`,
      ...group.sentences.map((sentence) => `    ${sentence}`),
    ]);
  const more = groups.length - MOST_CHANGES;
  return [
    ...upgradeAlarms(input.upgrade).flatMap(({ title, lines }) => [
      colours.red(colours.bold(plainText(`! ${title}`))),
      ...lines.map((line) => plainText(`  ${line}`)),
    ]),
    ...stepSentences(input.upgrade).map((sentence) => colours.bold(sentence)),
    ...changes.map(plainText),
    ...(more > 0 ? [`  and ${more} more, see the report`] : []),
    ...(reportDir === null ? [] : ['', `Report: ${join(reportDir, 'index.html')}`]),
  ].join('\n');
}
