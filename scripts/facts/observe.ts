import type { Fact, FactGroup, Lab, Seen } from './fact.js';
import {
  createEmptyDatabase,
  createFactRoles,
  dropDatabase,
  type FactServer,
  inLab,
} from './lab.js';

/** A fact as one version showed it. */
export interface Observed {
  readonly fact: Fact;
  readonly group: FactGroup;
  readonly seen: Seen;
  /** The statements that were executed, in order; the group's set-up with its first fact. */
  readonly sql: readonly string[];
}

/**
 * Looks at the wanted facts of every group on one server, group by group, each in a clone or
 * schema of its own. A statement that fails where none should is thrown, with the fact's name.
 */
export async function observeFacts(
  server: FactServer,
  groups: readonly FactGroup[],
  onFact: (observed: Observed) => void = () => {},
  wanted: (fact: Fact) => boolean = () => true,
): Promise<Observed[]> {
  const roles = await createFactRoles(server);
  const emptyDatabase = await createEmptyDatabase(server);
  const all: Observed[] = [];
  try {
    for (const [index, group] of groups.entries()) {
      const facts = group.facts.filter(wanted);
      if (facts.length === 0) continue;
      let said: string[] = [];
      const say = (sql: string) => void said.push(sql);
      await inLab(server, roles, emptyDatabase, group, `facts_${index}`, say, async (lab) => {
        await group.prepare?.(lab);
        for (const fact of facts) {
          const observed = { fact, group, seen: await observe(fact, lab), sql: said };
          said = [];
          all.push(observed);
          onFact(observed);
        }
      });
    }
  } finally {
    await dropDatabase(server.target, emptyDatabase);
  }
  return all;
}

/** Looks at a fact and leaves the session as it was opened. */
async function observe(fact: Fact, lab: Lab): Promise<Seen> {
  try {
    const seen = await fact.observe(lab);
    await lab.session.silently(() => lab.session.query('reset role; reset all'));
    return seen;
  } catch (cause) {
    throw new Error(`${fact.name} on Postgres ${lab.major}: ${String(cause)}`, { cause });
  }
}
