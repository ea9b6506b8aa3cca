import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase, QueryResult } from 'pg';
import type { Exchange, Statement } from '../context/exchange.js';
import { withLiterals } from '../context/in-one-message.js';
import type { StatementForm } from '../scenario/scenario.js';

/** What `pg` is given in one call of `query`: a statement, or in the simple form a round of them. */
export interface PgQuery {
  readonly config: PgConfig;
  /** The operation's query is in it. */
  readonly hasQuery: boolean;
  readonly thinkMs: number;
}

interface PgConfig {
  readonly name?: string;
  readonly text: string;
  readonly values?: (string | null)[];
  /** Sent by the extended protocol though there are no values. */
  readonly queryMode?: 'extended';
}

/**
 * The calls that make an exchange. `pg` ends each with a Sync of its own, so what a round groups is
 * kept together only in the simple form, as one message.
 */
export function pgQueries(exchange: Exchange, form: StatementForm): readonly PgQuery[] {
  const forms = madeBefore.get(exchange) ?? new Map<StatementForm, readonly PgQuery[]>();
  madeBefore.set(exchange, forms);
  const queries = forms.get(form) ?? makeQueries(exchange, form);
  forms.set(form, queries);
  return queries;
}

/** Made once however often an exchange is sent. */
const madeBefore = new WeakMap<Exchange, Map<StatementForm, readonly PgQuery[]>>();

function makeQueries(exchange: Exchange, form: StatementForm): PgQuery[] {
  if (form === 'simple') {
    return exchange.map((round) => ({
      config: { text: round.map(withLiterals).join('\n;') },
      hasQuery: round.some(({ part }) => part === 'query'),
      thinkMs: round[0]?.thinkMs ?? 0,
    }));
  }
  return exchange.flat().map((statement) => ({
    config: inForm(statement, form === 'unnamed' ? '' : statement.name),
    hasQuery: statement.part === 'query',
    thinkMs: statement.thinkMs ?? 0,
  }));
}

/**
 * One statement in the form applications use: the query under its name or with values, what is around
 * it as plain text, or with values where it has any.
 */
function inForm({ part, text, values }: Statement, name: string): PgConfig {
  if (part === 'query' && name !== '') return { name, text, values: [...values] };
  if (values.length > 0) return { text, values: [...values] };
  return part === 'query' ? { text, queryMode: 'extended' } : { text };
}

/** Makes the calls and returns the results of the statements, in the same order. */
export type RunQueries = (
  client: ClientBase,
  queries: readonly PgQuery[],
  asText: boolean,
) => Promise<QueryResult[]>;

/** One awaited call after the other, as most applications do. */
export const inSequence: RunQueries = async (client, queries, asText) => {
  const results: QueryResult[] = [];
  for (const query of queries) {
    if (query.thinkMs > 0) await sleep(query.thinkMs);
    const answer = await send(client, query, asText);
    if (Array.isArray(answer)) results.push(...answer);
    else results.push(answer);
  }
  return results;
};

/** All calls at once, awaited together; an application that thinks waits for those before. */
export const atOnce: RunQueries = async (client, queries, asText) => {
  const results: QueryResult[] = [];
  for (const group of betweenThinking(queries)) {
    if (group[0] && group[0].thinkMs > 0) await sleep(group[0].thinkMs);
    const settled = await Promise.allSettled(group.map((each) => send(client, each, asText)));
    // The first failure is the cause; the ones behind it only say that the transaction was aborted.
    for (const each of settled) {
      if (each.status === 'rejected') throw each.reason;
      results.push(...(Array.isArray(each.value) ? each.value : [each.value]));
    }
  }
  return results;
};

function betweenThinking(queries: readonly PgQuery[]): PgQuery[][] {
  const groups: PgQuery[][] = [];
  for (const query of queries) {
    const last = groups.at(-1);
    if (last === undefined || query.thinkMs > 0) groups.push([query]);
    else last.push(query);
  }
  return groups;
}

const AS_TEXT = { rowMode: 'array', types: { getTypeParser: () => (value: string) => value } };

/**
 * The rows of a sampled query are left as Postgres sent them; the messages are the same. Several
 * statements in one message have a result each: `pg` then answers with all of them.
 */
function send(
  client: ClientBase,
  { config, hasQuery }: PgQuery,
  asText: boolean,
): Promise<QueryResult | QueryResult[]> {
  return client.query(asText && hasQuery ? { ...config, ...AS_TEXT } : config);
}
