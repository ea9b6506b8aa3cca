import type { TopLevelSpec } from 'vega-lite';
import type { Result } from '../../result/result.js';

/** A chart before it is drawn: what the `.vl.json` file holds, and where on the page it belongs. */
export interface Chart {
  /** File name without extension; unique in a report. */
  readonly name: string;
  readonly kind:
    | 'overview'
    | 'ladder'
    | 'forest'
    | 'percentiles'
    | 'heat-map'
    | 'growth'
    | 'bars'
    | 'load-latency'
    | 'load-throughput'
    | 'burst'
    | 'gate-forest';
  /** What one sees, in a sentence; the chart's visible title and its text for screen readers. */
  readonly title: string;
  readonly spec: TopLevelSpec;
  /** Room for axis labels left of the plot, in px; without it the plot starts at the edge. */
  readonly axisWidth?: number;
}

export interface DrawnChart extends Chart {
  readonly svg: string;
}

/** One chart kind: a file in this folder and a line in the registry. */
export interface ChartMaker {
  readonly kind: Chart['kind'];
  readonly charts: (result: Result) => Chart[];
}
