import type { SchemaRows } from '../dataset/dataset.js';
import type { SkippedWork } from '../result/parts.js';
import type { Scenario, Sibling } from '../scenario/scenario.js';
import type { Profile } from './profiles.js';

/** A part of a scenario whose siblings exist at the same time. */
export interface ScenarioGroup {
  /** The scenario with the siblings, arms and contrasts of this group. */
  readonly scenario: Scenario;
  /** In the order in which they are made. */
  readonly siblings: readonly Sibling[];
}

/**
 * Splits a scenario into groups whose siblings fit the profile's `siblingBytes` together; one group
 * where they all do. The siblings of its A/A contrasts are in each group, and beside each sibling
 * those of the baselines of its `level` contrasts, so that each arm is measured beside what it is
 * compared with; contrasts over two groups' own siblings can't be made and are left out: see
 * `contrastsApart`. A group is larger than it may be where a single sibling needs so many others.
 */
export function scenarioGroups(scenario: Scenario, { rows, profile }: Sizing): ScenarioGroup[] {
  const all = scenario.siblings ?? [];
  const fitting = Math.floor(profile.siblingBytes / bytesOfOne(scenario, { rows, profile }));
  if (all.length <= fitting) return [{ scenario, siblings: all }];

  const anchors = anchorsOf(scenario);
  const groups: ScenarioGroup[] = [];
  let own: string[] = [];
  const group = () =>
    groupOf(scenario, new Set([...anchors, ...own, ...baselinesOf(scenario, own)]));
  for (const { name } of all.filter((sibling) => !anchors.has(sibling.name))) {
    const before = group();
    const isFirst = own.length === 0;
    own.push(name);
    if (isFirst || group().siblings.length <= fitting) continue;
    groups.push(before);
    own = [name];
  }
  groups.push(group());
  // Where one of them needs all, the others are measured in it.
  const isWhole = groups.some(({ siblings }) => siblings.length === all.length);
  return isWhole ? [{ scenario, siblings: all }] : groups;
}

/** About how much disk a group's siblings take together. */
export function bytesOfGroup({ scenario, siblings }: ScenarioGroup, sizing: Sizing): number {
  return siblings.length * bytesOfOne(scenario, sizing);
}

/** What the size of a sibling follows from. */
export interface Sizing {
  readonly rows: SchemaRows;
  readonly profile: Profile;
}

function bytesOfOne({ sample }: Scenario, { rows, profile }: Sizing): number {
  return rows.bytesPerMainRow * (sample ? profile.siblingInvoices : profile.size.invoices);
}

/** The contrasts that no group has both arms of, as one entry. */
export function contrastsApart(
  scenario: Scenario,
  groups: readonly ScenarioGroup[],
  { siblingBytes }: Pick<Profile, 'siblingBytes'>,
): SkippedWork[] {
  const apart = scenario.contrasts.filter(({ name }) =>
    groups.every((group) => group.scenario.contrasts.every((each) => each.name !== name)),
  );
  if (apart.length === 0) return [];
  const pairs = apart.map(({ treatment, baseline }) => `${treatment} over ${baseline}`);
  return [
    {
      ...{ scenario: scenario.name, operation: null, tenant: null, concurrency: null, arm: null },
      reason: `contrasts not made: ${pairs.join(', ')}; their siblings are not there at the same time, as all ${scenario.siblings?.length} would take more than ${siblingBytes / 1e9} GB of disk`,
    },
  ];
}

/** The siblings that every group needs, for the A/A contrasts and to draw parameters from; also those no arm is on, which serve the others. */
function anchorsOf({ siblings = [], arms, contrasts, drawFrom }: Scenario): Set<string> {
  const anchors = new Set<string>(drawFrom === undefined ? [] : [drawFrom]);
  for (const { kind, treatment, baseline } of contrasts) {
    const pair = arms.filter(({ name }) => name === treatment || name === baseline);
    if (kind === 'aa') for (const { sibling } of pair) if (sibling) anchors.add(sibling);
  }
  for (const { name } of siblings) {
    if (!arms.some(({ sibling }) => sibling === name)) anchors.add(name);
  }
  return anchors;
}

/** The siblings that the levels on some siblings are compared with. */
function baselinesOf({ arms, contrasts }: Scenario, names: readonly string[]): string[] {
  const siblingOf = (arm: string) => arms.find(({ name }) => name === arm)?.sibling;
  return contrasts
    .filter(({ kind, treatment }) => kind === 'level' && names.includes(siblingOf(treatment) ?? ''))
    .flatMap(({ baseline }) => siblingOf(baseline) ?? []);
}

function groupOf(scenario: Scenario, wanted: ReadonlySet<string>): ScenarioGroup {
  const siblings = withSources(scenario, wanted);
  const arms = scenario.arms.filter(({ sibling }) => sibling === undefined || wanted.has(sibling));
  const has = (name: string) => arms.some((arm) => arm.name === name);
  const contrasts = scenario.contrasts.filter(
    ({ treatment, baseline }) => has(treatment) && has(baseline),
  );
  return { scenario: { ...scenario, siblings, arms, contrasts }, siblings };
}

/** The siblings by name, and those they are clones of, in the scenario's order. */
function withSources({ siblings = [] }: Scenario, wanted: ReadonlySet<string>): Sibling[] {
  const needed = new Set<string>();
  const need = (name: string | undefined) => {
    const sibling = siblings.find((each) => each.name === name);
    if (!sibling || needed.has(sibling.name)) return;
    needed.add(sibling.name);
    need(sibling.from);
    need(sibling.repeats);
  };
  for (const name of wanted) need(name);
  return siblings.filter(({ name }) => needed.has(name));
}
