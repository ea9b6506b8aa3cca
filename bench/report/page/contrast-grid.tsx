import {
  armTitle,
  cellWords,
  concurrencyWords,
  latencyContrasts,
  type ReportCell,
} from '../cells.js';
import { count } from '../format.js';
import { contrastTitle } from '../plan-differences.js';
import type { ScenarioView } from '../scenario/view.js';
import { ContrastTable } from './contrast-table.js';
import { RatioCell } from './ratio.js';

/** A row a contrast, a column a tenant: median latency with interval, and what was detectable. */
export function ContrastGrid({
  view,
  operation,
  concurrency,
}: {
  view: ScenarioView;
  operation: string;
  concurrency: number;
}) {
  const here = view.part.contrasts.filter(
    (one) => one.metric === 'p50' && one.operation === operation && one.concurrency === concurrency,
  );
  const compared = view.facts.contrasts.filter(({ name }) =>
    here.some(({ contrast }) => contrast === name),
  );
  if (compared.length === 0) return <p class="note">No contrast has enough blocks.</p>;
  return (
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th>Median latency, {concurrencyWords(concurrency)} (95% interval)</th>
            {view.tenants.map((tenant) => (
              <th key={tenant}>{tenant}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {compared.map((contrast) => (
            <tr key={contrast.name}>
              <th scope="row">
                {contrast.title}
                <span class="note">
                  {armTitle(view.facts, contrast.treatment)} over{' '}
                  {armTitle(view.facts, contrast.baseline)}
                </span>
              </th>
              {view.tenants.map((tenant) => (
                <td key={tenant}>
                  <RatioCell
                    of={here.find((one) => one.contrast === contrast.name && one.tenant === tenant)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The contrasts of one cell in full, folded: what a ratio alone does not say, warnings above all. */
export function EveryFigure({ cell }: { cell: ReportCell }) {
  const contrasts = latencyContrasts(cell);
  if (contrasts.length === 0) return null;
  const warnings = contrasts.reduce((sum, contrast) => sum + contrast.warnings.length, 0);
  return (
    <details class="bulk">
      <summary>
        Every figure of these contrasts: {cellWords(cell)}
        {warnings > 0 && `; ${count(warnings, 'warning')}`}
      </summary>
      <ContrastTable
        rows={contrasts.map((contrast) => ({
          label: contrastTitle(cell, contrast),
          cell,
          contrast,
        }))}
      />
    </details>
  );
}
