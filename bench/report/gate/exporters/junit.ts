import { isDeepStrictEqual } from 'node:util';
import type { GateFinding, GateResult, GateTiming } from '../../../gate/gate-result.js';
import { formatCompact } from '../../format.js';
import { metricWords } from '../words.js';
import { type CheckedCell, checkedCells } from './cells.js';
import type { GateExporter } from './exporter.js';
import { element, xmlDocument } from './xml.js';

/**
 * JUnit XML as Jenkins, GitLab and the reporters of GitHub read it: a suite a scenario, a case an
 * operation, tenant and arm; what fails with its message and plans, what could not be told skipped.
 * The time of a case is that of one execution on head: the median latency, 0 where it was not timed.
 *
 * https://github.com/jenkinsci/xunit-plugin, junit-4.xsd and later
 */
export const junit: GateExporter = {
  name: 'junit',
  file: 'gate.junit.xml',
  text: (result) => {
    const cases = checkedCells(result).map((cell) => ({ cell, outcome: outcomeOf(result, cell) }));
    const suites = result.gate.scenarios.map(({ name }) =>
      suite(
        result,
        name,
        cases.filter(({ cell }) => cell.scenario === name),
      ),
    );
    const broken = result.status === 'complete' ? [] : [brokenSuite(result)];
    return xmlDocument(
      element('testsuites', { name: 'rlsbench gate', ...totals(cases, broken.length) }, [
        ...suites,
        ...broken,
      ]),
    );
  },
};

interface Case {
  readonly cell: CheckedCell;
  readonly outcome: Outcome;
}

interface Outcome {
  readonly failures: readonly string[];
  /** Why nothing can be said of it; null where it can, or where it failed. */
  readonly skipped: string | null;
}

function outcomeOf({ gate }: GateResult, { findings, timings, missing }: CheckedCell): Outcome {
  const failed = (timing: GateTiming) =>
    timing.verdict === 'fail' || (gate.strict && timing.verdict !== 'pass');
  const failures = [
    ...findings.filter(({ level }) => level === 'failure').map(findingElement),
    ...timings.filter(failed).map((timing) =>
      element('failure', {
        type: timing.verdict === 'fail' ? 'slower' : timing.verdict,
        message: timingWords(timing),
      }),
    ),
  ];
  if (failures.length > 0) return { failures, skipped: null };
  const untold = timings.filter(({ verdict }) => verdict !== 'pass').map(timingWords);
  const skips = findings.filter(isSkip).map(({ message }) => message);
  const reasons = [...(missing === null ? [] : [missing]), ...skips, ...untold];
  return { failures, skipped: reasons.length === 0 ? null : reasons.join('\n') };
}

function isSkip({ level, rule }: GateFinding): boolean {
  return level === 'notice' && (rule === 'not-compared' || rule === 'answer-changed');
}

/** Its plans only where no finding before it in the same cell had the same. */
function findingElement(finding: GateFinding, index: number, all: readonly GateFinding[]): string {
  const { rule, message, plans } = finding;
  const isNew = !all.slice(0, index).some((before) => isDeepStrictEqual(before.plans, plans));
  const text =
    plans !== null && isNew
      ? `${message}\n\nBase:\n${plans.base}\n\nHead:\n${plans.head}`
      : message;
  return element('failure', { type: rule, message }, text);
}

function timingWords({ metric, ratio, low, high, verdict, reason }: GateTiming): string {
  return `${metricWords(metric)}: ${formatCompact(ratio, low, high)}, ${verdict}: ${reason}`;
}

function suite(result: GateResult, name: string, cases: readonly Case[]): string {
  const { gate, target, environment, startedAt, sentence } = result;
  const properties = {
    base: gate.base.label,
    head: gate.head.label,
    sentence,
    postgres: target.serverVersion,
    rlsbench: environment.rlsbenchVersion,
  };
  return element(
    'testsuite',
    { name, ...totals(cases), skipped: skipped(cases), timestamp: startedAt.slice(0, 19) },
    [
      element(
        'properties',
        {},
        Object.entries(properties).map(([name, value]) => element('property', { name, value })),
      ),
      ...cases.map(caseElement),
    ],
  );
}

function caseElement({ cell, outcome }: Case): string {
  const p50 = cell.timings.find(({ metric }) => metric === 'p50');
  const passed = cell.timings.filter(({ verdict }) => verdict === 'pass');
  return element(
    'testcase',
    {
      classname: [cell.scenario, cell.operation].filter((part) => part !== null).join('.'),
      name: cell.title,
      time: ((p50?.headNs ?? 0) / 1e9).toFixed(9),
    },
    [
      ...(outcome.skipped === null ? [] : [element('skipped', {}, outcome.skipped)]),
      ...outcome.failures,
      ...(passed.length === 0
        ? []
        : [element('system-out', {}, passed.map(timingWords).join('\n'))]),
    ],
  );
}

/** A gate that did not come to its end says so as an error, for its cases may all have passed. */
function brokenSuite({ status, statusReason, startedAt }: GateResult): string {
  const message = `The gate is ${status}: ${statusReason ?? 'no reason was written down'}`;
  return element(
    'testsuite',
    { name: 'gate', tests: 1, failures: 0, errors: 1, timestamp: startedAt.slice(0, 19) },
    [
      element('testcase', { classname: 'gate', name: 'the gate comes to its end', time: '0' }, [
        element('error', { type: status, message }),
      ]),
    ],
  );
}

function totals(cases: readonly Case[], errors = 0) {
  const failures = cases.filter(({ outcome }) => outcome.failures.length > 0).length;
  return { tests: cases.length + errors, failures, errors };
}

function skipped(cases: readonly Case[]): number {
  return cases.filter(({ outcome }) => outcome.skipped !== null).length;
}
