import { type Client, escapeIdentifier } from 'pg';
import type { QueryCall } from '../context/exchange.js';
import { exchangeOf } from '../context/exchange-of.js';
import { inContext, type TextResult, textRows } from '../context/in-context.js';
import { queryStatement } from '../context/statements.js';
import type { Isolation } from '../scenario/scenario.js';
import { connectionOf } from '../target/arm-connection.js';
import { connect, withClient } from '../target/connect.js';
import type { ArmRoles } from '../target/target.js';
import { thenClose } from '../then-close.js';
import { type ArmForm, formKey } from './arm-form.js';

/** Runs queries the way an arm does: its role, its context, its prepared form. Rows come as text. */
export interface ArmRunner {
  readonly rows: (form: ArmForm, call: QueryCall) => Promise<TextResult>;
  /** Runs a write, then in the same transaction the query that reads what it left behind. */
  readonly written: (form: ArmForm, call: QueryCall, verify: QueryCall) => Promise<Written>;
  readonly close: () => Promise<void>;
}

export interface Written {
  readonly result: TextResult;
  readonly left: TextResult;
}

/** A runner whose forms have connections of their own. */
export interface ConnectionRunner extends ArmRunner {
  /** The form's connection, new as long as nothing was run on it. */
  readonly client: (form: ArmForm) => Promise<Client>;
  /** Closes all connections; a form that is asked for again gets a new one. */
  readonly close: () => Promise<void>;
}

/** Each form on a connection of its own, opened at its first use. */
export function connectionRunner(roles: ArmRoles): ConnectionRunner {
  const clients = new Map<string, Promise<Client>>();
  const opened = (form: ArmForm) => {
    const [first] = form.arms;
    if (!first) throw new Error('A form without arms has no connection');
    const key = formKey(first);
    const opening = clients.get(key) ?? openClient(roles, form);
    clients.set(key, opening);
    return opening;
  };
  return {
    client: opened,
    rows: async (form, call) => {
      const client = await opened(form);
      return inContext(client, exchangeOf(form.strategy, call), (query) => textRows(client, query));
    },
    written: async (form, call, verify) => {
      const client = await opened(form);
      return inContext(client, exchangeOf(form.strategy, call), async (query) => ({
        result: await textRows(client, query),
        left: await textRows(client, queryStatement(verify)),
      }));
    },
    close: async () => {
      const opened = await Promise.allSettled(clients.values());
      clients.clear();
      // One that can't say goodbye is gone already.
      await Promise.allSettled(
        opened.map((client) => client.status === 'fulfilled' && client.value.end()),
      );
    },
  };
}

async function openClient(roles: ArmRoles, form: ArmForm): Promise<Client> {
  const client = await connect(connectionOf(roles, form));
  await setPlanCacheMode(client, form);
  return client;
}

/**
 * All forms on one connection inside the caller's open transaction, by SET LOCAL ROLE, so that they
 * see what the transaction changed and nobody else does. Each query is undone by its savepoint, and
 * the role and context with it. For servers where we may not create a database to try things on.
 *
 * @param owner in a transaction; its role must be allowed to become both of the arms' roles
 */
export async function transactionRunner(owner: Client, roles: ArmRoles): Promise<ArmRunner> {
  const searchPath: Record<Isolation, string> = {
    rls: await searchPathOf(roles, 'rls'),
    where: await searchPathOf(roles, 'where'),
  };
  const inForm = async <T>(form: ArmForm, call: QueryCall, work: () => Promise<T>): Promise<T> => {
    const statements = form.strategy.exchange(call).flat();
    await owner.query('savepoint rlsbench_control');
    const inRole = async () => {
      await owner.query(`set local role ${escapeIdentifier(roles[form.isolation].user)}`);
      await owner.query("select set_config('search_path', $1, true)", [searchPath[form.isolation]]);
      await setPlanCacheMode(owner, form);
      for (const statement of statements) {
        if (statement.part === 'context') await textRows(owner, statement);
      }
      return work();
    };
    return thenClose(inRole, () => owner.query('rollback to savepoint rlsbench_control'));
  };
  // The two isolations may share a statement name with another text, so it goes unnamed.
  const unnamed = (call: QueryCall) => textRows(owner, queryStatement({ ...call, name: '' }));
  // Callers ask for several forms at once; on one connection their roles would be mixed up.
  let previous: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = previous.then(work);
    previous = result.catch(() => undefined);
    return result;
  };
  return {
    rows: (form, call) => inTurn(() => inForm(form, call, () => unnamed(call))),
    written: (form, call, verify) =>
      inTurn(() =>
        inForm(form, call, async () => ({
          result: await unnamed(call),
          left: await unnamed(verify),
        })),
      ),
    close: async () => {},
  };
}

function searchPathOf(roles: ArmRoles, isolation: Isolation): Promise<string> {
  return withClient(roles[isolation], async (client) => {
    const { rows } = await client.query<{ path: string }>(
      "select current_setting('search_path') as path",
    );
    return rows[0]?.path ?? '';
  });
}

async function setPlanCacheMode(client: Client, { planCacheMode }: ArmForm): Promise<void> {
  await client.query("select set_config('plan_cache_mode', $1, false)", [planCacheMode]);
}
