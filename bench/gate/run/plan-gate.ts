import { readFile } from 'node:fs/promises';
import type { GateFacts } from '../../result/gate-parts.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { Scenario } from '../../scenario/scenario.js';
import { type CombinedScenario, combine, scenarioFactsOfGate } from '../combine/combine.js';
import { requireArms } from '../combine/timed-arms.js';
import { operationLines } from '../source-lines.js';
import type { GateRequest } from './request.js';

/** What a gate will do, before it touches a server. */
export interface PlannedGate {
  readonly facts: GateFacts;
  readonly scenarios: readonly CombinedScenario[];
  /** Every scenario that will have databases, for who has to find room for them. */
  readonly all: readonly Scenario[];
}

/**
 * Combines base's scenarios with head's, in the order of head's; those that only base has come last.
 *
 * @throws {BadInputError} for an arm that is not there or can't be timed.
 */
export async function planGate(request: GateRequest): Promise<PlannedGate> {
  const { base, head, arms, tier } = request;
  const names = new Set([...head.scenarios, ...base.scenarios].map(({ name }) => name));
  const named = (scenarios: readonly LoadedScenario[], wanted: string) =>
    scenarios.find(({ name }) => name === wanted);
  requireArms(head.scenarios, arms);
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
    all: scenarios.flatMap(({ compared, added }) => [compared, added]).filter((each) => !!each),
  };
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
