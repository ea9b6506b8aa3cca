import { leftOutByReason, leftOutScenarios } from '../result/left-out.js';
import type { ContrastResult, Result, SkippedWork } from '../result/result.js';
import { armTitle, concurrencyWords } from './cells.js';
import { count, formatInterval, formatRatio } from './format.js';
import { loadAlarms } from './load-alarms.js';
import { trustOf } from './trust.js';

/** Something the reader must know before the answer. */
export interface Alarm {
  readonly title: string;
  readonly lines: readonly string[];
}

const METRIC_WORDS = {
  p50: 'median latency',
  p75: '75th percentile',
  serverCpu: 'server CPU',
} as const;

/** Partial or failed run, failed proofs, failed arms, untrusted cells, what could not be done, warnings of the target. */
export function alarmsOf(result: Result): Alarm[] {
  const alarms: Alarm[] = [];
  if (result.status !== 'complete') {
    alarms.push({
      title:
        result.status === 'partial'
          ? 'This is a partial run: the figures below are of what was measured until it ended.'
          : 'This run failed.',
      lines: result.statusReason === null ? [] : [result.statusReason],
    });
  }
  const failedProofs = result.proofs.filter((proof) => proof.status === 'failed');
  if (failedProofs.length > 0) {
    alarms.push({
      title: `${count(failedProofs.length, 'proof')} failed: the arms may not do equal work, or isolation may not hold.`,
      lines: failedProofs.map((proof) =>
        [
          ...(isOfSeveral(result) ? [proof.scenario] : []),
          ...[proof.proof, proof.arm, proof.operation, proof.tenant, proof.detail],
        ]
          .filter((part) => part !== null)
          .join(' · '),
      ),
    });
  }
  if (result.failures.length > 0) {
    alarms.push({
      title: `${count(result.failures.length, 'arm')} stopped with an error under load.`,
      lines: result.failures.map(
        (failure) =>
          `${titleOf(result, failure.scenario, failure.arm)} · ${placeOf(result, failure)}: ${failure.kind} ${failure.sqlState} ${failure.message}`,
      ),
    });
  }
  alarms.push(...loadAlarms(result));
  const untrusted = trustOf(result).untrusted;
  if (untrusted.length > 0) {
    alarms.push({
      title: `${count(new Set(untrusted.map((control) => placeOf(result, control))).size, 'cell')} untrusted: identical arms differed there, so no contrast marked untrusted means anything.`,
      lines: untrusted.map(
        (control) =>
          `${placeOf(result, control)}: ${METRIC_WORDS[control.metric]}, A/A (${titleOf(result, control.scenario, control.treatment)}) ${formatRatio(control.ratio)} (95% interval ${formatInterval(control.ratio, control.low, control.high)})`,
      ),
    });
  }
  const leftOut = leftOutByReason(result);
  if (leftOut.length > 0) {
    const scenarios = leftOut.reduce((sum, { names }) => sum + names.length, 0);
    alarms.push({
      title: `${count(scenarios, 'scenario')} left out.`,
      lines: leftOut.map(({ names, reason }) => `${names.join(', ')}: ${reason}`),
    });
  }
  const undone = undoneWork(result);
  if (undone.length > 0) {
    const were = undone.length === 1 ? 'was' : 'were';
    alarms.push({
      title: `${count(undone.length, 'piece')} of work ${were} skipped, which could not be done: see “What was skipped”.`,
      lines: [],
    });
  }
  if (result.target.warnings.length > 0) {
    alarms.push({ title: 'About the server measured:', lines: result.target.warnings });
  }
  return alarms;
}

/** What was skipped since it could not be done, less the scenarios that were left out whole. */
export function undoneWork(result: Pick<Result, 'scenarios' | 'skipped'>): SkippedWork[] {
  const leftOut = leftOutScenarios(result);
  return result.skipped.filter((work) => !work.byDesign && !leftOut.includes(work));
}

/** A cell in words: by its scenario too, where the result has several. */
function placeOf(
  result: Result,
  {
    scenario,
    operation,
    tenant,
    concurrency,
  }: Pick<ContrastResult, 'scenario' | 'operation' | 'tenant' | 'concurrency'>,
): string {
  const within = `${operation}, ${tenant}, ${concurrencyWords(concurrency)}`;
  return isOfSeveral(result) ? `${scenario}, ${within}` : within;
}

function isOfSeveral({ scenarios }: Result): boolean {
  return scenarios.length > 1;
}

function titleOf(result: Result, scenario: string, arm: string): string {
  const facts = result.scenarios.find((known) => known.name === scenario);
  return facts === undefined ? arm : armTitle(facts, arm);
}
