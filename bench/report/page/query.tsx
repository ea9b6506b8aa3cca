import type { OperationFacts } from '../words.js';

/** An operation's SQL in each of its forms, folded. */
export function QueryPart({ operation }: { operation: OperationFacts }) {
  const forms = Object.entries(operation.forms ?? {});
  return (
    <details>
      <summary>The query, in {forms.length === 0 ? 'both forms' : 'all its forms'}</summary>
      <div class="sides">
        <Sql title="With WHERE" sql={operation.where} />
        <Sql title="Under RLS" sql={operation.rls} />
        {forms.map(([form, sql]) => (
          <Sql key={form} title={form} sql={sql} />
        ))}
      </div>
    </details>
  );
}

function Sql({ title, sql }: { title: string; sql: string }) {
  return (
    <div>
      <h4>{title}</h4>
      <pre class="scroll">{dedent(sql)}</pre>
    </div>
  );
}

/** SQL as written in a scenario file, without that file's indentation. */
function dedent(sql: string): string {
  const lines = sql.split('\n');
  const indents = lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const indent = Math.max(0, Math.min(...(indents.length > 0 ? indents : [0])) - 2);
  return [lines[0] ?? '', ...lines.slice(1).map((line) => line.slice(indent))].join('\n');
}
