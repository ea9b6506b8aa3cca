import type { PlanRecord } from '../result/journal.js';
import type { ArmFailure, ArmResult, ScenarioFacts } from '../result/parts.js';
import { median, sortAscending } from '../stats/quantiles.js';
import type { CellBlocks } from './cell-blocks.js';
import { percentileCurve, summariseLatency } from './latency.js';

export interface ArmInput {
  readonly scenarios: readonly ScenarioFacts[];
  readonly cells: readonly CellBlocks[];
  readonly plans: readonly PlanRecord[];
  readonly failures: readonly ArmFailure[];
  readonly minimumBlocks: number;
}

/**
 * What each arm took in each cell, cells in order and arms as their scenario lists them; then the
 * arms that were planned for an operation and tenant but never loaded there.
 */
export function summariseArms(input: ArmInput): ArmResult[] {
  const measured = input.cells.flatMap((cell) =>
    armsOf(input.scenarios, cell.key.scenario).flatMap((arm) => measuredArm(cell, arm, input)),
  );
  const seen = new Set(measured.map(planKey));
  const planned = input.plans.filter((plan) => !seen.has(planKey(plan)));
  return [...measured, ...planned.flatMap((plan) => plannedArm(plan, input))];
}

type ArmOfScenario = ScenarioFacts['arms'][number];

function measuredArm(cell: CellBlocks, arm: ArmOfScenario, input: ArmInput): ArmResult[] {
  const samples = cell.records.flatMap(({ arms }) => arms[arm.name]?.latencyNs ?? []);
  if (samples.length === 0) return [];
  const blocks = cell.blocks.filter((block) => block.has(arm.name));
  const cpu = blocks.flatMap((block) => block.get(arm.name)?.serverCpuNs ?? []);
  const sorted = sortAscending(samples);
  const key = { ...cell.key, arm: arm.name };
  const plan = input.plans.find((candidate) => planKey(candidate) === planKey(key))?.summary;
  return [
    {
      ...unmeasured(key, arm, plan),
      latency: summariseLatency(sorted),
      serverCpuNs: cpu.length === 0 ? null : median(cpu),
      ...poolerCpuOf(blocks, arm.name),
      percentiles: percentileCurve(sorted),
      ...planCountsOf(cell, arm.name),
      warnings: [
        ...(blocks.length < input.minimumBlocks
          ? [`only ${blocks.length} of at least ${input.minimumBlocks} blocks`]
          : []),
        ...input.failures
          .filter(({ scenario, arm: failed }) => scenario === key.scenario && failed === arm.name)
          .map(
            ({ operation, tenant, kind, sqlState, message }) =>
              `stopped in ${operation}, ${tenant} (${sqlState || kind}: ${message})`,
          ),
      ],
    },
  ];
}

function plannedArm(plan: PlanRecord, { scenarios, cells }: ArmInput): ArmResult[] {
  const { scenario, operation, tenant, summary } = plan;
  const facts = scenarios.find(({ name }) => name === scenario);
  const arm = facts?.arms.find(({ name }) => name === plan.arm);
  if (!facts || !arm) return [];
  const ran = cells.some(
    ({ key }) => key.scenario === scenario && key.operation === operation && key.tenant === tenant,
  );
  const why = !ran ? 'this operation and tenant was not measured' : 'it has no samples';
  const key = { scenario, operation, tenant, concurrency: 1, arm: arm.name };
  return [{ ...unmeasured(key, arm, summary), warnings: [`plan only, no latency: ${why}`] }];
}

/** Executions with each kind of plan over the arm's blocks; nothing where none were counted. */
function planCountsOf(
  { records }: CellBlocks,
  arm: string,
): Pick<ArmResult, 'genericPlans' | 'customPlans'> {
  const counted = records.flatMap(({ arms }) => {
    const { genericPlans, customPlans } = arms[arm] ?? {};
    return genericPlans === undefined || customPlans === undefined
      ? []
      : [{ genericPlans, customPlans }];
  });
  if (counted.length === 0) return {};
  const sum = (of: 'genericPlans' | 'customPlans') =>
    counted.reduce((total, counts) => total + counts[of], 0);
  return { genericPlans: sum('genericPlans'), customPlans: sum('customPlans') };
}

function unmeasured(
  key: Pick<ArmResult, 'scenario' | 'operation' | 'tenant' | 'concurrency' | 'arm'>,
  { name: _name, title: _title, repeats: _repeats, sibling: _sibling, ...of }: ArmOfScenario,
  plan: ArmResult['plan'] | undefined,
): ArmResult {
  const { roundTrips, ...factors } = of;
  return {
    ...key,
    factors,
    roundTrips,
    plan: plan ?? null,
    buffers: plan?.buffers ?? null,
    latency: null,
    serverCpuNs: null,
    percentiles: [],
    warnings: [],
  };
}

function armsOf(scenarios: readonly ScenarioFacts[], scenario: string): readonly ArmOfScenario[] {
  return scenarios.find(({ name }) => name === scenario)?.arms ?? [];
}

/** A plan belongs to every concurrency of its operation, tenant and arm. */
export function planKey({
  scenario,
  operation,
  tenant,
  arm,
}: Pick<PlanRecord, 'scenario' | 'operation' | 'tenant' | 'arm'>): string {
  return JSON.stringify([scenario, operation, tenant, arm]);
}

/** Absent for an arm without a pooler. */
function poolerCpuOf(blocks: CellBlocks['blocks'], arm: string): Pick<ArmResult, 'poolerCpuNs'> {
  const all = blocks.flatMap((block) => block.get(arm)?.poolerCpuNs ?? []);
  const hasPooler = blocks.some((block) => block.get(arm)?.poolerCpuNs !== undefined);
  return hasPooler ? { poolerCpuNs: all.length === 0 ? null : median(all) } : {};
}
