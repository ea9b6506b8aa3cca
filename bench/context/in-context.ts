import type { Client, QueryResult } from 'pg';
import type { Exchange, Statement } from './exchange.js';

/** A query's rows as Postgres sent them, undecoded: text or null, in column order. */
export type TextResult = QueryResult<(string | null)[]>;

/**
 * Runs `work` in place of the exchange's own query, with the statements around it that give it the
 * arm's context. Statements go one at a time through `pg`, so an exchange that sets a context
 * without BEGIN (an implicit transaction up to the Sync) gets a BEGIN and COMMIT here: a
 * transaction-local setting would otherwise be gone before the query. An exchange of the query alone
 * runs outside any transaction.
 *
 * An exchange that ends in ROLLBACK ends in it here.
 *
 * @throws whatever `work` or the server throws, after a ROLLBACK.
 */
export async function inContext<T>(
  client: Client,
  exchange: Exchange,
  work: (query: Statement) => Promise<T>,
): Promise<T> {
  const statements = exchange.flat();
  const query = statements.find(({ part }) => part === 'query');
  if (!query) throw new Error('An exchange must hold one statement of part "query"');
  if (statements.length === 1) return work(query);

  await client.query('begin');
  try {
    const queryAt = statements.indexOf(query);
    await runContext(client, statements.slice(0, queryAt));
    const value = await work(query);
    await runContext(client, statements.slice(queryAt));
    const isUndone = statements.some(({ part }) => part === 'rollback');
    await client.query(isUndone ? 'rollback' : 'commit');
    return value;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function runContext(client: Client, statements: readonly Statement[]): Promise<void> {
  for (const statement of statements) {
    if (statement.part === 'context') await textRows(client, statement);
  }
}

/** Runs one statement, prepared under its name, and returns its rows as text. */
export function textRows(client: Client, statement: Statement): Promise<TextResult> {
  return client.query({
    name: statement.name,
    text: statement.text,
    values: [...statement.values],
    rowMode: 'array',
    types: { getTypeParser: () => (value: string) => value },
  });
}
