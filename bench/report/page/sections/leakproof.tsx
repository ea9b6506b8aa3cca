import { barChart } from '../../charts/bars.js';
import type { Chart } from '../../charts/chart.js';
import { formatInteger } from '../../format.js';
import { joinNames } from '../../names.js';
import { planWords } from '../../scenario/forms.js';
import { latencyWords } from '../../scenario/said.js';
import { type Asked, type Trap, trapsAnswer, trapsOf, trapWords } from '../../scenario/traps.js';
import { armAt, comparisonOf, type ScenarioView } from '../../scenario/view.js';
import type { Tenant } from '../../words.js';
import { ChartRow } from '../chart.js';
import { RatioCell } from '../ratio.js';
import type { Section, SectionProps } from './section.js';

/**
 * Predicates that lose their index under a policy. Expects one WHERE arm and one RLS arm without
 * `form`, which send the predicate as it is, and RLS arms with a `form` for each rewrite.
 */
export const leakproof: Section = {
  name: 'leakproof',
  applies: ({ varying }) => varying.has('form'),
  answer: trapsAnswer,
  charts: (view) => view.tenants.slice(0, 1).flatMap((tenant) => barsOf(view, tenant)),
  Part: LeakproofPart,
};

function barsOf(view: ScenarioView, tenant: Tenant): Chart[] {
  const bars = trapsOf(view, tenant).flatMap(({ operation, where, rls, cure }) =>
    [
      { kind: 'WHERE', asked: where },
      { kind: 'RLS', asked: rls },
      ...(cure === null ? [] : [{ kind: 'RLS, rewritten', asked: cure }]),
    ].flatMap(({ kind, asked }) =>
      asked.buffers === null
        ? []
        : [
            {
              label: operation.title,
              kind,
              value: asked.buffers,
              text: `${formatInteger(asked.buffers)} (${kind})`,
            },
          ],
    ),
  );
  if (bars.length === 0) return [];
  return [
    barChart({
      name: joinNames(view.facts.name, tenant, 'traps'),
      title: `${tenant.charAt(0).toUpperCase()}${tenant.slice(1)}: buffers by predicate`,
      subtitle: 'The right index is there in each. Rewritten: the best rewrite that wins it back.',
      axis: 'buffers an execution',
      bars,
      kinds: { WHERE: 'where', RLS: 'rls', 'RLS, rewritten': 'third' },
    }),
  ];
}

function LeakproofPart({ view, charts }: SectionProps) {
  const [first] = view.tenants;
  return (
    <section id="leakproof">
      <h2>The trap, its price, its cure</h2>
      <p class="note">
        Under a policy only leakproof operators may run before the policy's own filter, so an index
        for any other operator cannot be used for it.
      </p>
      <ul class="findings">
        {(first === undefined ? [] : trapsOf(view, first)).map((trap) => (
          <li key={trap.operation.name}>{trapWords(trap)}</li>
        ))}
      </ul>
      <ChartRow charts={charts.filter(({ kind }) => kind === 'bars')} />
      {view.tenants.map((tenant, i) => (
        <details key={tenant} open={i === 0}>
          <summary>Every predicate and rewrite, {tenant} tenant</summary>
          <div class="scroll">
            <table class="figures">
              <thead>
                <tr>
                  <th>Predicate</th>
                  <th>Buffers</th>
                  <th>p50</th>
                  <th>Over WHERE (95% interval)</th>
                  <th class="word">Plan</th>
                </tr>
              </thead>
              <tbody>{trapsOf(view, tenant).flatMap((trap) => trapRows(view, tenant, trap))}</tbody>
            </table>
          </div>
        </details>
      ))}
    </section>
  );
}

function trapRows(view: ScenarioView, tenant: Tenant, trap: Trap) {
  const { operation, where, rls, rewrites, sprung, cure } = trap;
  const row = (asked: Asked, what: string) => (
    <tr key={`${operation.name} ${asked.arm.name}`}>
      <th scope="row">
        {operation.title}
        <span class="note">{what}</span>
      </th>
      <td>{asked.buffers === null ? '–' : formatInteger(asked.buffers)}</td>
      <td>{latencyWords(asked.p50Ns)}</td>
      <td>
        {asked === where ? (
          <small>the baseline</small>
        ) : (
          <RatioCell
            of={comparisonOf(view, operation.name, tenant, asked.arm.name, where.arm.name)}
          />
        )}
      </td>
      <td class="word wrapped">
        {planWords(armAt(view, operation.name, tenant, asked.arm.name)?.plan ?? null)}
      </td>
    </tr>
  );
  return [
    row(where, 'WHERE'),
    row(rls, sprung ? 'RLS: the trap' : 'RLS: no trap'),
    ...rewrites.map((asked) =>
      row(asked, `RLS, ${asked.arm.form}${asked === cure ? ': the cure' : ''}`),
    ),
  ];
}
