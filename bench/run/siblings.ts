import { createHash } from 'node:crypto';
import type { NamedTenant, SchemaRows } from '../dataset/dataset.js';
import { EnvironmentError } from '../errors.js';
import { inLanes } from '../lanes.js';
import type { RandomSource } from '../load/random.js';
import type { SiblingFacts } from '../result/parts.js';
import type { Scenario, Sibling } from '../scenario/scenario.js';
import { type Clone, cloneDatabase } from '../target/clone.js';
import type { ArmRoles, Target } from '../target/target.js';
import { drawnDatabases } from './drawn-databases.js';
import { setUpSibling } from './sibling-database.js';
import { siblingFactsOf } from './sibling-facts.js';

export interface SiblingsRequest {
  readonly target: Target;
  readonly roles: ArmRoles;
  readonly scenario: Scenario;
  /** The siblings to make, each after the one it is a clone of. */
  readonly siblings: readonly Sibling[];
  /** The database that siblings without a `from` are clones of. */
  readonly template: string;
  readonly rows: SchemaRows;
  readonly tenants: readonly NamedTenant[];
  readonly random: RandomSource;
  readonly onProgress: (text: string) => void;
}

export interface OpenedSiblings {
  /** The logins, with the database of each sibling. */
  readonly roles: ArmRoles;
  readonly facts: readonly SiblingFacts[];
  /** Drops their databases. */
  readonly drop: () => Promise<void>;
}

/**
 * Makes the siblings of a scenario: clones, changed by their SQL. Which of several clones with the
 * same content serves which sibling is drawn: two clones of one database differ a little in speed for
 * as long as they live, and an A/A contrast over them must meet that by chance, not by its place.
 *
 * @throws {BadInputError} when a sibling's SQL fails
 * @throws {EnvironmentError} when the target may create no databases
 */
export async function openSiblings(request: SiblingsRequest): Promise<OpenedSiblings> {
  const { roles, scenario, siblings, random, onProgress } = request;
  const databases = new Map<string, string>();
  const drops: (() => Promise<void>)[] = [];
  const drop = async () => {
    for (const each of drops.splice(0)) await each();
  };
  let made = 0;
  try {
    const make = async (sibling: Sibling) => {
      onProgress(`making ${sibling.title} (${made + 1} of ${siblings.length})`);
      const clone = await cloneOf(request, sibling, databases);
      drops.push(clone.drop);
      databases.set(sibling.name, clone.admin.database);
      await setUpSibling(clone.admin, request.target.schema, roles, scenario, sibling);
      made += 1;
    };
    for (const wave of wavesOf(siblings)) {
      await inLanes(longestFirst(wave), ({ name }) => name, make);
    }
  } catch (error) {
    await drop().catch(() => undefined);
    throw error;
  }
  const own = scenario.operations.flatMap((operation) => operation.tables);
  const tables = [...new Set([...roles.tables, ...own])];
  const withSiblings = { ...roles, tables, siblings: drawnDatabases(siblings, databases, random) };
  return { roles: withSiblings, facts: await siblingFactsOf(request, withSiblings), drop };
}

/** Siblings in waves: those of one are clones of what earlier ones, or the run, have made. */
function wavesOf(siblings: readonly Sibling[]): Sibling[][] {
  const waves: Sibling[][] = [];
  let waiting = siblings.map((sibling) => asRepeated(sibling, siblings));
  const made = new Set<string>();
  while (waiting.length > 0) {
    const wave = waiting.filter(({ from }) => from === undefined || made.has(from));
    if (wave.length === 0) throw new Error('Siblings are clones of each other in a circle');
    waves.push(wave);
    for (const { name } of wave) made.add(name);
    waiting = waiting.filter((each) => !wave.includes(each));
  }
  return waves;
}

/** As far as the number of statements tells: one long set-up at the end would leave a lane idle. */
function longestFirst(wave: readonly Sibling[]): Sibling[] {
  const statements = ({ setup = [], sql = [] }: Sibling) =>
    sql.reduce((sum, file) => sum + file.statements.length, setup.length);
  return [...wave].sort((a, b) => statements(b) - statements(a));
}

async function cloneOf(
  { target, scenario, template }: SiblingsRequest,
  sibling: Sibling,
  databases: ReadonlyMap<string, string>,
): Promise<Clone> {
  const from = sibling.from === undefined ? template : databases.get(sibling.from);
  const clone = await cloneDatabase(target, nameOf(scenario, sibling), from);
  if (!clone) throw noDatabases(scenario);
  return clone;
}

/** A sibling that repeats another is made as that one is. */
function asRepeated(sibling: Sibling, siblings: readonly Sibling[]): Sibling {
  const repeated = siblings.find(({ name }) => name === sibling.repeats);
  return repeated === undefined
    ? sibling
    : { ...repeated, name: sibling.name, title: sibling.title, repeats: repeated.name };
}

/**
 * Short: a database's name has 63 bytes. Two scenarios whose names begin alike may have theirs at the
 * same time, so a hash tells them apart.
 */
function nameOf(scenario: Scenario, sibling: Sibling): string {
  const index = (scenario.siblings ?? []).findIndex(({ name }) => name === sibling.name);
  const hash = createHash('sha256').update(scenario.name).digest('hex').slice(0, 6);
  return `${scenario.name.slice(0, 16)}_${hash}_${index + 1}`;
}

function noDatabases(scenario: Scenario): EnvironmentError {
  return new EnvironmentError(
    `Scenario ${scenario.name} needs databases of its own, and this role may not create any.`,
    'Use a role with CREATEDB, or --target embedded.',
  );
}
