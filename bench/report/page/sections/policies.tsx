import { armTitle } from '../../cells.js';
import { barChart } from '../../charts/bars.js';
import type { Chart } from '../../charts/chart.js';
import { formatInteger, formatLatency } from '../../format.js';
import { joinNames } from '../../names.js';
import {
  callsWords,
  type FormRow,
  formRows,
  formsAnswer,
  planWords,
  referenceForm,
} from '../../scenario/forms.js';
import { latencyWords } from '../../scenario/said.js';
import type { ScenarioView } from '../../scenario/view.js';
import type { OperationFacts, Tenant } from '../../words.js';
import { ChartRow } from '../chart.js';
import { RatioCell } from '../ratio.js';
import type { Section, SectionProps } from './section.js';

/**
 * Forms of the same rule. Expects arms that name `policy`, `level` contrasts over one reference form,
 * and `calls` in the plans' summaries where the scenario counts them.
 */
export const policies: Section = {
  name: 'policies',
  applies: ({ varying }) => varying.has('policy'),
  answer: formsAnswer,
  charts: (view) => view.tenants.flatMap((tenant) => barsOf(view, tenant)),
  Part: PoliciesPart,
};

/** Bars beyond this many are in the table alone. */
const MOST_BARS = 16;

function barsOf(view: ScenarioView, tenant: Tenant): Chart[] {
  const operation = view.operations.find(({ name }) => formRows(view, name, tenant).length > 0);
  if (operation === undefined) return [];
  const rows = formRows(view, operation.name, tenant);
  const timed = rows.filter(({ p50Ns }) => p50Ns !== null);
  // Without times the buffers are what there is to see.
  const byTime = timed.length > 1;
  const all = byTime ? timed : rows;
  const cost = ({ p50Ns, buffers }: FormRow) => (byTime ? p50Ns : buffers) ?? 0;
  const dearest = [...all].sort((a, b) => cost(b) - cost(a)).slice(0, MOST_BARS);
  const shown = all.filter((row) => dearest.includes(row) || row.arm === referenceForm(view));
  return [
    barChart({
      name: joinNames(view.facts.name, operation.name, tenant, 'forms'),
      title: `${tenant.charAt(0).toUpperCase()}${tenant.slice(1)}: ${byTime ? 'median latency' : 'buffers'} by form of the policy`,
      subtitle: `${operation.title}.${byTime ? ' Pooled medians, no interval: ratios with theirs are in the table.' : ''}${shown.length < all.length ? ` The reference and the ${dearest.length} dearest of ${all.length}.` : ''}`,
      axis: byTime ? 'median latency, ms' : 'buffers an execution',
      bars: shown.map(({ arm, p50Ns, buffers }) => ({
        label: arm.title,
        value: byTime ? (p50Ns ?? 0) / 1e6 : (buffers ?? 0),
        text: byTime ? formatLatency(p50Ns ?? 0) : formatInteger(buffers ?? 0),
        kind: arm.isolation === 'rls' ? 'RLS' : 'WHERE',
      })),
      kinds: { WHERE: 'where', RLS: 'rls' },
    }),
  ];
}

function PoliciesPart({ view, charts }: SectionProps) {
  const reference = referenceForm(view);
  return (
    <section id="policies">
      <h2>Forms of the same rule</h2>
      <p class="note">
        Ratios are of median latency over “{reference?.title ?? 'the first form'}”. Calls of
        current_setting are counted with a stand-in for it, a PL/pgSQL function of the same
        volatility, since Postgres does not count its own.
      </p>
      <ChartRow charts={charts.filter(({ kind }) => kind === 'bars')} />
      {view.operations.map((operation, i) => (
        <details key={operation.name} open={i === 0}>
          <summary>{operation.title}: every form</summary>
          {view.tenants.map((tenant) => (
            <FormTable key={tenant} view={view} operation={operation} tenant={tenant} />
          ))}
        </details>
      ))}
    </section>
  );
}

function FormTable({
  view,
  operation,
  tenant,
}: {
  view: ScenarioView;
  operation: OperationFacts;
  tenant: Tenant;
}) {
  const reference = referenceForm(view);
  return (
    <>
      <h4>{tenant} tenant</h4>
      <div class="scroll">
        <table class="figures">
          <thead>
            <tr>
              <th>Form</th>
              <th>Buffers</th>
              <th>Rows removed</th>
              <th>p50</th>
              <th>Over the reference (95% interval)</th>
              <th class="word">Calls an execution</th>
              <th class="word">Plan</th>
            </tr>
          </thead>
          <tbody>
            {formRows(view, operation.name, tenant).map((row) => (
              <tr key={row.arm.name}>
                <th scope="row">{row.arm.title}</th>
                <td>{row.buffers === null ? '–' : formatInteger(row.buffers)}</td>
                <td>{formatInteger(row.plan?.rowsRemovedByFilter ?? 0)}</td>
                <td>{latencyWords(row.p50Ns)}</td>
                <td>
                  {row.arm === reference ? (
                    <small>the reference</small>
                  ) : (
                    <RatioCell of={row.overReference ?? row.overOther} />
                  )}
                  {row.overOther && (
                    <small>over {armTitle(view.facts, row.overOther.baseline)}</small>
                  )}
                </td>
                <td class="word wrapped">{callsWords(row.plan)}</td>
                <td class="word wrapped">{planWords(row.plan)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
