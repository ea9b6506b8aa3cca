import { formatCompact, formatTime } from '../format.js';
import { groupPlace } from './group-words.js';
import { changedGroups } from './groups.js';
import type { UpgradeInput } from './input.js';
import { placeWords } from './places.js';
import { stepSentences, upgradeAlarms } from './sentences.js';

/** `upgrade.md`: the sentences, every change in words, and the ratios that are apart. */
export function upgradeMarkdown(input: UpgradeInput): string {
  const { versions, ratios, profile, startedAt, seed } = input.upgrade;
  const groups = changedGroups(input);
  const apart = ratios.filter((row) => row.apart.length > 0);
  const present = versions.filter(({ folder }) => folder !== null);
  return `${[
    `# Postgres ${versions.map(({ major }) => major).join(', ')}: same queries, same rows`,
    ...upgradeAlarms(input.upgrade).map(({ title, lines }) =>
      [`**${escapeMarkdown(title)}**`, ...lines.map((line) => `- ${escapeMarkdown(line)}`)]
        .map((line) => `> ${line}`)
        .join('\n'),
    ),
    ...stepSentences(input.upgrade).map((sentence, i) => (i === 0 ? `**${sentence}**` : sentence)),
    '## What changed',
    groups.length === 0
      ? 'No plan and none of its exact figures changed.'
      : groups
          .map(
            (group) =>
              `- ${escapeMarkdown(`${groupPlace(input, group)}: ${group.sentences.join(' ')}`)}`,
          )
          .join('\n'),
    '## Time: RLS over WHERE, within each run',
    apart.length === 0
      ? `None of ${ratios.length} ratios of median latency is apart on neighbouring versions: intervals overlap, or differ within noise.`
      : [
          `${apart.length} of ${ratios.length} ratios of median latency are apart on neighbouring versions: their intervals do not overlap, and they differ by more than either noise floor. They come from different runs: a reason to look closer, no verdict.`,
          table([
            ['where', 'contrast', ...present.map(({ major }) => `${major}`)],
            ...apart.map((row) => [
              placeWords(input, row),
              row.title,
              ...present.map(({ major }) => {
                const version = row.versions.find((each) => each.major === major);
                if (version === undefined) return '–';
                const { ratio, low, high, untrusted, plansDiffer } = version;
                return `${formatCompact(ratio, low, high)}${untrusted ? ' untrusted' : ''}${plansDiffer ? ', plans differ' : ''}`;
              }),
            ]),
          ]),
        ].join('\n\n'),
    '## Read on',
    [
      '- `index.html`: figures and plans side by side',
      '- `upgrade.json`: every figure, for programs; absolute medians too, which are an indication and never a verdict',
      ...present.map(({ folder }) => `- \`${folder}/index.html\`: that version's own report`),
    ].join('\n'),
    `Postgres ${present.map(({ serverVersion }) => escapeMarkdown(serverVersion ?? '')).join(', ')}, profile ${escapeMarkdown(profile)}, seed ${seed}, ${formatTime(startedAt)}.`,
  ].join('\n\n')}\n`;
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Escapes what Markdown, or HTML inside it, would read as markup. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(/[\\`*_[\]|#]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
