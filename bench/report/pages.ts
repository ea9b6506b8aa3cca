import { leftOutScenarios } from '../result/left-out.js';
import type { Result } from '../result/result.js';
import { safeName } from './names.js';
import { sectionOf } from './page/sections/registry.js';
import { partOf } from './scenario/part-of.js';
import { type ScenarioView, viewOf } from './scenario/view.js';

/** How a result is spread over pages. */
export interface Pages {
  /** What index.html is built around: the scenarios without a page of their own. */
  readonly main: Result;
  readonly own: readonly OwnPage[];
}

export interface OwnPage {
  readonly view: ScenarioView;
  /** Its file in the report's folder. */
  readonly path: string;
}

/**
 * A scenario with sibling databases, one whose arms vary what a section is about, or one without
 * contrasts, which is all load or leaks, has a page of its own; the others share index.html, which
 * also tells of those that were left out. A run of one scenario alone has it as index.html.
 */
export function pagesOf(result: Result): Pages {
  const views = result.scenarios.map((facts) => viewOf(result, facts));
  const own = views.filter(
    (view) =>
      sectionOf(view) !== undefined ||
      (view.facts.siblings ?? []).length > 0 ||
      view.facts.contrasts.length === 0,
  );
  const leftOut = leftOutScenarios(result);
  const main = partOf(
    result,
    views.filter((view) => !own.includes(view)).map(({ facts }) => facts.name),
  );
  const isAlone = views.length === 1 && leftOut.length === 0;
  return {
    main: { ...main, skipped: [...main.skipped, ...leftOut] },
    own: own.map((view) => ({
      view,
      path: isAlone ? 'index.html' : pagePath(view.facts.name),
    })),
  };
}

function pagePath(name: string): string {
  const safe = safeName(name);
  return `${safe === 'index' ? 'scenario-index' : safe}.html`;
}
