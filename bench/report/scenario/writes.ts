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
  const [worst] = slower;
  const timed: Said[] =
    compared.length === 0
      ? []
      : [
          {
            text:
              worst?.rlsOverWhere === undefined
                ? `RLS makes none of ${compared.length} writes measured slower that can be told from noise, for the ${tenant} tenant.`
                : `RLS makes ${slower.length} of ${compared.length} writes slower for the ${tenant} tenant, most of all “${worst.operation.title}”: ${timeWords(worst.rlsOverWhere)}.`,
            firm: true,
          },
        ];
  return [...timed, ...walSaid(all)];
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
  if (operations.length === 0) return [];
  const apart = operations.filter(
    ({ differences }) =>
      differences.every(({ where, rls }) => rls > where) ||
      differences.every(({ where, rls }) => rls < where),
  );
  return [
    {
      text:
        apart.length === 0
          ? `None of ${operations.length} writes makes more or fewer WAL records under RLS for every tenant.`
          : `WAL records differ for every tenant in ${apart.length} of ${operations.length} writes: ${listWords(
              apart.map(
                ({ operation, differences: [one] }) =>
                  `“${operation.title}” ${formatInteger(one?.where ?? 0)} with WHERE, ${formatInteger(one?.rls ?? 0)} under RLS`,
              ),
            )}.`,
      firm: true,
    },
  ];
}
