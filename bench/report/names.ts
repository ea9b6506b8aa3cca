import type { ReportCell } from './cells.js';

/** A name as part of a file name or an HTML id: letters, digits, dots, dashes and underscores. */
export function safeName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^\.+/, '_');
  return (safe === '' ? '_' : safe).slice(0, 80);
}

/** The parts of a file name, joined as `scenario--operation--tenant`. */
export function joinNames(...parts: readonly string[]): string {
  return parts.map(safeName).join('--');
}

/** The name a cell's chart has on disk. */
export function cellChartName(cell: ReportCell, kind: string): string {
  return joinNames(cell.scenario.name, cell.operation, cell.tenant, `c${cell.concurrency}`, kind);
}
