import type { ChartMaker } from './chart.js';
import { forest } from './forest.js';
import { ladder } from './ladder.js';
import { overview } from './overview.js';
import { percentiles } from './percentiles.js';

/** Every chart of a report, in the order of the page. */
export const CHART_MAKERS: readonly ChartMaker[] = [overview, ladder, forest, percentiles];
