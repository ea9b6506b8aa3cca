import type { Scenario } from './scenario.js';

/** The file a scenario is from, as its author knows it; one made in memory is named as ours are. */
export function fileOf(scenario: Scenario & { readonly file?: string }): string {
  return scenario.file ?? `scenarios/${scenario.name}.ts`;
}
