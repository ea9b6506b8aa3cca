import { BadInputError } from '../errors.js';
import type { JournalRecord, StartRecord } from '../result/journal.js';
import { ratioFindings } from './baseline/ratio-findings.js';
import { type Comparison, comparisonOf } from './exact/comparison.js';
import { exactFindings } from './exact/findings.js';
import type { ExactInput } from './exact/input.js';
import { exactInputOf } from './exact-input.js';
import type { GateFinding, GateResult } from './gate-result.js';
import { loadFailureFindings } from './load-failures.js';
import { operationsOf } from './operations.js';
import { gateSentence } from './sentence.js';
import { failedProofWords } from './timed/notes.js';
import { judgeTimings } from './timed/timings.js';
import type { DueCell } from './timed/unmeasured.js';
import { untimedNotes, untimedOperations } from './timed/untimed.js';

/**
 * `gate.json` from a gate's journal alone: pure, and the same for the same journal. A journal without
 * an end is that of a gate that was killed: partial, and never passed.
 *
 * @throws {BadInputError} when the journal does not open with its start record or has no gate record, or
 *   has blocks that belong to no try.
 */
export function assembleGate(records: readonly JournalRecord[]): GateResult {
  const start = startOf(records);
  const input = exactInputOf(records);
  const { gate } = input;
  const end = records.findLast((record) => record.type === 'end');
  const failures = records.flatMap((each) => (each.type === 'failure' ? each.failure : []));
  const comparison = comparisonOf(input);
  const findings = byLevel([
    ...exactFindings(input),
    ...loadFailureFindings(failures, input),
    ...ratioFindings(
      gate,
      records.flatMap((each) => (each.type === 'figure' ? each.figure : [])),
    ),
  ]);
  const status = end?.status ?? 'partial';
  const isExactlyWorse = findings.some(({ level }) => level === 'failure');
  const due = status === 'complete' && !isExactlyWorse ? dueCells(comparison) : [];
  const timed = judgeTimings(records, gate, due);
  const { timings, unmeasured, untrusted, retried } = timed;
  const planned = comparison.planned.map(({ pair }) => pair);
  const untimed = untimedOperations(records, gate, planned);
  const operations = operationsOf({ gate, planned, findings, timings, unmeasured, untimed });
  const isWorse = isExactlyWorse || timings.some(({ verdict }) => verdict === 'fail');
  // What was to be measured and was not is inconclusive too.
  const isTooUnsure = gate.strict && (untrusted || operations.inconclusive.length > 0);
  // Nothing compared is no pass, but where base could not be: head may be what mends it.
  const isBlind =
    operations.compared === 0 &&
    !findings.some(({ level, arm }) => level === 'better' && arm !== null);
  const isFailed = status !== 'complete' || isWorse || isTooUnsure || isBlind;
  const result: Omit<GateResult, 'sentence'> = {
    version: 1,
    runId: start.runId,
    status,
    statusReason: end ? end.reason : 'the gate did not end by itself',
    startedAt: start.startedAt,
    finishedAt: end?.finishedAt ?? null,
    command: start.command,
    seed: start.seed,
    environment: end?.environment ?? start.environment,
    target: start.target,
    dataset: start.dataset,
    gate,
    verdict: isFailed ? 'failed' : 'passed',
    operations,
    findings,
    timings,
    trust: {
      timed: timings.length > 0,
      untrusted,
      retried,
      notes: [
        ...timed.notes,
        ...untimedNotes(untimed, gate),
        ...(unmeasured.length > 0 ? [] : noTimingNotes(records, isExactlyWorse, input)),
        ...start.target.warnings,
      ],
    },
  };
  return { ...result, sentence: gateSentence(result) };
}

function startOf(records: readonly JournalRecord[]): StartRecord {
  const [start] = records;
  if (start?.type !== 'start' || !records.some(({ type }) => type === 'gate')) {
    const got = !start
      ? 'an empty one'
      : start.type !== 'start'
        ? `one that opens with "${start.type}"`
        : 'one without a gate record';
    throw new BadInputError(
      `Expected the journal of a gate, which opens with a start record and says what it compares, got ${got}`,
      'The gate ended before it compared anything, or the file is of another command: run the gate again.',
    );
  }
  return start;
}

const LEVELS = ['failure', 'notice', 'better'] as const;

function byLevel(findings: readonly GateFinding[]): GateFinding[] {
  return LEVELS.flatMap((wanted) => findings.filter(({ level }) => level === wanted));
}

/** What both sides answered alike at first, and planned: what a gate that times would time. */
function dueCells({ input, answers, planOf }: Comparison): DueCell[] {
  return answers.filter(
    ({ scenario, operation, tenant, base, head }) =>
      base === head &&
      input.gate.pairs.some(
        (pair) =>
          pair.scenario === scenario &&
          pair.operation === operation &&
          [pair.base, pair.head].every((arm) => planOf(pair, arm, tenant) !== undefined),
      ),
  );
}

/** Why there is no timing, where it was asked for and there is none. */
function noTimingNotes(
  records: readonly JournalRecord[],
  isDecided: boolean,
  { gate: { tier, base }, proofs }: ExactInput,
): string[] {
  if (base.kind === 'baseline') return ['Times are never compared with a baseline.'];
  const isWhole = records.some((record) => record.type === 'end' && record.status === 'complete');
  if (tier === 1 || !isWhole || records.some(({ type }) => type === 'try')) return [];
  if (isDecided) return ['Nothing was timed: the exact checks had decided.'];
  const why =
    failedProofWords(proofs) ??
    'no operation does the same work on both sides on an arm that can be timed.';
  return [`Nothing was timed: ${why}`];
}
