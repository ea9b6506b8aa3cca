import type { LoadedScenario } from '../../scenario/load.js';
import type { SqlFile } from '../../scenario/sql-file.js';
import { madeSibling, siblingName, siblingsOfSide } from '../combine/siblings.js';

/**
 * The scenario with files of SQL applied under it: all of its arms on clones of a database that has
 * them, as a gate's head is. Without files, the scenario itself.
 */
export function applySql(scenario: LoadedScenario, sql: readonly SqlFile[]): LoadedScenario {
  if (sql.length === 0) return scenario;
  return {
    ...scenario,
    siblings: siblingsOfSide('head', scenario, sql),
    drawFrom:
      scenario.drawFrom === undefined
        ? madeSibling('head')
        : siblingName('head', scenario.drawFrom),
    arms: scenario.arms.map((arm) => ({ ...arm, sibling: siblingName('head', arm.sibling) })),
  };
}
