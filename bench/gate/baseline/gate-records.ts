import type { GateCatalog, GateFacts } from '../../result/gate-parts.js';
import type { JournalRecord } from '../../result/journal.js';
import { mergeGroups } from '../../result/merge-groups.js';
import type { ProofResult, ScenarioFacts } from '../../result/parts.js';
import { baseArm, headArm } from '../combine/arm-names.js';
import type { Baseline } from './baseline.js';
import { answerOf } from './baseline-of.js';
import { planFacts, summaryOf } from './plan-facts.js';

/** What a check of today says: its journal, and the catalog of what it looked at. */
export interface CheckedToday {
  readonly checked: readonly JournalRecord[];
  readonly catalog: GateCatalog;
}

/**
 * The journal of a gate against a baseline, from the baseline and the journal of today's check: the
 * same records that base against head makes, so that one set of rules judges both. Its end, and what
 * ratios add, is not part of it.
 *
 * @param minor what to say of another minor version of the server, if there is something
 */
export function gateRecords(
  saved: Baseline,
  gate: GateFacts,
  { checked, catalog }: CheckedToday,
  minor: string | undefined,
): JournalRecord[] {
  const today = mergeGroups(checked);
  const names = new Set(gate.pairs.map(({ scenario }) => scenario));
  const isAsked = ({ scenario }: { readonly scenario: string }) => names.has(scenario);
  const start = today.find((each) => each.type === 'start');
  if (start === undefined) throw new Error('Expected a journal that opens with its start record');
  const { target } = start;
  const warnings = [...target.warnings, ...(minor === undefined ? [] : [minor])];
  return [
    { ...start, target: { ...target, warnings } },
    { type: 'gate', gate },
    { type: 'catalog', side: 'base', catalog: saved.catalog },
    { type: 'catalog', side: 'head', catalog },
    ...today.flatMap((record) => headRecord(record, saved)),
    ...basePlans(saved).filter(isAsked),
    ...baseAnswers(saved).flatMap((proof) =>
      isAsked(proof) ? { type: 'proof' as const, proof } : [],
    ),
    ...baseExpectations(saved).flatMap((expectation) =>
      isAsked(expectation) ? { type: 'expectation' as const, expectation } : [],
    ),
  ];
}

/** A record of today's check under head's names; start and end are the gate's own. */
function headRecord(record: JournalRecord, saved: Baseline): JournalRecord[] {
  switch (record.type) {
    case 'scenario':
      return [{ type: 'scenario', scenario: bothSides(record.scenario, saved) }];
    case 'plan':
      return [
        { ...record, arm: headArm(record.arm), summary: summaryOf(planFacts(record.summary)) },
      ];
    case 'proof':
      return [{ type: 'proof', proof: headProof(record.proof) }];
    case 'expectation': {
      const { expectation } = record;
      return [
        { type: 'expectation', expectation: { ...expectation, arm: headArm(expectation.arm) } },
      ];
    }
    case 'skip': {
      const { arm } = record.skipped;
      return [
        { type: 'skip', skipped: { ...record.skipped, arm: arm === null ? null : headArm(arm) } },
      ];
    }
    default:
      return [];
  }
}

function headProof(proof: ProofResult): ProofResult {
  const { arm, answer } = proof;
  return {
    ...proof,
    arm: arm === null ? null : headArm(arm),
    ...(answer === undefined ? {} : { answer: answerOf(answer) }),
  };
}

/** The scenario with each arm once a side; base's are what the baseline says they were. */
function bothSides(facts: ScenarioFacts, saved: Baseline): ScenarioFacts {
  const before = saved.scenarios.find(({ name }) => name === facts.name)?.arms ?? [];
  const base = before.map((arm) => ({ ...arm, name: baseArm(arm.name) }));
  return {
    ...facts,
    arms: [...base, ...facts.arms.map((arm) => ({ ...arm, name: headArm(arm.name) }))],
    contrasts: [],
  };
}

function basePlans({ plans }: Baseline) {
  return plans.flatMap(({ scenario, operation, tenant, arms, ...facts }) =>
    arms.map((arm) => ({
      type: 'plan' as const,
      ...{ scenario, operation, tenant, arm: baseArm(arm) },
      // A baseline keeps no EXPLAIN; what it keeps is what a reader of the plan's file is to see.
      ...{ summary: summaryOf(facts), explain: facts },
    })),
  );
}

function baseAnswers({ answers }: Baseline): ProofResult[] {
  return answers.flatMap(({ scenario, operation, tenant, arms, answer }) =>
    arms.map((arm) => ({
      ...{ scenario, proof: 'equal work', operation, tenant, arm: baseArm(arm) },
      ...{ status: 'passed' as const, detail: 'when the baseline was saved', answer },
    })),
  );
}

function baseExpectations({ expectations }: Baseline) {
  return expectations.flatMap(({ arms, ...held }) =>
    arms.map((arm) => ({
      ...{ ...held, arm: baseArm(arm), status: 'passed' as const },
      ...{ actual: '', message: 'It held when the baseline was saved.', plan: '' },
    })),
  );
}
