import type { GateFacts } from '../../result/gate-parts.js';
import type { TenantName } from '../../scenario/scenario.js';
import type { GateFinding } from '../gate-result.js';
import { tenantWords } from '../words.js';
import type { Comparison, PlannedPair } from './comparison.js';

/** What a finding is about: null is all of them. */
export interface Subject {
  readonly scenario: string;
  readonly operation: string | null;
  readonly tenant: TenantName | null;
  readonly arm: string | null;
}

type Told = Pick<GateFinding, 'rule' | 'level' | 'message'> &
  Partial<Pick<GateFinding, 'base' | 'head' | 'baseValue' | 'headValue' | 'plans'>>;

/** A finding with its place in head's source; what is not told of it is null. */
export function finding(
  { input: { gate } }: Pick<Comparison, 'input'>,
  { scenario, operation, tenant, arm }: Subject,
  told: Told,
): GateFinding {
  const facts = gate.scenarios.find(({ name }) => name === scenario);
  const known = facts?.operations.find(({ name }) => name === operation);
  const isGone = known?.state === 'removed';
  return {
    ...{ scenario, operation, tenant, arm },
    ...{ base: null, head: null, baseValue: null, headValue: null, plans: null },
    ...told,
    file: isGone ? null : (facts?.file ?? null),
    line: known?.line ?? null,
  };
}

export function subjectOf({ pair, tenant }: PlannedPair): Subject {
  const { scenario, operation, arm } = pair;
  return { scenario, operation, arm, tenant };
}

export function plansOf({ base, head }: PlannedPair): GateFinding['plans'] {
  return { base: base.tree, head: head.tree };
}

/** For example "Latest 20 invoices for the tiny tenant". */
export function workWords(
  { input: { gate } }: Pick<Comparison, 'input'>,
  { scenario, operation, tenant }: Pick<Subject, 'scenario' | 'operation' | 'tenant'>,
): string {
  const title = operation === null ? `scenario ${scenario}` : titleOf(gate, scenario, operation);
  return tenant === null ? title : `${title} for ${tenantWords(tenant)}`;
}

/** What a finding of an arm is about: "latest 20 invoices for the tiny tenant on arm rls", "arm rls". */
export function aboutWords(comparison: Pick<Comparison, 'input'>, subject: Subject): string {
  const { scenario, operation, tenant, arm } = subject;
  if (operation !== null) {
    const work = workWords(comparison, subject);
    return arm === null ? work : `${work} on arm ${arm}`;
  }
  const who = arm === null ? `scenario ${scenario}` : `arm ${arm}`;
  return tenant === null ? who : `${who} for ${tenantWords(tenant)}`;
}

function titleOf(gate: GateFacts, scenario: string, operation: string): string {
  const facts = gate.scenarios.find(({ name }) => name === scenario);
  return facts?.operations.find(({ name }) => name === operation)?.title ?? operation;
}

/** A text as a sentence: with its capital and its full stop. */
export function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
