import {
  indexesAnswer,
  recommendations,
  recommendationWords,
} from '../../scenario/index-levels.js';
import { ChartRow } from '../chart.js';
import { FigureTable } from '../figure-table.js';
import { buffersMap, latencyMap } from './index-maps.js';
import type { Section, SectionProps } from './section.js';

/**
 * Index levels against operations. Expects arms that name `indexes`, one an isolation and level, and
 * figures of probe 'index-cost' a sibling: 'index bytes' (bytes), 'build time', 'insert time a
 * row' and 'update time a row' (ns), 'insert WAL bytes a row' and 'update WAL bytes a row' (bytes).
 */
export const indexes: Section = {
  name: 'indexes',
  applies: ({ varying }) => varying.has('indexes'),
  answer: indexesAnswer,
  charts: (view) =>
    (['rls', 'where'] as const).flatMap((isolation) =>
      [buffersMap, latencyMap].flatMap((mapOf) =>
        view.tenants.flatMap((tenant) => mapOf(view, isolation, tenant)),
      ),
    ),
  Part: IndexesPart,
};

/** The order of the columns of an index's costs. */
export const INDEX_COST_METRICS = [
  'index bytes',
  'build time',
  'insert time a row',
  'update time a row',
  'insert WAL bytes a row',
  'update WAL bytes a row',
];

function IndexesPart({ view, charts }: SectionProps) {
  const row = (isolation: string, metric: string) =>
    charts.filter(({ name }) => name.endsWith(`--${isolation}-${metric}`));
  return (
    <section id="indexes">
      <h2>Which index, operation by operation</h2>
      <ul class="findings">
        {recommendations(view).map((one) => (
          <li key={one.operation.name}>{recommendationWords(view, one).text}</li>
        ))}
      </ul>
      <p class="note">
        Chosen by buffers: fewest for the tenant served worst; of levels within a tenth or two
        buffers of it, the smallest index. Partitions are another table, no index to add. Buffers
        are the same in every run; times are not.
      </p>
      <h3>What each level reads under RLS</h3>
      <ChartRow charts={row('rls', 'buffers')} />
      <h3>How long it takes under RLS, level by level</h3>
      <ChartRow charts={row('rls', 'latency')} />
      <details>
        <summary>The same with WHERE in place of the policy</summary>
        <ChartRow charts={[...row('where', 'buffers'), ...row('where', 'latency')]} />
      </details>
      <h3>What each level costs to have</h3>
      <FigureTable view={view} probe="index-cost" metrics={INDEX_COST_METRICS} />
    </section>
  );
}
