import type { ComponentChildren } from 'preact';
import type { Result } from '../../result/result.js';
import { formatBytes, formatInteger, formatTime } from '../format.js';

type Load = Result['environment']['before'];

const SERVER_WORDS = {
  embedded: 'embedded',
  docker: 'in a container',
  url: 'an existing server',
} as const;

/** Where the run was made: machine, server and its settings, data. */
export function EnvironmentPart({
  result,
}: {
  result: Pick<Result, 'environment' | 'target' | 'dataset'>;
}) {
  const { environment, target, dataset } = result;
  return (
    <section id="environment">
      <h2>Machine, server and data</h2>
      <p class="note">Ratios carry over to other machines; absolute times do not.</p>
      <dl class="facts">
        <Fact name="Processor">
          {environment.cpuModel}, {environment.cores} cores, {formatBytes(environment.memoryBytes)}
        </Fact>
        <Fact name="System">
          {environment.platform} {environment.arch}, kernel {environment.kernel}, Node{' '}
          {environment.nodeVersion}
        </Fact>
        <Fact name="Load before">{loadWords(environment.before)}</Fact>
        <Fact name="Load after">
          {environment.after === null
            ? 'not taken: the run did not end by itself'
            : loadWords(environment.after)}
        </Fact>
        <Fact name="Placement">{target.placement}</Fact>
        <Fact name="Server">
          PostgreSQL {target.serverVersion}, {SERVER_WORDS[target.kind]}
        </Fact>
        <Fact name="WHERE arms read">
          {target.whereArmsRead === 'same-tables'
            ? 'the same tables as the RLS arms, as a role with BYPASSRLS'
            : 'twin tables without RLS, since no BYPASSRLS role could be made'}
        </Fact>
        <Fact name="Server CPU">
          {target.measuresServerCpu
            ? 'measured'
            : 'not measured: the backends are not on this machine'}
        </Fact>
        <Fact name="Data">
          schema {dataset.schema}, {formatInteger(dataset.tenantCount)} tenants, seed {dataset.seed}
          , {dataset.source === 'cache' ? 'from the cache' : 'built'} in{' '}
          {dataset.setupSeconds.toFixed(1)} s
        </Fact>
        {dataset.tables.map((table) => (
          <Fact key={table.table} name={`Table ${table.table}`}>
            {formatInteger(table.rows)} rows, {formatBytes(table.bytes)}
          </Fact>
        ))}
        {dataset.tenants.map((tenant) => (
          <Fact key={tenant.name} name={`Tenant ${tenant.name}`}>
            id {tenant.tenantId}, {formatInteger(tenant.rows)} rows
          </Fact>
        ))}
      </dl>
      <details>
        <summary>Server settings that are not at their default ({target.settings.length})</summary>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th>Setting</th>
                <th>Value</th>
                <th>Unit</th>
                <th>Source</th>
              </tr>
            </thead>
            <tbody>
              {target.settings.map((setting) => (
                <tr key={setting.name}>
                  <th scope="row">{setting.name}</th>
                  <td>{setting.value}</td>
                  <td>{setting.unit ?? ''}</td>
                  <td>{setting.source}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function loadWords(load: Load): string {
  const steal =
    load.stealPercent === null
      ? 'steal time unknown'
      : `${load.stealPercent.toFixed(1)}% steal time`;
  return `load average ${load.loadAverage1m.toFixed(2)} over 1 minute, ${steal}, at ${formatTime(load.at)}`;
}
