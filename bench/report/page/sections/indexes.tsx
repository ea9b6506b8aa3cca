import type { Chart } from '../../charts/chart.js';
import { type HeatCell, heatMap, shadeOf } from '../../charts/heatMap.js';
import { formatInteger } from '../../format.js';
import { joinNames } from '../../names.js';
import {
  indexesAnswer,
  levelArm,
  recommendations,
  recommendationWords,
} from '../../scenario/index-levels.js';
import { armAt, levelsOf, type ScenarioView } from '../../scenario/view.js';
import type { ArmFacts, Tenant } from '../../words.js';
import { ChartRow } from '../chart.js';
import { FigureTable } from '../figure-table.js';
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
      (['buffers', 'latency'] as const).flatMap((metric) =>
        view.tenants.flatMap((tenant) => mapOf(view, isolation, metric, tenant)),
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
      <h3>How long it takes under RLS, over the fastest level</h3>
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

/** Each shade is four times the one before. */
const BUFFER_BOUNDS = [8, 32, 128, 512, 2048];
const RATIO_BOUNDS = [1.1, 1.5, 2, 4, 10];

function mapOf(
  view: ScenarioView,
  isolation: ArmFacts['isolation'],
  metric: 'buffers' | 'latency',
  tenant: Tenant,
): Chart[] {
  const levels = levelsOf(view, 'indexes');
  const values = levels.map((level) =>
    view.operations.map(({ name }) => {
      const arm = levelArm(view, level, isolation);
      const known = arm && armAt(view, name, tenant, arm.name);
      const value = metric === 'buffers' ? known?.buffers : known?.latency?.p50Ns;
      return value ?? null;
    }),
  );
  // One level alone has nothing to be faster than.
  const few = metric === 'latency' ? 2 : 1;
  const shown = view.operations.map(
    (_, column) => values.filter((row) => row[column] !== null).length >= few,
  );
  if (!shown.includes(true)) return [];
  const best = view.operations.map((_, column) =>
    Math.min(...values.flatMap((row) => row[column] ?? [])),
  );
  const kept = <T,>(row: readonly T[]) => row.filter((_, column) => shown[column]);
  const cell = (value: number | null, column: number): HeatCell | null => {
    if (value === null) return null;
    const least = best[column] ?? value;
    return metric === 'buffers'
      ? {
          text: short(value),
          shade: shadeOf(value, BUFFER_BOUNDS),
          best: value === least,
        }
      : {
          text: `×${times(value / least)}`,
          shade: shadeOf(value / least, RATIO_BOUNDS),
          best: value === least,
        };
  };
  const who = isolation === 'rls' ? 'under RLS' : 'with WHERE';
  const everything = values.every((row) => kept(row).every((value) => value !== null));
  return [
    heatMap({
      name: joinNames(view.facts.name, tenant, `${isolation}-${metric}`),
      title:
        metric === 'buffers'
          ? `${capital(tenant)}: buffers an execution ${who}`
          : `${capital(tenant)}: median latency over the fastest level, ${who}`,
      subtitle: `${
        metric === 'buffers'
          ? 'Each shade is four times the one before.'
          : 'The stronger the shade, the slower. Intervals: in the contrasts below.'
      } Bold: the least.${everything ? '' : ' –: not measured.'}`,
      columns: kept(view.operations.map(({ name }) => name.replaceAll('-', ' '))),
      rows: levels.map((label, row) => ({ label, cells: kept((values[row] ?? []).map(cell)) })),
    }),
  ];
}

/** A figure of at most five characters: a heat map's cell is 40 px wide. */
function short(value: number): string {
  return value < 10_000
    ? formatInteger(value)
    : value < 999_500
      ? `${(value / 1000).toFixed(value < 99_500 ? 1 : 0)}k`
      : `${(value / 1e6).toFixed(1)}M`;
}

function times(ratio: number): string {
  return ratio < 9.95 ? ratio.toFixed(1) : short(Math.round(ratio));
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
