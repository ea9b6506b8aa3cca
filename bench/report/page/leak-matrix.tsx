import { isBlind } from '../../result/leak-notes.js';
import type { LeakResult } from '../../result/load-parts.js';
import { type LeakTable, leakRouteWords, type Observed } from '../scenario/leaks.js';

/** Words say it all; the class adds the colour. */
const CLASSES: Readonly<Record<Observed, string>> = {
  leaks: 'leaks',
  'does not leak': 'tight',
  'does nothing': 'noop',
  'is refused': 'noop',
  'not tested': 'untold',
};

/** The matrix for a reader who has to sign it: each place in a word, and behind it what was sent. */
export function LeakMatrix({ table, further }: { table: LeakTable; further: LeakTable }) {
  const leaks = table.states.flatMap(({ rows }) => rows.flatMap(({ places }) => places));
  const version = leaks.find((leak) => leak?.poolerVersion)?.poolerVersion;
  const server = leaks.find((leak) => leak !== undefined)?.serverMajor;
  return (
    <>
      <h2>What client B finds of what client A left</h2>
      <p class="note">
        Executed on PostgreSQL {server}
        {version ? ` and PgBouncer ${version}` : ''}, with one server connection, so that B has A's:
        its process id was asked of both. Each place had a new one. A sets the state, looks for it,
        and lets the connection go; then B looks. Open a word to see what both sent and got.
      </p>
      <dl class="guide">
        <Word observed="leaks">B finds what A left.</Word>
        <Word observed="does not leak">A finds it, B does not.</Word>
        <Word observed="does nothing">A itself does not find it, and nobody is told an error.</Word>
        <Word observed="not tested">Nothing is known; the reason is behind the word.</Word>
      </dl>
      <Places table={table} />
      {further.states.length > 0 && (
        <>
          <h3>The same with settings of PgBouncer that are about some states alone</h3>
          <Places table={further} />
        </>
      )}
    </>
  );
}

function Places({ table }: { table: LeakTable }) {
  return (
    <div class="scroll">
      <table class="leak-matrix">
        <thead>
          <tr>
            <th>State and how it is set</th>
            {table.routes.map((route) => {
              const { words, options } = leakRouteWords(route);
              return (
                <th key={route}>
                  {words}
                  {options && <span class="note">{options}</span>}
                </th>
              );
            })}
          </tr>
        </thead>
        {table.states.map(({ state, rows }) => (
          <tbody key={state}>
            <tr>
              <th scope="rowgroup" colSpan={table.routes.length + 1} class="state">
                {state}
              </th>
            </tr>
            {rows.map(({ way, places }) => (
              <tr key={way}>
                <th scope="row">{way}</th>
                {places.map((leak, i) => (
                  <td key={table.routes[i]}>{leak ? <Place leak={leak} /> : 'not asked'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Word({ observed, children }: { observed: Observed; children: string }) {
  return (
    <div>
      <dt>
        <span class={CLASSES[observed]}>{observed}</span>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function Place({ leak }: { leak: LeakResult }) {
  const { observed, known, agrees, note, transcript } = leak;
  return (
    <details class="bulk place">
      <summary>
        <span class={CLASSES[observed]}>{observed}</span>
        {agrees === false && <small class="warning">known: {known}</small>}
        {isBlind(leak) && <small class="warning">the check is blind</small>}
      </summary>
      {note && <p class="note">{note}</p>}
      <pre>{transcript.join('\n')}</pre>
    </details>
  );
}
