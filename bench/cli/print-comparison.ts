import { compareRuns, whyNothing } from '../compare/compare-runs.js';
import { readRun } from '../compare/read-run.js';
import { BadInputError } from '../errors.js';
import { compareMarkdown } from '../report/compare/markdown.js';
import { compareText } from '../report/compare/text.js';

interface NamedRun {
  readonly name: string;
  readonly path: string;
}

/**
 * Prints two runs side by side. It is a report and no gate: what differs fails nothing.
 *
 * @throws {BadInputError} when one of them can't be read, or, after printing what they have in common,
 *   when nothing of them may be compared.
 */
export async function printComparison(
  a: NamedRun,
  b: NamedRun,
  as: 'text' | 'json' | 'markdown',
): Promise<void> {
  const comparison = compareRuns(
    { name: a.name, result: await readRun(a.path) },
    { name: b.name, result: await readRun(b.path) },
  );
  const print = {
    text: () => compareText(comparison),
    json: () => JSON.stringify(comparison, null, 2),
    markdown: () => compareMarkdown(comparison),
  };
  console.log(print[as]());
  const why = whyNothing(comparison);
  if (why === null) return;
  throw new BadInputError(
    `Nothing of ${a.name} and ${b.name} may be compared: ${why}.`,
    'Compare runs of the same scenarios on the same dataset.',
  );
}
