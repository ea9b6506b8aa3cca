import { saysNotCompared } from './exact/rules/answer-changed.js';
import type { GateFinding, GateResult } from './gate-result.js';
import { operationTitle, tenantWords } from './words.js';

type Gated = Pick<GateResult, 'gate' | 'findings'>;

/**
 * Operations that are not compared, or not for every tenant, by title and with the reason in a few
 * words: "Count open invoices (gone from head)".
 */
export function uncomparedOperations(result: Gated): string[] {
  const { gate, findings } = result;
  return gate.scenarios.flatMap(({ name: scenario, operations }) =>
    operations.flatMap(({ name, state }) => {
      const own = findings.filter(
        (finding) =>
          finding.scenario === scenario && finding.operation === name && isUncompared(finding),
      );
      const reason = STATES[state] ?? reasonOf(own);
      return reason === null ? [] : `${operationTitle(result, scenario, name)} (${reason})`;
    }),
  );
}

type State = GateResult['gate']['scenarios'][number]['operations'][number]['state'];

const STATES: Readonly<Partial<Record<State, string>>> = {
  added: 'new in head',
  removed: 'gone from head',
  incomparable: 'other parameters or tables in head',
};

function isUncompared({ rule, message }: GateFinding): boolean {
  return rule === 'answer-changed' ? saysNotCompared(message) : rule === 'not-compared';
}

function reasonOf(findings: readonly GateFinding[]): string | null {
  const [first] = findings;
  if (first === undefined) return null;
  const alike = findings.filter(({ rule }) => rule === first.rule);
  const tenants = [...new Set(alike.flatMap(({ tenant }) => tenant ?? []))];
  const arms = [...new Set(alike.flatMap(({ arm }) => arm ?? []))];
  const what = first.rule === 'answer-changed' ? 'another answer' : 'no plan on both sides';
  const [tenant] = tenants;
  const who =
    tenant === undefined
      ? ''
      : ` for ${tenants.length === 1 ? tenantWords(tenant) : `${tenants.length} tenants`}`;
  const on = arms.length === 0 ? '' : ` on ${arms.length === 1 ? arms[0] : `${arms.length} arms`}`;
  return `${what}${who}${on}`;
}
