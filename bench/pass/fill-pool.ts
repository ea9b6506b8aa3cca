import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, QueryConfig } from 'pg';
import type { Statement } from '../context/exchange.js';
import { withLiterals } from '../context/in-one-message.js';
import type { WarmUp } from '../load/load.js';
import type { ConnectionSettings } from '../load/session.js';
import type { StatementForm } from '../scenario/scenario.js';
import { connect } from '../target/connect.js';

/** What the server connections of a pool are to have done before a load. */
export interface PoolFill extends WarmUp {
  /** How many there are. */
  readonly count: number;
  readonly statement: StatementForm | undefined;
}

/** A pool that can't be filled in this time is full enough, or its load will tell why. */
const FILL_MS = 3_000;
const END_MS = 1_000;

/**
 * Lets PgBouncer open all server connections of its pool, and runs the load's statements on each: so many
 * clients are in a transaction at once. PgBouncer logs in to the server with one connection of a pool at a
 * time, so that a pool which is still growing would be measured as a smaller one; an application's pool
 * is connected before its load too. Named statements that are equal in their text are one to PgBouncer
 * (manual, `max_prepared_statements`), so what is prepared here is what the load's clients will run.
 */
export async function fillPool(login: ConnectionSettings, fill: PoolFill): Promise<void> {
  const opened = await Promise.allSettled(Array.from({ length: fill.count }, () => connect(login)));
  const clients = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const all = (what: (client: Client) => Promise<unknown>, ms: number) =>
    Promise.race([Promise.allSettled(clients.map(what)), sleep(ms, undefined, { ref: false })]);
  await all((client) => client.query('begin'), FILL_MS);
  await all((client) => runStatements(client, fill), FILL_MS);
  // PgBouncer closes the server connection of a client that leaves in a transaction.
  await all((client) => client.query('rollback'), FILL_MS);
  await all((client) => client.end(), END_MS);
}

/** Exchanges without what begins and ends them: the transaction is held until all clients are done. */
async function runStatements(
  client: Client,
  { work, exchanges, statement }: PoolFill,
): Promise<void> {
  const until = performance.now() + FILL_MS;
  for (let made = 0; made < exchanges && performance.now() < until; made++) {
    const item = work[made % work.length];
    const inside = item?.exchange
      .flat()
      .filter(({ part }) => part === 'context' || part === 'query');
    for (const each of inside ?? []) await client.query(inForm(each, statement ?? 'named'));
  }
}

/** A statement as the load's driver sends it, so that the server plans it alike. */
function inForm(each: Statement, form: StatementForm): QueryConfig & { queryMode?: 'extended' } {
  if (form === 'simple') return { text: withLiterals(each) };
  const { text, values } = each;
  const name = form === 'named' ? each.name : '';
  return { text, values: [...values], queryMode: 'extended', ...(name !== '' && { name }) };
}
