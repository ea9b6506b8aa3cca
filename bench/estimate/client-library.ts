import type { ScenarioFacts, SkippedWork } from '../result/parts.js';
import type { CellBlocks } from './cell-blocks.js';
import type { ArmPair } from './effect.js';

/** `pg` with and without its pipeline is one library; ours on the bare socket is the other. */
export type ClientLibrary = 'wire' | 'pg';

/** The client library an arm is measured with. */
export function libraryOf(
  scenarios: readonly ScenarioFacts[],
  scenario: string,
  arm: string,
): ClientLibrary {
  const facts = scenarios.find(({ name }) => name === scenario);
  return facts?.arms.find(({ name }) => name === arm)?.client === 'wire' ? 'wire' : 'pg';
}

/** Whether a contrast compares one client library with the other. */
export function mixesLibraries(
  scenarios: readonly ScenarioFacts[],
  scenario: string,
  { treatment, baseline }: ArmPair,
): boolean {
  return libraryOf(scenarios, scenario, treatment) !== libraryOf(scenarios, scenario, baseline);
}

/**
 * The contrasts between client libraries that are not made above concurrency 1, one entry a scenario
 * and concurrency. Workers run different arms at the same time there, so a dear client's work on the
 * core they share slows the cheap client's arms as well, and the ratio shrinks towards 1.
 */
export function skippedClientContrasts(
  scenarios: readonly ScenarioFacts[],
  cells: readonly CellBlocks[],
): SkippedWork[] {
  return scenarios.flatMap(({ name: scenario, contrasts }) => {
    const mixed = contrasts.filter((contrast) => mixesLibraries(scenarios, scenario, contrast));
    const levels = new Set(
      cells.filter(({ key }) => key.scenario === scenario).map(({ key }) => key.concurrency),
    );
    if (mixed.length === 0) return [];
    const names = mixed.map(({ name }) => name).join(', ');
    return [...levels]
      .filter((concurrency) => concurrency > 1)
      .map((concurrency) => ({
        scenario,
        operation: null,
        tenant: null,
        concurrency,
        arm: null,
        reason: `contrasts between clients (${names}) are only made one at a time: at ${concurrency} at a time all arms share the client's core, which hides the difference`,
        byDesign: true,
      }));
  });
}
