import { datasetKey } from '../../dataset/key.js';
import { SCHEMAS } from '../../dataset/registry.js';
import { packageVersion } from '../../package-root.js';
import type { GateCatalog } from '../../result/gate-parts.js';
import type { Result } from '../../result/result.js';
import type { CheckRequest } from '../../run/request.js';
import { sampleKey } from '../../run/sample.js';
import type { Scenario } from '../../scenario/scenario.js';
import { TENANT_NAMES } from '../../scenario/scenario.js';
import { BASELINE_VERSION, type Baseline, type BaselineData } from './baseline.js';
import { planFacts } from './plan-facts.js';
import { baselineScenarioOf, hashOf } from './scenario-hash.js';
import { travellingRatios } from './travelling-ratios.js';

/** Which data a request is about. */
export type DataRequest = Pick<CheckRequest, 'profile' | 'seed'> & {
  readonly scenarios: readonly Scenario[];
};

/**
 * The baseline of a check, of the run that followed it where ratios are wanted, and of the catalog that
 * both met. Sorted by names, arms with one plan together, so that the same figures always make the same
 * file.
 */
export function baselineOf(
  request: DataRequest,
  checked: Result,
  ran: Result | undefined,
  catalog: GateCatalog,
): Baseline {
  const { serverVersion, serverVersionNum } = checked.target;
  return {
    version: BASELINE_VERSION,
    rlsbench: packageVersion(),
    postgres: { major: Math.floor(serverVersionNum / 10_000), version: serverVersion },
    dataset: dataOf(request),
    scenarios: request.scenarios.map(baselineScenarioOf).sort((a, b) => (a.name < b.name ? -1 : 1)),
    answers: answersOf(checked),
    expectations: expectationsOf(checked),
    plans: plansOf(checked),
    catalog,
    ratios: ran === undefined ? [] : travellingRatios(ran).sort(byPlace),
  };
}

/** What names the data of a request; the hash holds all that makes and loads its rows. */
export function dataOf({ scenarios, profile, seed }: DataRequest): BaselineData {
  const schema = scenarios[0]?.dataset;
  const rows = SCHEMAS.find(({ name }) => name === schema);
  if (!rows) throw new Error(`Expected scenarios of a known dataset, got ${schema}`);
  const { size, siblingInvoices } = profile;
  return {
    schema: rows.name,
    generator: rows.generatorVersion,
    profile: profile.name,
    ...{ rows: size.invoices, tenants: size.tenants, sampleRows: siblingInvoices },
    seed,
    hash: hashOf([datasetKey(rows, size, seed), sampleKey({ rows, profile, seed })]),
  };
}

/** Enough of an answer's hash to tell it from another. */
export function answerOf(hash: string): string {
  return hash.slice(0, 16);
}

function answersOf({ proofs }: Result): Baseline['answers'] {
  const said = proofs.flatMap(({ scenario, operation, tenant, arm, answer }) =>
    operation === null || tenant === null || arm === null || answer === undefined
      ? []
      : [{ scenario, operation, tenant, arm, answer: answerOf(answer) }],
  );
  return groupArms(said);
}

function expectationsOf({ expectations }: Result): Baseline['expectations'] {
  const held = expectations.flatMap(
    ({ scenario, operation, tenant, arm, rule, expected, status }) =>
      status === 'passed' ? [{ scenario, operation, tenant, arm, rule, expected }] : [],
  );
  return groupArms(held);
}

function plansOf({ arms }: Result): Baseline['plans'] {
  const planned = arms.flatMap(({ scenario, operation, tenant, arm, concurrency, plan }) =>
    plan === null || concurrency > 1
      ? []
      : [{ scenario, operation, tenant, arm, ...planFacts(plan) }],
  );
  return groupArms(planned);
}

interface OfArm {
  readonly scenario: string;
  readonly operation: string;
  readonly tenant: (typeof TENANT_NAMES)[number];
  readonly arm: string;
}

/** Items that say the same of several arms as one, with the arms' names, in a fixed order. */
function groupArms<T extends OfArm>(items: readonly T[]): (Omit<T, 'arm'> & { arms: string[] })[] {
  const groups = new Map<string, Omit<T, 'arm'> & { arms: string[] }>();
  for (const { arm, ...facts } of items) {
    const { scenario, operation, tenant } = facts;
    const key = JSON.stringify(facts);
    const group = groups.get(key) ?? { ...{ scenario, operation, tenant, arms: [] }, ...facts };
    group.arms.push(arm);
    groups.set(key, group);
  }
  for (const { arms } of groups.values()) arms.sort();
  return [...groups.values()].sort(byPlace);
}

/** By scenario, operation and tenant, the largest first; then by whatever else is said. */
function byPlace(a: Omit<OfArm, 'arm'>, b: Omit<OfArm, 'arm'>): number {
  const keyOf = (each: typeof a) =>
    JSON.stringify([...[each.scenario, each.operation], TENANT_NAMES.indexOf(each.tenant), each]);
  return keyOf(a) < keyOf(b) ? -1 : 1;
}
