import { bencher } from './bencher.js';
import type { GateExporter } from './exporter.js';
import { githubAnnotations } from './github-annotations.js';
import { githubSummary } from './github-summary.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { sarif } from './sarif.js';
import { smallerIsBetter } from './smaller-is-better.js';

/** Everything a gate says to other programs. On a full disk the figures are kept before the rest. */
export const GATE_EXPORTERS: readonly GateExporter[] = [
  json,
  githubSummary,
  githubAnnotations,
  junit,
  sarif,
  bencher,
  smallerIsBetter,
];
