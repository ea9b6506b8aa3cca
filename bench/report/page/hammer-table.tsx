import type { HammerResult } from '../../result/load-parts.js';
import { formatInteger, formatLatency } from '../format.js';
import type { HammerRow } from '../scenario/leaks.js';

const CLASSES: Readonly<Record<HammerResult['verdict'], string>> = {
  'no leak': 'tight',
  leak: 'leaks',
  'control caught': 'tight',
  'control missed': 'leaks',
  failed: 'untold',
};

const WORDS: Readonly<Record<HammerResult['verdict'], string>> = {
  'no leak': 'no leak',
  leak: 'LEAK',
  'control caught': 'caught, as it has to be',
  'control missed': 'MISSED: the check is blind',
  failed: 'failed',
};

/** Many clients of many tenants on few server connections, every row of every response checked. */
export function HammerTable({ rows }: { rows: readonly HammerRow[] }) {
  return (
    <>
      <h3>Under load: every row of every response checked</h3>
      <p class="note">
        Many clients of many tenants on few server connections of PgBouncer, in transaction mode
        where an arm does not say otherwise. A control is an arm that has to go wrong: if it did
        not, the check would be blind.
      </p>
      <div class="scroll">
        <table class="figures">
          <thead>
            <tr>
              <th>How the tenant is carried</th>
              <th class="word">Verdict</th>
              <th>Reads with foreign rows</th>
              <th>Reads checked</th>
              <th>Rows</th>
              <th>Empty reads</th>
              <th>First caught after</th>
              <th>Clients, tenants, pool</th>
              <th>Errors</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ title, result }) => (
              <tr key={result.arm}>
                <th scope="row">
                  {title}
                  {result.isControl && <span class="note">control: has to go wrong</span>}
                  {result.note && <span class="note">{result.note}</span>}
                </th>
                <td class="word">
                  <span class={CLASSES[result.verdict]}>{WORDS[result.verdict]}</span>
                </td>
                <td>{formatInteger(result.foreignReads)}</td>
                <td>{formatInteger(result.reads)}</td>
                <td>{formatInteger(result.rows)}</td>
                <td>{formatInteger(result.emptyReads)}</td>
                <td>
                  {result.firstCaughtMs === null ? '–' : formatLatency(result.firstCaughtMs * 1e6)}
                </td>
                <td>{[result.clients, result.tenants, result.poolSize ?? '–'].join(', ')}</td>
                <td>
                  {formatInteger(result.errors.reduce((sum, { count }) => sum + count, 0))}
                  {result.errors.slice(0, 3).map(({ kind, sqlState, message }) => (
                    <small key={`${kind} ${sqlState} ${message}`} class="warning wrapped">
                      {sqlState || kind}: {message}
                    </small>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
