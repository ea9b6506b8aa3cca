import { escapeLiteral } from 'pg';
import type { Exchange, Statement } from './exchange.js';

/**
 * The SQL of an exchange with `queries` in place of its own query, as one message of the simple
 * protocol (Postgres manual, 54.2.2.1 "Multiple Statements in a Simple Query"): one round trip, where
 * statement by statement takes as many as there are statements. An exchange that sets a context
 * without BEGIN needs none here: a message without one is one transaction.
 */
export function inOneMessage(exchange: Exchange, queries: readonly string[]): string {
  const statements = exchange.flat().flatMap((statement) => {
    return statement.part === 'query' ? queries : [withLiterals(statement)];
  });
  return statements.map((text) => `${text};`).join('\n');
}

/** The text of a statement with its parameters written into it: the simple protocol binds nothing. */
export function withLiterals({ text, values }: Pick<Statement, 'text' | 'values'>): string {
  return text.replace(/\$(\d+)/g, (_, number: string) => {
    const value = values[Number(number) - 1];
    return value === null || value === undefined ? 'null' : escapeLiteral(value);
  });
}
