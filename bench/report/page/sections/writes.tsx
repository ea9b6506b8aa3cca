import { distinct } from '../../cells.js';
import type { Chart } from '../../charts/chart.js';
import { forestPanel } from '../../charts/forestPanel.js';
import { frame } from '../../charts/frame.js';
import { formatBytes, formatInteger } from '../../format.js';
import { joinNames } from '../../names.js';
import { latencyWords } from '../../scenario/said.js';
import type { ScenarioView } from '../../scenario/view.js';
import { type WriteSide, writeCosts, writesAnswer } from '../../scenario/writes.js';
import type { Tenant } from '../../words.js';
import { ChartRow } from '../chart.js';
import { FigureTable } from '../figure-table.js';
import { RatioCell } from '../ratio.js';
import type { Section, SectionProps } from './section.js';

/**
 * Writes under RLS and with WHERE. Expects operations with effect 'write', a `step` contrast of the
 * first RLS arm over WHERE, a `level` one of every other RLS arm over the first, `wal` in the plans' summaries, and figures of the probes 'refused-write' and 'copy',
 * of any metric, by arm and operation.
 */
export const writes: Section = {
  name: 'writes',
  applies: ({ operations }) =>
    operations.length > 0 && operations.every(({ effect }) => effect === 'write'),
  answer: writesAnswer,
  charts: (view) => view.tenants.flatMap((tenant) => forestOf(view, tenant)),
  Part: WritesPart,
};

function forestOf(view: ScenarioView, tenant: Tenant): Chart[] {
  const rows = writeCosts(view).flatMap(({ operation, tenant: of, rlsOverWhere }) =>
    of !== tenant || rlsOverWhere === undefined
      ? []
      : [{ label: operation.title, contrast: rlsOverWhere }],
  );
  if (rows.length === 0) return [];
  const title = `${tenant.charAt(0).toUpperCase()}${tenant.slice(1)}: writes under RLS over WHERE`;
  return [
    {
      name: joinNames(view.facts.name, tenant, 'writes'),
      kind: 'forest',
      title,
      spec: {
        ...frame(title, 'Line: 95% interval. Grey: noise floor. Filled: told from zero.'),
        vconcat: [forestPanel('RLS over WHERE', rows)],
      },
    },
  ];
}

function WritesPart({ view, charts }: SectionProps) {
  const costs = writeCosts(view);
  const others = distinct(costs.flatMap((cost) => cost.others.map(({ arm }) => arm)));
  return (
    <section id="writes">
      <h2>What a policy costs on writes</h2>
      <p class="note">
        Every write was rolled back. WAL bytes are less full-page images, which depend on when the
        last checkpoint was.
      </p>
      <ChartRow charts={charts.filter(({ kind }) => kind === 'forest')} />
      <div class="scroll">
        <table class="figures">
          <thead>
            <tr>
              <th>Write</th>
              <th>RLS over WHERE (95% interval)</th>
              {others.map(({ name, title }) => (
                <th key={name}>{title}, over RLS</th>
              ))}
              <th>p50: WHERE, RLS</th>
              <th>Buffers: WHERE, RLS</th>
              <th>WAL records: WHERE, RLS</th>
              <th>WAL bytes: WHERE, RLS</th>
            </tr>
          </thead>
          <tbody>
            {costs.map(({ operation, tenant, where, rls, rlsOverWhere, ...cost }) => {
              const both = (of: (side: WriteSide) => string) => `${of(where)}, ${of(rls)}`;
              return (
                <tr key={`${operation.name} ${tenant}`}>
                  <th scope="row">
                    {operation.title}
                    <span class="note">{tenant} tenant</span>
                  </th>
                  <td>
                    <RatioCell of={rlsOverWhere} />
                  </td>
                  {others.map((other) => (
                    <td key={other.name}>
                      <RatioCell of={cost.others.find(({ arm }) => arm === other)?.overRls} />
                    </td>
                  ))}
                  <td>{both(({ p50Ns }) => latencyWords(p50Ns))}</td>
                  <td>
                    {both(({ buffers }) => (buffers === null ? '–' : formatInteger(buffers)))}
                  </td>
                  <td>
                    {both(({ wal }) => (wal === undefined ? '–' : formatInteger(wal.records)))}
                  </td>
                  <td>{both(({ wal }) => (wal === undefined ? '–' : formatBytes(wal.bytes)))}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <h3>A write that the policy refuses</h3>
      <FigureTable view={view} probe="refused-write" />
      <h3>COPY</h3>
      <FigureTable view={view} probe="copy" />
    </section>
  );
}
