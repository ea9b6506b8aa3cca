import type { SchemaRows } from '../dataset/dataset.js';
import type { Scenario, Sibling } from '../scenario/scenario.js';
import type { Profile } from './profiles.js';

/** Disk that a scenario's siblings may take at a time: see docs/decisions/0008-siblings.md. */
export const SIBLING_BYTES = 8e9;

/** A part of a scenario whose siblings exist at the same time. */
export interface ScenarioGroup {
  /** The scenario with the arms and contrasts of this group. */
  readonly scenario: Scenario;
  /** In the order in which they are made. */
  readonly siblings: readonly Sibling[];
}

/**
 * Splits a scenario into groups whose siblings fit `siblingBytes` together; one group where they all
 * do. The siblings of its A/A contrasts and of every baseline of a `level` contrast are in each
 * group, so that each arm is measured beside what it is compared with; contrasts over two groups'
 * own siblings can't be made and are left out.
 */
export function scenarioGroups(
  scenario: Scenario,
  {
    siblingBytes,
    rows,
    profile,
  }: { readonly siblingBytes: number; readonly rows: SchemaRows; readonly profile: Profile },
): ScenarioGroup[] {
  const all = scenario.siblings ?? [];
  const mainRows = scenario.sample ? profile.siblingInvoices : profile.size.invoices;
  const fitting = Math.max(1, Math.floor(siblingBytes / (rows.bytesPerMainRow * mainRows)));
  if (all.length <= fitting) return [{ scenario, siblings: all }];

  const anchors = anchorsOf(scenario);
  const others = all.filter(({ name }) => !anchors.has(name));
  const room = Math.max(1, fitting - anchors.size);
  const groups: ScenarioGroup[] = [];
  for (let first = 0; first < others.length; first += room) {
    const own = others.slice(first, first + room).map(({ name }) => name);
    groups.push(groupOf(scenario, new Set([...anchors, ...own])));
  }
  return groups;
}

/** The siblings that every group needs. */
function anchorsOf({ arms, contrasts, drawFrom }: Scenario): Set<string> {
  const anchors = new Set<string>(drawFrom === undefined ? [] : [drawFrom]);
  const add = (name: string) => {
    const sibling = arms.find((arm) => arm.name === name)?.sibling;
    if (sibling !== undefined) anchors.add(sibling);
  };
  for (const { kind, treatment, baseline } of contrasts) {
    if (kind === 'aa') add(treatment);
    if (kind === 'aa' || kind === 'level') add(baseline);
  }
  return anchors;
}

function groupOf(scenario: Scenario, wanted: ReadonlySet<string>): ScenarioGroup {
  const arms = scenario.arms.filter(({ sibling }) => sibling === undefined || wanted.has(sibling));
  const has = (name: string) => arms.some((arm) => arm.name === name);
  const contrasts = scenario.contrasts.filter(
    ({ treatment, baseline }) => has(treatment) && has(baseline),
  );
  return { scenario: { ...scenario, arms, contrasts }, siblings: withSources(scenario, wanted) };
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
