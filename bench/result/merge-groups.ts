import type { JournalRecord, PlanRecord } from './journal.js';
import type { ScenarioFacts } from './parts.js';

/**
 * A journal as if each scenario's siblings had fitted one group (docs/decisions/0008-siblings.md):
 * its scenario records are one, with the arms and contrasts of all groups, and what a later group
 * says again of an arm or sibling that every group has is left out: its proofs, plans, expectations,
 * figures, failures and skips. Of two that say the same the first is kept, so that an arm's plan and
 * what is judged of it are of one database; but one that failed takes the place of one that held.
 *
 * Blocks stay as they are: an arm is only ever paired with those of its own block, so with those of
 * its own group, and the arms of every group have the blocks of all.
 */
export function mergeGroups(records: readonly JournalRecord[]): JournalRecord[] {
  const merged: JournalRecord[] = [];
  const groupOf = new Map<string, number>();
  const seen = new Map<string, { readonly group: number; readonly place: number }>();
  for (const record of records) {
    const { scenario, subject } = subjectOf(record);
    if (record.type === 'scenario') groupOf.set(scenario, (groupOf.get(scenario) ?? 0) + 1);
    const group = groupOf.get(scenario) ?? 0;
    const key = JSON.stringify([record.type, scenario, subject]);
    const earlier = subject === null ? undefined : seen.get(key);
    if (earlier === undefined || earlier.group === group) {
      if (earlier === undefined) seen.set(key, { group, place: merged.length });
      merged.push(record);
    } else {
      merged[earlier.place] = ofTwo(merged[earlier.place] as JournalRecord, record);
    }
  }
  return merged;
}

/** The plans of a journal, one for each arm, operation and tenant. */
export function plansOf(records: readonly JournalRecord[]): PlanRecord[] {
  return mergeGroups(records).filter((record) => record.type === 'plan');
}

/** What a record is about: a later group's with the same subject says it again. Null: nothing does. */
function subjectOf(record: JournalRecord): {
  scenario: string;
  subject: readonly unknown[] | null;
} {
  switch (record.type) {
    case 'scenario':
      return { scenario: record.scenario.name, subject: [] };
    case 'plan': {
      const { scenario, operation, tenant, arm } = record;
      return { scenario, subject: [operation, tenant, arm] };
    }
    case 'proof': {
      const { scenario, proof, arm, operation, tenant } = record.proof;
      return { scenario, subject: [proof, arm, operation, tenant] };
    }
    case 'expectation': {
      const { scenario, operation, tenant, arm, rule, expected } = record.expectation;
      return { scenario, subject: [operation, tenant, arm, rule, expected] };
    }
    case 'load': {
      const { scenario, probe, arm, operation, tenant, pass, levels, loop } = record.load;
      return {
        scenario,
        subject: [probe, arm, operation, tenant, pass, JSON.stringify(levels), loop],
      };
    }
    case 'leak': {
      const { scenario, state, way, route } = record.leak;
      return { scenario, subject: [state, way, route] };
    }
    case 'hammer':
      return { scenario: record.hammer.scenario, subject: [record.hammer.arm] };
    case 'figure': {
      const { scenario, probe, sibling, arm, operation, tenant, metric } = record.figure;
      return { scenario, subject: [probe, sibling, arm, operation, tenant, metric] };
    }
    case 'failure': {
      // By kind: wrong rows take an arm's contrasts away, a lost connection does not.
      const { scenario, arm, kind } = record.failure;
      return { scenario, subject: [arm, kind] };
    }
    case 'skip': {
      const { scenario, ...skipped } = record.skipped;
      return { scenario, subject: [skipped] };
    }
    case 'block':
      return { scenario: record.scenario, subject: null };
    case 'start':
    case 'gate':
    case 'catalog':
    case 'try':
    case 'end':
      return { scenario: '', subject: null };
  }
}

/** What is kept of the first record about something and a later group's. */
function ofTwo(first: JournalRecord, later: JournalRecord): JournalRecord {
  if (first.type === 'scenario' && later.type === 'scenario') {
    return { type: 'scenario', scenario: mergeFacts(first.scenario, later.scenario) };
  }
  return hasFailed(later) && !hasFailed(first) ? later : first;
}

function hasFailed(record: JournalRecord): boolean {
  if (record.type === 'proof') return record.proof.status === 'failed';
  return record.type === 'expectation' && record.expectation.status === 'failed';
}

function mergeFacts(first: ScenarioFacts, later: ScenarioFacts): ScenarioFacts {
  return {
    ...first,
    operations: inOrder(first.operations, later.operations),
    arms: inOrder(first.arms, later.arms),
    contrasts: inOrder(first.contrasts, later.contrasts),
    ...(first.siblings || later.siblings
      ? { siblings: inOrder(first.siblings ?? [], later.siblings ?? []) }
      : {}),
  };
}

/**
 * Both lists by name, in an order that keeps that of each: what only the later one has goes before
 * the next that both have, or else to the end.
 */
function inOrder<T extends { readonly name: string }>(
  first: readonly T[],
  later: readonly T[],
): T[] {
  const merged = [...first];
  let next = merged.length;
  for (const one of [...later].reverse()) {
    const place = merged.findIndex(({ name }) => name === one.name);
    if (place < 0) merged.splice(next, 0, one);
    else next = place;
  }
  return merged;
}
