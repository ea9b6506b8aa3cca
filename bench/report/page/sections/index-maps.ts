import type { Chart } from '../../charts/chart.js';
import { type HeatCell, type HeatMap, heatMap, shadeOf } from '../../charts/heatMap.js';
import { formatInteger } from '../../format.js';
import { joinNames } from '../../names.js';
import { levelArm } from '../../scenario/index-levels.js';
import { levelTimes } from '../../scenario/level-times.js';
import { buffersAt, levelsOf, type ScenarioView } from '../../scenario/view.js';
import type { ArmFacts, Tenant } from '../../words.js';

/** Each shade is four times the one before. */
const BUFFER_BOUNDS = [8, 32, 128, 512, 2048];
const RATIO_BOUNDS = [1.1, 1.5, 2, 4, 10];

/** Buffers an execution, index levels against operations; the same in every run. */
export function buffersMap(
  view: ScenarioView,
  isolation: ArmFacts['isolation'],
  tenant: Tenant,
): Chart[] {
  const values = levelsOf(view, 'indexes').map((level) =>
    view.operations.map(({ name }) =>
      buffersAt(view, name, tenant, levelArm(view, level, isolation)?.name),
    ),
  );
  const least = view.operations.map((_, column) =>
    Math.min(...values.flatMap((row) => row[column] ?? [])),
  );
  const cells = values.map((row) =>
    row.map((value, column) =>
      value === null
        ? null
        : {
            text: short(value),
            shade: shadeOf(value, BUFFER_BOUNDS),
            best: value === least[column],
          },
    ),
  );
  return mapOf(
    view,
    cells,
    {
      name: joinNames(view.facts.name, tenant, `${isolation}-buffers`),
      title: `${capital(tenant)}: buffers an execution ${who(isolation)}`,
      subtitle: 'Each shade is four times the one before. Bold: the least.',
    },
    'not measured',
  );
}

/** Median latency of index levels against operations, as `levelTimes` compares them. */
export function latencyMap(
  view: ScenarioView,
  isolation: ArmFacts['isolation'],
  tenant: Tenant,
): Chart[] {
  const { reference, rows } = levelTimes(view, isolation, tenant);
  const known = rows.flat().filter((time) => time !== null);
  const cells = rows.map((row) =>
    row.map((time) =>
      time === null
        ? null
        : {
            text: `${time.paired ? '×' : '~'}${times(time.ratio)}`,
            shade: shadeOf(time.ratio, RATIO_BOUNDS),
            best: time.least,
          },
    ),
  );
  return mapOf(
    view,
    cells,
    {
      name: joinNames(view.facts.name, tenant, `${isolation}-latency`),
      title: `${capital(tenant)}: median latency over ${reference === null ? 'the fastest' : 'a reference'} level, ${who(isolation)}`,
      subtitle: [
        'The stronger the shade, the slower.',
        ...(reference === null
          ? ['Pooled medians, no interval.']
          : [`Over ${reference}, by paired contrasts: intervals in the tables below.`]),
        ...(reference !== null && known.some(({ paired }) => !paired)
          ? ['~: pooled medians, no interval.']
          : []),
        ...(known.some(({ least }) => least)
          ? ['Bold: the least, by more than the noise floor.']
          : []),
      ].join(' '),
    },
    'not compared',
  );
}

/** A heat map of the operations that anything is known of; none where nothing is. */
function mapOf(
  view: ScenarioView,
  cells: readonly (readonly (HeatCell | null)[])[],
  { name, title, subtitle }: Pick<HeatMap, 'name' | 'title' | 'subtitle'>,
  absent: string,
): Chart[] {
  const shown = view.operations.map((_, column) => cells.some((row) => row[column] !== null));
  if (!shown.includes(true)) return [];
  const kept = <T>(row: readonly T[]) => row.filter((_, column) => shown[column]);
  const everything = cells.every((row) => kept(row).every((cell) => cell !== null));
  return [
    heatMap({
      ...{ name, title, subtitle: `${subtitle}${everything ? '' : ` –: ${absent}.`}` },
      columns: kept(view.operations.map((operation) => operation.name.replaceAll('-', ' '))),
      rows: levelsOf(view, 'indexes').map((label, row) => ({
        ...{ label, cells: kept(cells[row] ?? []) },
      })),
    }),
  ];
}

function who(isolation: ArmFacts['isolation']): string {
  return isolation === 'rls' ? 'under RLS' : 'with WHERE';
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
  if (ratio < 0.995) return ratio.toFixed(2);
  return ratio < 9.95 ? ratio.toFixed(1) : short(Math.round(ratio));
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
