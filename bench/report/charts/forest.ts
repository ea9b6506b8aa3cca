import type { Result } from '../../result/result.js';
import {
  cellsOf,
  cellWords,
  isPolicyContrast,
  latencyContrasts,
  type ReportCell,
  rlsTotals,
} from '../cells.js';
import { formatRatio } from '../format.js';
import { judge } from '../judge.js';
import { cellChartName } from '../names.js';
import { contrastTitle } from '../plan-differences.js';
import { shownPolicy } from '../policy-evidence.js';
import type { Chart, ChartMaker } from './chart.js';
import { type ForestRow, forestPanel } from './forestPanel.js';
import { frame } from './frame.js';

/**
 * The forest plot of a cell: the policy's contrasts apart from those of messages and client, each
 * group on its own scale, since one is parts of a percent and the other is times.
 */
export const forest: ChartMaker = {
  kind: 'forest',
  charts: (result: Result) => cellsOf(result).flatMap((cell) => forestOf(cell)),
};

function forestOf(cell: ReportCell): Chart[] {
  const totals = rlsTotals(cell);
  const rows: (ForestRow & { readonly group: string })[] = latencyContrasts(cell).map(
    (contrast) => ({
      label: contrastTitle(cell, contrast),
      contrast,
      group:
        contrast.kind === 'aa' || isPolicyContrast(cell.scenario, contrast)
          ? 'The policy, and identical arms (A/A)'
          : totals.includes(contrast)
            ? 'RLS over WHERE, in all'
            : 'Messages, round trips and client',
    }),
  );
  if (rows.length === 0) return [];
  const groups = [...new Set(rows.map((row) => row.group))];
  const title = titleOf(cell, rows);
  return [
    {
      name: cellChartName(cell, 'forest'),
      kind: 'forest',
      title,
      spec: {
        ...frame(
          title,
          `${cell.operationTitle}, ${cellWords(cell)}. Line: 95% interval. Grey: noise floor. Filled: told from zero.`,
        ),
        spacing: 22,
        vconcat: groups.map((group) =>
          forestPanel(
            group,
            rows.filter((row) => row.group === group),
          ),
        ),
      },
    },
  ];
}

function titleOf(cell: ReportCell, rows: readonly ForestRow[]): string {
  if (cell.untrusted) return 'Untrusted: identical arms differ in this cell';
  const told = rows.filter(({ contrast }) => ['dearer', 'cheaper'].includes(judge(contrast)));
  const seen = `${told.length} of ${rows.length} contrasts told from zero`;
  const shown = shownPolicy(cell);
  if (shown === undefined) return seen;
  const plans = shown.plans === '' ? '' : ` (${shown.plans})`;
  return `The policy itself: ${formatRatio(shown.contrast.ratio)}${plans}; ${seen}`;
}
