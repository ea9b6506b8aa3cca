import type { JSX } from 'preact';
import type { Chart, DrawnChart } from '../../charts/chart.js';
import type { Said } from '../../scenario/said.js';
import type { ScenarioView } from '../../scenario/view.js';

/**
 * The part of a scenario's page that knows what the scenario varies: one file in this folder and a
 * line in the registry. Pure: what it draws and says comes from the result alone.
 */
export interface Section {
  readonly name: string;
  /** Whether it is the one for a scenario, by which factors vary among its arms. */
  readonly applies: (view: ScenarioView) => boolean;
  /** The scenario's answer, the first sentence leading; empty where too little is known. */
  readonly answer: (view: ScenarioView) => Said[];
  readonly charts: (view: ScenarioView) => Chart[];
  readonly Part: (props: SectionProps) => JSX.Element;
}

export interface SectionProps {
  readonly view: ScenarioView;
  readonly charts: readonly DrawnChart[];
}
