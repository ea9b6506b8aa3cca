import { leftOutByReason, leftOutScenarios } from '../result/left-out.js';
import type { Result } from '../result/result.js';
import { hasPassed } from './json.js';
import { tally } from './tally.js';

/** A check as Markdown, for a pull request's comment or a job's summary. */
export function checkMarkdown(result: Result): string {
  const tallies = tally(result);
  const failures = tallies.flatMap(({ failed }) => failed);
  const proofs = tallies.flatMap(({ failedProofs }) => failedProofs);
  return [
    `# rlsbench check: ${hasPassed(result) ? 'passed' : 'failed'}`,
    '',
    `Postgres ${cell(result.target.serverVersion)}, dataset ${cell(result.dataset.schema)}, seed ${result.seed}.`,
    '',
    '| scenario | expectations | proofs | plans |',
    '| --- | --- | --- | --- |',
    ...tallies.map((each) => {
      const held =
        each.expectations === 0
          ? 'none'
          : `${each.expectations - each.failed.length} of ${each.expectations} hold`;
      const proved = `${each.proofs - each.failedProofs.length} of ${each.proofs} hold`;
      return `| ${cell(each.scenario)} | ${held} | ${proved} | ${each.plans} |`;
    }),
    ...leftOutScenarios(result).map(({ scenario }) => `| ${cell(scenario)} | skipped | | |`),
    ...leftOutByReason(result).map(
      ({ names, reason }) => `\n**Skipped**: ${cell(`${names.join(', ')}: ${reason}`)}`,
    ),
    ...proofs.map(({ scenario, proof, arm, operation, tenant, detail }) => {
      const where = [scenario, operation, tenant, arm].filter(Boolean).join(', ');
      return `\n**Proof failed**: ${cell(`${where}: ${proof}: ${detail}`)}`;
    }),
    ...failures.map(({ scenario, operation, arm, tenant, rule, expected, message, plan }) => {
      const where = `${scenario}, ${operation}, ${arm}, ${tenant}`;
      return `\n**${cell(where)}**: expected \`${rule}\` ${cell(expected)}; ${cell(message)}\n\n${fenced(plan)}`;
    }),
    '',
  ].join('\n');
}

/** Text in a table's cell or a line: nothing in it ends the cell or opens markup. */
function cell(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}

/** A code block whose fence is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
