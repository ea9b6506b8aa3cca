import type { ContrastResult, PlanSummary } from '../../result/result.js';
import { distinct } from '../cells.js';
import { formatInteger, listWords } from '../format.js';
import { judge } from '../judge.js';
import type { ArmFacts, OperationFacts, Tenant } from '../words.js';
import { type Said, timeWords } from './said.js';
import { answerTenant, armAt, comparisonOf, type ScenarioView } from './view.js';

/** One write under RLS beside the same write with WHERE. */
export interface WriteCost {
  readonly operation: OperationFacts;
  readonly tenant: Tenant;
  readonly where: WriteSide;
  readonly rls: WriteSide;
  readonly rlsOverWhere: ContrastResult | undefined;
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
  const compared = costs.filter((cost) => cost.rlsOverWhere !== undefined);
  const slower = compared
    .filter(({ rlsOverWhere }) => rlsOverWhere !== undefined && judge(rlsOverWhere) === 'dearer')
    .sort((a, b) => (b.rlsOverWhere?.ratio ?? 0) - (a.rlsOverWhere?.ratio ?? 0));
  const timed: Said[] =
    compared.length === 0 ? [] : [{ text: slowerWords(compared, slower, tenant), firm: true }];
  return [...timed, ...walSaid(all)];
}

/** One write is named, several are counted and the worst of them is named. */
function slowerWords(
  compared: readonly WriteCost[],
  slower: readonly WriteCost[],
  tenant: Tenant | undefined,
): string {
  const [only] = compared;
  const [worst] = slower;
  if (worst?.rlsOverWhere === undefined) {
    const none =
      compared.length === 1
        ? `“${only?.operation.title}” is not told to be slower`
        : `Of ${compared.length} writes none is told to be slower`;
    return `${none} under RLS, for the ${tenant} tenant.`;
  }
  const time = timeWords(worst.rlsOverWhere);
  return compared.length === 1
    ? `RLS makes “${worst.operation.title}” slower for the ${tenant} tenant: ${time}.`
    : `RLS makes ${slower.length} of ${compared.length} writes slower for the ${tenant} tenant, most of all “${worst.operation.title}”: ${time}.`;
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
