import { count } from '../../plan/tree.js';
import type { Baseline } from './baseline.js';

/** A baseline in a few lines, for people. */
export function describeBaseline(saved: Baseline): string {
  const { dataset, postgres, scenarios, plans, expectations, ratios } = saved;
  const arms =
    (items: readonly { readonly scenario: string; readonly arms: readonly string[] }[]) =>
    (name: string) =>
      items
        .filter(({ scenario }) => scenario === name)
        .reduce((sum, each) => sum + each.arms.length, 0);
  const [planned, held] = [arms(plans), arms(expectations)];
  return [
    `Baseline of rlsbench ${saved.rlsbench} on PostgreSQL ${postgres.version}: dataset ${dataset.schema}, ${count(dataset.rows, 'row')}, seed ${dataset.seed}, profile ${dataset.profile}.`,
    ...scenarios.map(({ name, operations }) => {
      const measured = ratios.filter(({ scenario }) => scenario === name).length;
      return `  ${name}: ${count(operations.length, 'operation')}, ${count(planned(name), 'plan')}, ${count(held(name), 'expectation')} held${measured > 0 ? `, ${count(measured, 'ratio')}` : ''}`;
    }),
  ].join('\n');
}
