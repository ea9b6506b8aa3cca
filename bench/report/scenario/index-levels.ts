import { count, formatInteger, listWords } from '../format.js';
import type { ArmFacts, OperationFacts, Tenant } from '../words.js';
import { type LevelReads, type Recommendation, recommend, worstOf } from './recommend.js';
import { isSlower, type Said, timeWords } from './said.js';
import { buffersAt, comparisonOf, levelsOf, type ScenarioView } from './view.js';

/** The arm that stands for an index level: the first of its isolation. */
export function levelArm(
  view: ScenarioView,
  level: string,
  isolation: ArmFacts['isolation'],
): ArmFacts | undefined {
  return view.arms.find((arm) => arm.indexes === level && arm.isolation === isolation);
}

/** What each index level reads for an operation under RLS, with the bytes of its indexes. */
export function levelReads(view: ScenarioView, operation: string): LevelReads[] {
  return levelsOf(view, 'indexes').flatMap((level) => {
    const arm = levelArm(view, level, 'rls');
    if (arm === undefined) return [];
    return [
      {
        level,
        buffers: new Map(
          view.tenants.map((tenant) => [tenant, buffersAt(view, operation, tenant, arm.name)]),
        ),
        indexBytes: indexBytes(view, arm),
      },
    ];
  });
}

/** Bytes of the indexes of an arm's sibling, as probe 'index-cost' found them. */
function indexBytes(view: ScenarioView, arm: ArmFacts): number | null {
  const figure = view.part.figures.find(
    ({ probe, metric, sibling }) =>
      probe === 'index-cost' && metric === 'index bytes' && sibling === (arm.sibling ?? null),
  );
  return figure?.value ?? null;
}

/** A recommendation, and the levels on another table that would read less than it. */
export interface OperationRecommendation {
  readonly operation: OperationFacts;
  readonly recommendation: Recommendation;
  readonly otherTables: readonly LevelReads[];
}

/**
 * The recommendation for each operation that was planned on two levels or more. A level that makes
 * another table of it, as partitions do, is no index to add: it is only named where it reads less.
 */
export function recommendations(view: ScenarioView): OperationRecommendation[] {
  return view.operations.flatMap((operation) => {
    const levels = levelReads(view, operation.name);
    const isOther = ({ level }: LevelReads) => isAnotherTable(view, level);
    const recommendation = recommend(levels.filter((level) => !isOther(level)));
    if (recommendation === null) return [];
    const otherTables = levels.filter(
      (level) =>
        isOther(level) &&
        isPlanned(level) &&
        worstOf(level) < worstOf(recommendation.chosen) * NOTABLY_FEWER,
    );
    return [{ operation, recommendation, otherTables }];
  });
}

/** Below this share of the chosen level's buffers another table is worth a word. */
const NOTABLY_FEWER = 0.9;

function isPlanned({ buffers }: LevelReads): boolean {
  return [...buffers.values()].every((value) => value !== null);
}

/** By the SQL that made the level's sibling: a table made anew, in partitions. */
function isAnotherTable(view: ScenarioView, level: string): boolean {
  const sibling = levelArm(view, level, 'rls')?.sibling;
  const setup = view.facts.siblings?.find(({ name }) => name === sibling)?.setup ?? [];
  return setup.some((sql) => /\bpartition\s+by\b/i.test(sql));
}

const TENANT_WORDS: Record<Tenant, string> = {
  whale: 'the whale',
  median: 'the median tenant',
  tiny: 'the tiny tenant',
};

/**
 * One operation's recommendation with its evidence: "(tenant_id, created_at DESC) reads 24 buffers
 * for the whale, 4 for the tiny tenant; without it up to 9,120".
 */
export function recommendationWords(
  view: ScenarioView,
  { operation, recommendation: { chosen, without }, otherTables }: OperationRecommendation,
): Said {
  const others = otherTables
    .map((other) => `; ${other.level} would read at most ${formatInteger(worstOf(other))}`)
    .join('');
  const reads = [...chosen.buffers].map(([tenant, buffers], i) =>
    i === 0
      ? `${count(buffers ?? 0, 'buffer')} for ${TENANT_WORDS[tenant]}`
      : `${formatInteger(buffers ?? 0)} for ${TENANT_WORDS[tenant]}`,
  );
  const evidence = `“${operation.title}” under RLS: ${chosen.level} reads ${listWords(reads)}`;
  if (without === null) {
    return {
      text: `${evidence}; it has the least index of all levels, and no other reads notably fewer${others}.`,
      firm: true,
    };
  }
  const [tenant] = view.tenants;
  const time =
    tenant &&
    comparisonOf(
      view,
      operation.name,
      tenant,
      levelArm(view, chosen.level, 'rls')?.name,
      levelArm(view, without.level, 'rls')?.name,
    );
  const inTime = time ? `; ${timeWords(time)} with it, for ${TENANT_WORDS[tenant]}` : '';
  return {
    text: `${evidence}; without it (${without.level}) up to ${formatInteger(worstOf(without))}${inTime}${others}.`,
    firm: !isSlower(time),
  };
}

/** The telling operation's recommendation, then how many operations each recommended level serves. */
export function indexesAnswer(view: ScenarioView): Said[] {
  const all = recommendations(view);
  const [first] = all;
  if (first === undefined) return [];
  const chosen = new Map<string, string[]>();
  for (const { operation, recommendation } of all) {
    const { level } = recommendation.chosen;
    chosen.set(level, [...(chosen.get(level) ?? []), `“${operation.title}”`]);
  }
  const serving = [...chosen].map(([level, operations]) => `${level} for ${listWords(operations)}`);
  return [
    recommendationWords(view, first),
    ...(all.length > 1
      ? [{ text: `The index to have, by buffers read: ${serving.join('; ')}.`, firm: true }]
      : []),
  ];
}
