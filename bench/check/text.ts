import picocolors from 'picocolors';
import { leftOutByReason, leftOutScenarios } from '../result/left-out.js';
import type { ExpectationResult, Result } from '../result/result.js';
import { type ScenarioTally, tally } from './tally.js';

type Colours = ReturnType<typeof picocolors.createColors>;

/**
 * A check for a terminal: one line a scenario, then every failure with its plan. In colours, by
 * default, where `NO_COLOR`, `FORCE_COLOR` and the terminal ask for them.
 */
export function checkText(result: Result, colour: boolean = picocolors.isColorSupported): string {
  const pc = picocolors.createColors(colour);
  const tallies = tally(result);
  const leftOut = leftOutScenarios(result).map(({ scenario }) => scenario);
  const names = [...tallies.map(({ scenario }) => scenario), ...leftOut];
  const width = Math.max(...names.map((name) => name.length));
  const failures = tallies.flatMap(({ failed }) => failed);
  const proofs = tallies.flatMap(({ failedProofs }) => failedProofs);
  return [
    ...tallies.map((each) => line(each, width, pc)),
    ...leftOut.map((name) => `${pc.yellow('skipped')} ${name}`),
    ...leftOutByReason(result).map(
      ({ names, reason }) => `\n${pc.yellow('skipped')} ${names.join(', ')}:\n  ${reason}`,
    ),
    ...proofs.map(({ scenario, proof, arm, operation, tenant, detail }) => {
      const where = [scenario, operation, tenant, arm].filter(Boolean).join(', ');
      return `\n${pc.red('proof failed')} ${where}: ${proof}\n  ${detail}`;
    }),
    ...grouped(failures).map((group) => failureText(group, pc)),
    '',
    summary(result, failures.length + proofs.length, leftOut.length, pc),
  ].join('\n');
}

function line(
  { scenario, proofs, failedProofs, plans, expectations, failed }: ScenarioTally,
  width: number,
  pc: Colours,
) {
  const bad = failedProofs.length + failed.length;
  const mark = bad > 0 ? pc.red('failed') : pc.green('passed');
  const held =
    expectations === 0
      ? 'no expectations'
      : `${expectations - failed.length} of ${expectations} expectations hold`;
  const proved =
    failedProofs.length > 0
      ? `${failedProofs.length} of ${proofs} proofs failed`
      : `${proofs} proofs`;
  return `${mark}  ${scenario.padEnd(width)}  ${held}, ${proved}, ${plans} plans`;
}

function failureText({ first, alike }: FailureGroup, pc: Colours): string {
  const { scenario, operation, arm, tenant, rule, expected, actual, message, plan } = first;
  const others = alike.length > 0 ? pc.dim(` (and ${alike.join(', ')})`) : '';
  return [
    '',
    `${pc.red('expected')} ${rule} ${expected}: ${scenario}, ${operation}, ${arm}, ${tenant}${others}`,
    `  got ${actual}`,
    `  ${message}`,
    ...plan.split('\n').map((planLine) => `    ${planLine}`),
  ].join('\n');
}

interface FailureGroup {
  readonly first: ExpectationResult;
  /** The other tenants that the same rule failed for. */
  readonly alike: readonly string[];
}

/** The same rule on the same arm fails for one tenant as for another: said once. */
function grouped(failures: readonly ExpectationResult[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup & { alike: string[] }>();
  for (const failure of failures) {
    const { scenario, operation, arm, rule, expected } = failure;
    const key = JSON.stringify([scenario, operation, arm, rule, expected]);
    const group = groups.get(key);
    if (group) group.alike.push(failure.tenant);
    else groups.set(key, { first: failure, alike: [] });
  }
  return [...groups.values()];
}

function summary(
  { target, expectations }: Result,
  failures: number,
  leftOut: number,
  pc: Colours,
): string {
  const skipped = `; ${leftOut} ${leftOut === 1 ? 'scenario was' : 'scenarios were'} skipped`;
  const on = `on Postgres ${target.serverVersion}${leftOut > 0 ? skipped : ''}`;
  if (failures > 0) return pc.red(`${failures} checks failed ${on}.`);
  if (expectations.length === 0) return pc.green(`Every proof holds ${on}; no expectations.`);
  return pc.green(`Every proof and all ${expectations.length} expectations hold ${on}.`);
}
