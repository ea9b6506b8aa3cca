import type { Fact, FactGroup, Seen } from './fact.js';
import { createFactRoles, type FactServer, inLab } from './lab.js';

/** A fact as one version showed it. */
export interface Observed {
  readonly fact: Fact;
  readonly group: FactGroup;
  readonly seen: Seen;
  /** The statements that were executed, in order, each once. */
  readonly sql: readonly string[];
}

/**
 * Looks at the wanted facts of every group on one server, group by group, each in a database of its
 * own. A statement that fails where none should is thrown, with the fact's name.
 */
export async function observeFacts(
  server: FactServer,
  groups: readonly FactGroup[],
  onFact: (observed: Observed) => void = () => {},
  wanted: (fact: Fact) => boolean = () => true,
): Promise<Observed[]> {
  const roles = await createFactRoles(server);
  const all: Observed[] = [];
  for (const [index, group] of groups.entries()) {
    const facts = group.facts.filter(wanted);
    if (facts.length === 0) continue;
    let said = new Set<string>();
    await inLab(
      server,
      roles,
      group,
      `facts_${index}`,
      (sql) => said.add(sql),
      async (lab) => {
        await group.prepare?.(lab);
        for (const fact of facts) {
          const seen = await fact.observe(lab).catch((cause) => {
            throw new Error(`${fact.name} on Postgres ${server.major}: ${String(cause)}`, {
              cause,
            });
          });
          await lab.session.client.query('reset role; reset all');
          const observed = { fact, group, seen, sql: [...said] };
          said = new Set();
          all.push(observed);
          onFact(observed);
        }
      },
    );
  }
  return all;
}
