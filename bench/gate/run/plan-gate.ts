import { readFile } from 'node:fs/promises';
import { BadInputError } from '../../errors.js';
import type { GateFacts } from '../../result/gate-parts.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { Scenario } from '../../scenario/scenario.js';
import { type CombinedScenario, combine, scenarioFactsOfGate } from '../combine/combine.js';
import { madeSibling, siblingsOfSide } from '../combine/siblings.js';
import { requireArms } from '../combine/timed-arms.js';
import { operationLines } from '../source-lines.js';
import type { GateRequest } from './request.js';

/** What a gate will do, before it touches a server. */
export interface PlannedGate {
  readonly facts: GateFacts;
  readonly scenarios: readonly CombinedScenario[];
  /**
   * Every scenario that will have databases, for who has to find room for them. Among them are both
   * sides' databases with their SQL applied, whatever is compared: catalogs are read of both.
   */
  readonly all: readonly Scenario[];
}

/**
 * Combines base's scenarios with head's, in the order of head's; those that only base has come last.
 *
 * @throws {BadInputError} where a side has no scenario at all, and for an arm that is not there or can't
 *   be timed.
 */
export async function planGate(request: GateRequest): Promise<PlannedGate> {
  const { base, head, arms, tier } = request;
  requireScenarios(request);
  const names = new Set([...head.scenarios, ...base.scenarios].map(({ name }) => name));
  const named = (scenarios: readonly LoadedScenario[], wanted: string) =>
    scenarios.find(({ name }) => name === wanted);
  requireArms([...head.scenarios, ...base.scenarios], arms);
  const combined = [...names].map((name) => {
    const sides = { base: named(base.scenarios, name), head: named(head.scenarios, name) };
    const loaded = (sides.head ?? sides.base) as LoadedScenario;
    const one = combine({
      ...sides,
      ...{ baseSql: base.sql, headSql: head.sql },
      timed: tier === 1 ? undefined : arms,
    });
    return { loaded, one };
  });
  const scenarios = combined.map(({ one }) => one);
  return {
    facts: {
      ...{ base: base.facts, head: head.facts },
      scenarios: await Promise.all(
        combined.map(async ({ loaded, one }) => {
          const lines = await linesOf(loaded);
          const known = { ...loaded, file: loaded.source?.file ?? loaded.file };
          return scenarioFactsOfGate(one, known, (operation) => lines.get(operation) ?? null);
        }),
      ),
      pairs: scenarios.flatMap(({ pairs }) => pairs),
      ...{ margins: request.margins, budgets: request.budgets, tier, strict: request.strict },
      maxTimeSeconds: request.maxTimeSeconds,
    },
    scenarios,
    all: withBothSides(
      scenarios.flatMap(({ compared, added }) => [compared, added]).filter((each) => !!each),
      request,
    ),
  };
}

/** Where a path is in one side alone and nowhere else, the other has nothing to hold to it. */
function requireScenarios({ base, head }: Pick<GateRequest, 'base' | 'head'>): void {
  for (const [side, is, other] of [
    ['base', base, head],
    ['head', head, base],
  ] as const) {
    if (is.scenarios.length > 0) continue;
    const names = other.scenarios.map(({ file }) => file).join(', ');
    throw new BadInputError(
      `Expected ${side} to have a scenario to compare, got none: ${side} (${is.facts.label}) has none of the scenarios${names && `: ${names}`}.`,
      'Name scenarios that both sides have, or built-in ones, which are the same on both.',
    );
  }
}

/** The first scenario has base's database too where all that is to be done is head's alone. */
function withBothSides(
  [first, ...others]: readonly Scenario[],
  { base }: Pick<GateRequest, 'base'>,
): Scenario[] {
  if (first === undefined) return [];
  const made = madeSibling('base');
  const hasBase = [first, ...others].some((each) =>
    each.siblings?.some(({ name }) => name === made),
  );
  if (hasBase) return [first, ...others];
  const siblings = siblingsOfSide('base', { arms: [] }, base.sql);
  return [{ ...first, siblings: [...siblings, ...(first.siblings ?? [])] }, ...others];
}

/** Where operations are defined; a built-in scenario of a package has no source beside it. */
export async function linesOf({
  file,
  source,
  operations,
}: LoadedScenario): Promise<Map<string, number>> {
  const text = await readFile(source?.path ?? file, 'utf8').catch(() => '');
  return operationLines(
    text,
    operations.map(({ name }) => name),
  );
}
