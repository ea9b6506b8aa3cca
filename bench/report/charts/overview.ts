import type { ContrastResult, Result } from '../../result/result.js';
import { cellsOf, concurrencyWords, distinct } from '../cells.js';
import { formatRatio } from '../format.js';
import { judge } from '../judge.js';
import { joinNames } from '../names.js';
import { shownPolicy } from '../policy-evidence.js';
import type { Chart, ChartMaker } from './chart.js';
import { type ForestRow, forestPanel } from './forestPanel.js';
import { frame } from './frame.js';

/** The policy itself on every operation: one forest plot a tenant and concurrency. */
export const overview: ChartMaker = {
  kind: 'overview',
  charts: (result: Result) =>
    result.scenarios.flatMap((scenario) => {
      const cells = cellsOf(result).filter((cell) => cell.scenario.name === scenario.name);
      return distinct(cells.map((cell) => cell.concurrency)).flatMap((concurrency) =>
        distinct(cells.map((cell) => cell.tenant)).flatMap((tenant): Chart[] => {
          const rows = cells
            .filter((cell) => cell.concurrency === concurrency && cell.tenant === tenant)
            .flatMap((cell) => {
              const shown = shownPolicy(cell);
              return shown === undefined
                ? []
                : [
                    {
                      label: `${cell.operationTitle}${shown.plans === '' ? '' : ` (${shown.plans})`}`,
                      contrast: shown.contrast,
                    },
                  ];
            });
          if (rows.length === 0) return [];
          const title = titleOf(
            tenant,
            rows.map((row) => row.contrast),
          );
          return [
            {
              name: joinNames(scenario.name, tenant, `c${concurrency}`, 'overview'),
              kind: 'overview',
              title,
              spec: {
                ...frame(
                  title,
                  `The policy itself by operation, ${concurrencyWords(concurrency)}. Line: 95% interval. Grey: noise floor. Filled: told from zero.`,
                ),
                spacing: 22,
                vconcat: bySize(rows).map(([heading, some]) => forestPanel(heading, some)),
              },
            },
          ];
        }),
      );
    }),
};

/** Small effects apart from large ones, each on its own scale: neither hides the other. */
function bySize(rows: readonly ForestRow[]): [heading: string, rows: ForestRow[]][] {
  const isLarge = ({ contrast }: ForestRow) => Math.abs(contrast.ratio - 1) > 0.1;
  const groups: [string, ForestRow[]][] = [
    ['Effects up to 10%', rows.filter((row) => !isLarge(row))],
    ['Effects above 10%', rows.filter(isLarge)],
  ];
  return groups.filter(([, some]) => some.length > 0);
}

function titleOf(tenant: string, contrasts: readonly ContrastResult[]): string {
  const told = contrasts.filter((contrast) => ['dearer', 'cheaper'].includes(judge(contrast)));
  const ratios = contrasts.map((contrast) => contrast.ratio);
  const [low, high] = [formatRatio(Math.min(...ratios)), formatRatio(Math.max(...ratios))];
  return `${capital(tenant)}: ${low === high ? low : `${low} to ${high}`}; ${told.length} of ${contrasts.length} told from zero`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
