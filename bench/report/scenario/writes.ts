import type { ContrastResult, PlanSummary } from '../../result/result.js';
import { distinct } from '../cells.js';
import { formatInteger, listWords } from '../format.js';
import { judge } from '../judge.js';
import type { ArmFacts, OperationFacts, Tenant } from '../words.js';
import { isUntrusted, type Said, timeWords } from './said.js';
import { answerTenant, armAt, comparisonOf, type ScenarioView } from './view.js';

/** One write under RLS beside the same write with WHERE. */
export interface WriteCost {
  readonly operation: OperationFacts;
  readonly tenant: Tenant;
  readonly where: WriteSide;
  readonly rls: WriteSide;
  readonly rlsOverWhere: ContrastResult | undefined;
  /** Other ways to write it under RLS, each over `rls`: what the way costs, and not the policy. */
  readonly others: readonly OtherWay[];
}

export interface OtherWay {
  readonly arm: ArmFacts;
  readonly overRls: ContrastResult | undefined;
}

export interface WriteSide {
  readonly arm: ArmFacts;
  readonly buffers: number | null;
  readonly p50Ns: number | null;
  readonly wal: PlanSummary['wal'];
}

/** Each write that was planned both ways, for each tenant. */
export function writeCosts(view: ScenarioView): WriteCost[] {
  return view.operations
    .filter(({ effect }) => effect === 'write')
    .flatMap((operation) =>
      view.tenants.flatMap((tenant) => {
        const side = (isolation: ArmFacts['isolation']): WriteSide | undefined =>
          view.arms
            .filter((arm) => arm.isolation === isolation)
            .flatMap((arm) => {
              const known = armAt(view, operation.name, tenant, arm.name);
              return known === undefined
                ? []
                : [
                    {
                      arm,
                      buffers: known.buffers,
                      p50Ns: known.latency?.p50Ns ?? null,
                      wal: known.plan?.wal,
                    },
                  ];
            })[0];
        const [where, rls] = [side('where'), side('rls')];
        if (where === undefined || rls === undefined) return [];
        return [
          {
            operation,
            tenant,
            where,
            rls,
            rlsOverWhere: comparisonOf(view, operation.name, tenant, rls.arm.name, where.arm.name),
            others: view.arms
              .filter((arm) => arm.isolation === 'rls' && arm !== rls.arm)
              .filter((arm) => armAt(view, operation.name, tenant, arm.name) !== undefined)
              .map((arm) => ({
                arm,
                overRls: comparisonOf(view, operation.name, tenant, arm.name, rls.arm.name),
              })),
          },
        ];
      }),
    );
}

/** Which writes RLS makes slower, and whether it writes more to the log. */
export function writesAnswer(view: ScenarioView): Said[] {
  const all = writeCosts(view);
  const [first] = all;
  const tenant = first && answerTenant(view, first.operation.name);
  const costs = all.filter((cost) => cost.tenant === tenant);
  if (first === undefined || tenant === undefined) return [];
  const timed = (subject: string, under: string, ratioOf: RatioOf): Said[] => {
    const timedOnes = costs.flatMap((cost) => {
      const contrast = ratioOf(cost);
      return contrast === undefined ? [] : [{ operation: cost.operation, contrast }];
    });
    const compared = timedOnes.filter(({ contrast }) => !isUntrusted(contrast));
    if (timedOnes.length === 0) return [];
    if (compared.length === 0) {
      const text = `Whether a write is slower under ${under}, for the ${tenant} tenant, is not known: identical arms differed there.`;
      return [{ text, firm: false }];
    }
    return [{ text: slowerWords({ subject, under, tenant }, compared), firm: true }];
  };
  const others = distinct(costs.flatMap((cost) => cost.others.map(({ arm }) => arm)));
  return [
    ...timed('RLS', 'RLS', ({ rlsOverWhere }) => rlsOverWhere),
    ...others.flatMap((other) => {
      const beside = first.rls.arm.title;
      return timed(
        `Over “${beside}”, “${other.title}”`,
        `“${other.title}” than under “${beside}”`,
        (cost) => cost.others.find(({ arm }) => arm === other)?.overRls,
      );
    }),
    ...walSaid(all),
  ];
}

type RatioOf = (cost: WriteCost) => ContrastResult | undefined;

/** One write is named, several are counted and the worst of them is named. */
function slowerWords(
  of: { readonly subject: string; readonly under: string; readonly tenant: Tenant },
  compared: readonly { readonly operation: OperationFacts; readonly contrast: ContrastResult }[],
): string {
  const { subject, under, tenant } = of;
  const slower = compared
    .filter(({ contrast }) => judge(contrast) === 'dearer')
    .sort((a, b) => b.contrast.ratio - a.contrast.ratio);
  const [only] = compared;
  const [worst] = slower;
  if (worst === undefined) {
    const none =
      compared.length === 1
        ? `“${only?.operation.title}” is not told to be slower`
        : `Of ${compared.length} writes none is told to be slower`;
    return `${none} under ${under}, for the ${tenant} tenant.`;
  }
  const time = timeWords(worst.contrast);
  return compared.length === 1
    ? `${subject} makes “${worst.operation.title}” slower for the ${tenant} tenant: ${time}.`
    : `${subject} makes ${slower.length} of ${compared.length} writes slower for the ${tenant} tenant, most of all “${worst.operation.title}”: ${time}.`;
}

/** A write's records are told apart where they differ the same way for every tenant. */
function walSaid(costs: readonly WriteCost[]): Said[] {
  const operations = distinct(costs.map(({ operation }) => operation)).flatMap((operation) => {
    const differences = costs
      .filter((cost) => cost.operation === operation)
      .flatMap(({ where, rls }) =>
        where.wal === undefined || rls.wal === undefined
          ? []
          : [{ where: where.wal.records, rls: rls.wal.records }],
      );
    return differences.length === 0 ? [] : [{ operation, differences }];
  });
  const [only] = operations;
  if (only === undefined) return [];
  const apart = operations.filter(
    ({ differences }) =>
      differences.every(({ where, rls }) => rls > where) ||
      differences.every(({ where, rls }) => rls < where),
  );
  if (apart.length === 0) {
    const equal = operations.every(({ differences }) =>
      differences.every(({ where, rls }) => rls === where),
    );
    const what =
      operations.length === 1
        ? `“${only.operation.title}” makes`
        : `All ${operations.length} writes make`;
    const text = equal
      ? `${what} as many WAL records under RLS as with WHERE.`
      : 'No write makes more WAL records under RLS for every tenant, and none fewer.';
    return [{ text, firm: true }];
  }
  const named = apart.map(
    ({ operation, differences: [one] }) =>
      `“${operation.title}” ${formatInteger(one?.where ?? 0)} with WHERE, ${formatInteger(one?.rls ?? 0)} under RLS`,
  );
  const where = operations.length === 1 ? '' : ` in ${apart.length} of ${operations.length} writes`;
  return [
    { text: `WAL records differ for every tenant${where}: ${listWords(named)}.`, firm: true },
  ];
}
