import type { PlanRecord } from '../../result/journal.js';
import {
  cellWords,
  concurrencyWords,
  distinct,
  latencyContrasts,
  type ReportCell,
} from '../cells.js';
import type { DrawnChart } from '../charts/chart.js';
import { count, listWords } from '../format.js';
import { cellChartName } from '../names.js';
import { operationResults } from '../operation-result.js';
import { contrastTitle } from '../plan-differences.js';
import type { OperationFacts } from '../words.js';
import { ArmTable } from './arm-table.js';
import { ChartRow } from './chart.js';
import { ContrastTable } from './contrast-table.js';
import { PlansPart } from './plans.js';
import { QueryPart } from './query.js';

interface OperationProps {
  readonly id: string;
  readonly operation: OperationFacts;
  /** Unfolded from the start. */
  readonly telling: boolean;
  readonly cells: readonly ReportCell[];
  readonly charts: readonly DrawnChart[];
  readonly plans: readonly PlanRecord[];
}

/**
 * All about one operation: ladder, contrasts, distributions, figures, plans. Folded to its result
 * unless it is a telling one. The id is inside the fold: a browser that follows a link to it unfolds
 * it without a script (HTML, "ancestor revealing algorithm").
 */
export function OperationPart({ id, operation, telling, cells, charts, plans }: OperationProps) {
  const [lowest, ...higher] = distinct(cells.map((cell) => cell.concurrency));
  const at = (concurrency: number | undefined) =>
    cells.filter((cell) => cell.concurrency === concurrency);
  return (
    <details class="operation" open={telling}>
      <summary>
        <h2>{operation.title}</h2>
        <p class="result">
          The policy itself:{' '}
          {operationResults(cells).flatMap(({ tenant, effect, note }) => [
            <span key={tenant}>
              {tenant} <b>{effect}</b> <small>{note}</small>
            </span>,
            ' ',
          ])}
        </p>
      </summary>
      <section id={id}>
        <QueryPart operation={operation} />
        <CellCharts cells={at(lowest)} charts={charts} />
        {higher.map((concurrency) => (
          <details key={concurrency}>
            <summary>The same with {concurrencyWords(concurrency)}: charts</summary>
            <CellCharts cells={at(concurrency)} charts={charts} />
          </details>
        ))}
        {cells.map((cell) => (
          <details key={cellWords(cell)}>
            <summary>Every figure: {cellWords(cell)}</summary>
            <h4>Contrasts</h4>
            <ContrastTable
              rows={latencyContrasts(cell).map((contrast) => ({
                label: contrastTitle(cell, contrast),
                cell,
                contrast,
              }))}
            />
            <h4>Arms</h4>
            <ArmTable cell={cell} />
          </details>
        ))}
        <PlansPart cells={cells} plans={plans} />
      </section>
    </details>
  );
}

const KINDS = [
  [
    'ladder',
    'Cost ladder',
    'Each arm adds one thing; the line under its bar is what that step costs.',
  ],
  ['forest', 'Contrasts', 'Each row compares two arms; right of “equal” is slower.'],
  ['percentiles', 'Latency distribution', 'How the slower requests fare, for the main arms.'],
] as const;

function CellCharts({
  cells,
  charts,
}: {
  cells: readonly ReportCell[];
  charts: readonly DrawnChart[];
}) {
  return (
    <>
      {KINDS.map(([kind, heading, note]) => (
        <div key={kind} class="kind">
          <h3>{heading}</h3>
          <p class="note">{note}</p>
          <ChartRow
            charts={cells.map((cell) =>
              charts.find((chart) => chart.name === cellChartName(cell, kind)),
            )}
          />
          {kind === 'forest' && <Warnings cells={cells} />}
        </div>
      ))}
    </>
  );
}

/** What the contrasts' warnings say, each once, with the contrasts and tenants it is about. */
function Warnings({ cells }: { cells: readonly ReportCell[] }) {
  const about = cells.flatMap((cell) =>
    latencyContrasts(cell).flatMap((contrast) =>
      contrast.warnings.map((warning) => ({ warning, what: `${contrast.title} (${cell.tenant})` })),
    ),
  );
  const warnings = distinct(about.map(({ warning }) => warning));
  if (warnings.length === 0) return null;
  return (
    <details>
      <summary>{count(warnings.length, 'warning')} about these contrasts</summary>
      <ul class="note">
        {warnings.map((warning) => (
          <li key={warning}>
            {listWords(about.filter((one) => one.warning === warning).map(({ what }) => what))}:{' '}
            {warning}
          </li>
        ))}
      </ul>
    </details>
  );
}
