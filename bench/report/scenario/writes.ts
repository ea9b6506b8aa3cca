import type { ContrastResult, PlanSummary } from '../../result/result.js';
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
  return [...timed, ...walSaid(costs)];
}

function walSaid(costs: readonly WriteCost[]): Said[] {
  const known = costs.flatMap(({ operation, where, rls }) =>
    where.wal === undefined || rls.wal === undefined
      ? []
      : [{ operation, where: where.wal, rls: rls.wal }],
  );
  if (known.length === 0) return [];
  const more = known.filter(({ where, rls }) => where.records !== rls.records);
  return [
    {
      text:
        more.length === 0
          ? `The log gets as many WAL records with RLS as without in all ${known.length}.`
          : `WAL records differ in ${more.length} of ${known.length}: ${listWords(
              more.map(
                ({ operation, where, rls }) =>
                  `“${operation.title}” ${formatInteger(where.records)} with WHERE, ${formatInteger(rls.records)} under RLS`,
              ),
            )}.`,
      firm: true,
    },
  ];
}
