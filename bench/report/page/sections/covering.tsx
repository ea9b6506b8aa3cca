import { barChart } from '../../charts/bars.js';
import type { Chart } from '../../charts/chart.js';
import { formatInteger } from '../../format.js';
import { joinNames } from '../../names.js';
import {
  coveringAnswer,
  coveringStates,
  includeVerdict,
  includeWords,
} from '../../scenario/covering.js';
import { latencyWords } from '../../scenario/said.js';
import { armAt, comparisonOf, type ScenarioView } from '../../scenario/view.js';
import type { ArmFacts, OperationFacts, Tenant } from '../../words.js';
import { ChartRow } from '../chart.js';
import { ColdTable } from '../cold-table.js';
import { RatioCell } from '../ratio.js';
import type { Section, SectionProps } from './section.js';

/**
 * Index-only scans as the table ages. Expects arms that name `state` and `indexes`, the covering one
 * with INCLUDE in its name, and figures of probe 'cold-reads', with shared buffers emptied: any
 * metrics, for example 'latency' (ns) and 'blocks read' (buffers), by arm, operation and tenant.
 */
export const covering: Section = {
  name: 'covering',
  applies: ({ varying }) => varying.has('state'),
  answer: coveringAnswer,
  charts: (view) => view.tenants.flatMap((tenant) => barsOf(view, tenant)),
  Part: CoveringPart,
};

function barsOf(view: ScenarioView, tenant: Tenant): Chart[] {
  const [operation] = known(view);
  if (operation === undefined) return [];
  const bars = coveringStates(view, 'rls').flatMap(({ state, covering, plain }) =>
    [
      { kind: 'covering index', arm: covering },
      { kind: 'plain index', arm: plain },
    ].flatMap(({ kind, arm }) => {
      const found = arm && armAt(view, operation.name, tenant, arm.name);
      return found?.buffers === null || found?.buffers === undefined
        ? []
        : [
            {
              label: state,
              kind,
              value: found.buffers,
              text: `${formatInteger(found.buffers)}${fetchWords(found.plan?.heapFetches)}`,
            },
          ];
    }),
  );
  if (bars.length === 0) return [];
  return [
    barChart({
      name: joinNames(view.facts.name, operation.name, tenant, 'states'),
      title: `${tenant.charAt(0).toUpperCase()}${tenant.slice(1)}: buffers by state of the table`,
      subtitle: `${operation.title}, under RLS. In brackets: heap fetches.`,
      axis: 'buffers an execution',
      bars,
      kinds: { 'covering index': 'where', 'plain index': 'third' },
    }),
  ];
}

function fetchWords(heapFetches: number | undefined): string {
  return heapFetches ? ` (${formatInteger(heapFetches)} heap)` : '';
}

function known(view: ScenarioView): OperationFacts[] {
  return view.operations.filter(({ name }) =>
    view.part.arms.some((arm) => arm.operation === name && arm.buffers !== null),
  );
}

function CoveringPart({ view, charts }: SectionProps) {
  return (
    <section id="covering">
      <h2>When INCLUDE pays, and when it stops paying</h2>
      <ul class="findings">
        {known(view).flatMap((operation) =>
          view.tenants.flatMap((tenant) => {
            const said = includeWords(view, operation, tenant);
            return said === null ? [] : [<li key={`${operation.name} ${tenant}`}>{said.text}</li>];
          }),
        )}
      </ul>
      <p class="note">
        INCLUDE pays where the covering index reads fewer buffers than the plain one, by a tenth and
        by two at least; where the time, likely or for sure, says the opposite it is not clear. A
        row changed since the last VACUUM costs an index-only scan a fetch from the table.
      </p>
      <ChartRow charts={charts.filter(({ kind }) => kind === 'bars')} />
      {known(view).map((operation) => (
        <details key={operation.name}>
          <summary>{operation.title}: every state, with WHERE and under RLS</summary>
          <StateTable view={view} operation={operation} />
        </details>
      ))}
      <h3>With shared buffers cold</h3>
      <p class="note">
        Shared buffers were emptied before each; the operating system's cache stayed warm, so these
        are not reads from a disk.
      </p>
      <ColdTable view={view} />
    </section>
  );
}

const VERDICTS = { pays: 'yes', 'does not pay': 'no', 'not clear': 'not clear' } as const;

function StateTable({ view, operation }: { view: ScenarioView; operation: OperationFacts }) {
  return (
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th>State</th>
            <th>Covering: buffers, heap fetches</th>
            <th>Plain: buffers, heap fetches</th>
            <th>Covering: p50</th>
            <th>Plain: p50</th>
            <th>Covering over plain (95% interval)</th>
            <th class="word">INCLUDE pays</th>
          </tr>
        </thead>
        <tbody>
          {(['rls', 'where'] as const).flatMap((isolation) =>
            view.tenants.flatMap((tenant) =>
              coveringStates(view, isolation).map((state) => {
                const verdict = includeVerdict(view, operation.name, tenant, state);
                const at = (arm: ArmFacts | undefined) =>
                  arm && armAt(view, operation.name, tenant, arm.name);
                return (
                  <tr key={`${isolation} ${tenant} ${state.state}`}>
                    <th scope="row">
                      {state.state}
                      <span class="note">
                        {tenant} tenant, {isolation === 'rls' ? 'RLS' : 'WHERE'}
                      </span>
                    </th>
                    {[at(state.covering), at(state.plain)].map((found, i) => (
                      <td key={i}>
                        {found?.buffers === null || found?.buffers === undefined
                          ? '–'
                          : `${formatInteger(found.buffers)}, ${formatInteger(found.plan?.heapFetches ?? 0)}`}
                      </td>
                    ))}
                    <td>{latencyWords(at(state.covering)?.latency?.p50Ns)}</td>
                    <td>{latencyWords(at(state.plain)?.latency?.p50Ns)}</td>
                    <td>
                      <RatioCell
                        of={comparisonOf(
                          view,
                          operation.name,
                          tenant,
                          state.covering?.name,
                          state.plain?.name,
                        )}
                      />
                    </td>
                    <td class="word">{verdict === null ? 'not known' : VERDICTS[verdict]}</td>
                  </tr>
                );
              }),
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
