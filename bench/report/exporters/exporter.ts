import type { PlanRecord } from '../../result/journal.js';
import type { Result } from '../../result/result.js';
import type { DrawnChart } from '../charts/chart.js';

/** What an exporter is given: plain values, everything drawn, nothing left to ask of the world. */
export interface ReportInput {
  readonly result: Result;
  readonly plans: readonly PlanRecord[];
  readonly charts: readonly DrawnChart[];
}

export interface ReportFile {
  /** Relative to the report's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** One way to write a report: a file in this folder and a line in the registry. */
export interface Exporter {
  readonly name: string;
  readonly files: (input: ReportInput) => ReportFile[];
}
