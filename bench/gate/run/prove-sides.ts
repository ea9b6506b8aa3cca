import { ProofFailedError } from '../../errors.js';
import type { JournalRecord, PlanRecord } from '../../result/journal.js';
import type { ExpectationResult } from '../../result/parts.js';
import { judgePlan } from '../../run/expectations.js';
import { proveAndPlan, SETS_WITHOUT_LOAD } from '../../run/prepare-scenario.js';
import type { OpenedSiblings } from '../../run/siblings.js';
import type { Scenario } from '../../scenario/scenario.js';
import { databaseOf } from '../../target/arm-connection.js';
import { withClient } from '../../target/connect.js';
import { sideOfArm } from '../combine/arm-names.js';
import { madeSibling } from '../combine/siblings.js';
import { withoutBroken } from './broken-operations.js';
import type { GateContext } from './gate-on.js';
import { readCatalog } from './read-catalog.js';

/**
 * Proves and plans both sides of a scenario. A failed proof of head's is for the findings to tell, and
 * nothing is planned then. Where only base fails its proofs, head is planned alone: a pull request that
 * mends base has to pass.
 *
 * @throws {BadInputError} when SQL of the scenario fails.
 */
export async function proveSides(
  context: GateContext,
  combined: Scenario,
  opened: OpenedSiblings,
): Promise<void> {
  const { records, record } = context;
  await recordCatalogs(context, combined, opened);
  const scenario = await withoutBroken(context, combined, opened);
  if (scenario.operations.length === 0) return;
  const first = records.length;
  if (await provedAndPlanned(context, scenario, opened)) return;
  const failed = records
    .slice(first)
    .flatMap((each) => (each.type === 'proof' && each.proof.status === 'failed' ? each.proof : []));
  const sides = new Set(failed.map(({ arm }) => (arm === null ? 'none' : sideOfArm(arm))));
  if (!sides.has('base') || sides.has('head')) return;
  for (const { name } of scenario.arms.filter(({ name }) => sideOfArm(name) === 'base')) {
    const place = { scenario: scenario.name, operation: null, tenant: null, concurrency: null };
    const reason = 'its proofs failed, so there is nothing to compare head with';
    record({ type: 'skip', skipped: { ...place, arm: name, reason } });
  }
  await provedAndPlanned(context, ofHead(scenario), opened);
}

/** False where a proof failed. */
async function provedAndPlanned(
  { data, tenants, request, planned, record: keep, begin }: GateContext,
  scenario: Scenario,
  opened: OpenedSiblings,
): Promise<boolean> {
  const { seed, signal } = request;
  const held = planned.scenarios.find(
    ({ heldToBase }) => heldToBase?.name === scenario.name,
  )?.heldToBase;
  const record = (each: JournalRecord) => {
    keep(each);
    if (each.type !== 'plan' || held === undefined) return;
    for (const expectation of brokenOfBase(held, scenario, each)) {
      keep({ type: 'expectation', expectation });
    }
  };
  try {
    await proveAndPlan(
      {
        ...{ scenario, target: data.target, roles: opened.roles, tenants, seed, record, signal },
        begin: (step) => begin(scenario, step),
        parameterSets: () => SETS_WITHOUT_LOAD,
        sendsLoad: false,
      },
      opened,
    );
    return true;
  } catch (error) {
    if (!(error instanceof ProofFailedError)) throw error;
    return false;
  }
}

/** What base expects, head expects no more, and head's plan breaks. */
export function brokenOfBase(
  held: Scenario,
  scenario: Scenario,
  plan: PlanRecord,
): ExpectationResult[] {
  if (sideOfArm(plan.arm) !== 'head') return [];
  const own = judgePlan(scenario, plan);
  return judgePlan(held, plan)
    .filter(({ status }) => status === 'failed')
    .filter((is) => !own.some((each) => each.rule === is.rule && each.expected === is.expected))
    .map((is) => ({ ...is, statedBy: 'base' }));
}

function ofHead(scenario: Scenario): Scenario {
  const arms = scenario.arms.filter(({ name }) => sideOfArm(name) === 'head');
  const drawFrom = scenario.drawFrom?.replace(/^base/, 'head');
  return {
    ...{ ...scenario, arms, contrasts: [] },
    ...(drawFrom === undefined ? {} : { drawFrom }),
  };
}

/** Each side's tables, policies, functions, views and indexes as its SQL left them, once a gate. */
async function recordCatalogs(
  { data, record, records, request }: GateContext,
  scenario: Scenario,
  { roles }: OpenedSiblings,
): Promise<void> {
  const { admin, schema } = data.target;
  for (const side of ['base', 'head'] as const) {
    const made = madeSibling(side);
    if (!scenario.siblings?.some(({ name }) => name === made)) continue;
    if (records.some((each) => each.type === 'catalog' && each.side === side)) continue;
    if (request.signal.aborted) return;
    const database = databaseOf(roles, made);
    const catalog = await withClient({ ...admin, database }, (client) =>
      readCatalog(client, schema),
    );
    record({ type: 'catalog', side, catalog });
  }
}
