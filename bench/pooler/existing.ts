import { EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { connect, withClient } from '../target/connect.js';
import { endBackendsOf } from '../target/end-backends.js';
import type { ParsedUrl } from '../target/url-parse.js';
import { openConsole, type PoolerConsole } from './console.js';
import { type ExistingFacts, readExisting } from './existing-facts.js';
import type { Pooler, PoolerRow, PoolerSettings, PoolerSource } from './pooler.js';
import { parsePoolerUrl } from './pooler-url.js';
import { poolerErrorOf } from './trouble.js';

/**
 * A pooler that runs already, as a source of poolers: all arms get the same one, each with a pool of
 * its own by its database user. What it is set to is asked on its console, where the URL's user may.
 *
 * @throws {BadInputError} when the URL is none
 * @throws {EnvironmentError} when nothing answers there, or the password is wrong
 */
export async function openExistingPooler(
  url: string,
  onProgress: (message: string) => void,
): Promise<PoolerSource> {
  const parsed = parsePoolerUrl(url);
  const { address } = parsed;
  const settings = await reach(parsed);
  const console = await openConsole(settings).catch(() => undefined);
  const facts = console && (await readExisting(console).catch(() => undefined));
  const name =
    facts === undefined ? `the pooler at ${address}` : `PgBouncer ${facts.version} at ${address}`;
  if (facts === undefined) {
    onProgress(
      `${name} does not let "${settings.user}" ask its console: its pool size, waiting clients and backends are not known (name the user in its stats_users or admin_users)`,
    );
  }
  return {
    version: facts?.version ?? 'unknown',
    description: facts === undefined ? `A pooler at ${address}` : name,
    open: async (_server, logins, wanted, prefix) => {
      const pooler = describe({ settings, console, facts, wanted, logins, prefix });
      try {
        for (const login of logins) {
          const mode = await observeMode(pooler.through(login), address);
          if (mode !== wanted.poolMode) throw otherMode(name, mode, wanted.poolMode);
        }
      } finally {
        // What looking has opened is nobody's.
        await pooler.reconnect();
      }
      return pooler;
    },
    close: async () => {
      await console?.close();
    },
  };
}

/** The way in that works: TLS as the URL says, or without where it says "prefer" and there is none. */
async function reach({ settings, plainIfNoTls, address }: ParsedUrl): Promise<ConnectionSettings> {
  try {
    await (await connect(settings)).end();
    return settings;
  } catch (error) {
    if (plainIfNoTls && String(error).includes('does not support SSL')) {
      return reach({ settings: { ...settings, ssl: false }, plainIfNoTls: false, address });
    }
    const known = poolerErrorOf(error, `The pooler at ${address}`);
    if (known instanceof EnvironmentError) throw known;
    throw new EnvironmentError(
      `Could not get through the pooler at ${address}: ${error instanceof Error ? error.message : String(error)}.`,
      'Check host, port, user, password and database of --pooler-url.',
      { cause: error },
    );
  }
}

/**
 * How it pools, by which backends two clients see that are there at the same time: in session mode
 * each keeps one of its own. Each asks twice, so that taking turns with the backends
 * (server_round_robin) is not taken for it.
 *
 * @throws {EnvironmentError} when it does not let this login through to its database
 */
async function observeMode(
  login: ConnectionSettings,
  address: string,
): Promise<PoolerSettings['poolMode']> {
  try {
    return await withClient(login, (first) =>
      withClient(login, async (second) => {
        const pids: number[] = [];
        for (const client of [first, second, first, first, second, second]) {
          pids.push((await client.query('select pg_backend_pid() as pid')).rows[0].pid);
        }
        return keepTheirs(pids) ? 'session' : 'transaction';
      }),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError(
      `The pooler at ${address} does not let a role that we made through to database "${login.database}": ${reason.replace(/\.$/, '')}.`,
      'Give it an auth_query and an entry for that database in front of the server of --target, or leave --pooler-url out to have a PgBouncer started.',
      { cause: error },
    );
  }
}

/** Backends in the order first, second, first, first, second, second: each always its own? */
function keepTheirs([a, b, ...later]: readonly number[]): boolean {
  return a !== b && [a, a, b, b].every((pid, at) => pid === later[at]);
}

function otherMode(name: string, is: string, wanted: string): EnvironmentError {
  return new EnvironmentError(
    `Arms in ${wanted} mode can not be measured: ${name} pools by ${is}.`,
    `Set its pool_mode to ${wanted}, or leave --pooler-url out to have a PgBouncer started.`,
  );
}

interface Described {
  /** The way in that was given. */
  readonly settings: ConnectionSettings;
  readonly console: PoolerConsole | undefined;
  readonly facts: ExistingFacts | undefined;
  readonly wanted: PoolerSettings;
  readonly logins: readonly ConnectionSettings[];
  readonly prefix: string | undefined;
}

function describe({ settings, console, facts, wanted, logins, prefix }: Described): Pooler {
  const ask = (command: string) => {
    if (console !== undefined && facts !== undefined) return console.ask(command);
    return Promise.reject(
      new EnvironmentError(
        "The pooler's console may not be asked.",
        'Name the user of --pooler-url in its stats_users or admin_users.',
      ),
    );
  };
  const databases = new Set(logins.map(({ database }) => database));
  const users = new Set(logins.map(({ user }) => user));
  const letGo = async () => {
    const servers = await ask('SHOW SERVERS').catch(() => undefined);
    for (const database of oursAmong(servers ?? [], prefix)) {
      // A stats user may not.
      await ask(`RECONNECT ${quoted(database)}`).catch(() => undefined);
    }
    // As each login itself: who made it may end what is its own only as a superuser. A server that does
    // not let us in directly keeps them; who needs them gone will say so.
    for (const login of logins) {
      const hasNone = servers?.every(({ user }) => user !== login.user);
      if (!hasNone) await endBackendsOf(login).catch(() => undefined);
    }
  };
  return {
    version: facts?.version ?? 'unknown',
    settings: facts?.settingsOf(logins[0]?.database ?? '', wanted.poolMode) ?? {
      poolMode: wanted.poolMode,
      ...{ poolSize: 0, maxClients: 0, maxPreparedStatements: 0 },
    },
    pid: null,
    through: (login) => throughPooler(login, settings),
    show: async (what) => {
      const rows = await ask(`SHOW ${what}`);
      // It is not ours alone: what others do through it is none of our samples.
      if (what === 'CONFIG') return rows;
      const ours = what === 'STATS' ? databases : users;
      return rows.filter((row) => ours.has((what === 'STATS' ? row.database : row.user) ?? ''));
    },
    serverPids: async () =>
      (await ask('SHOW SERVERS'))
        .filter(({ user }) => users.has(user ?? ''))
        .map((row) => Number(row.remote_pid))
        .filter((pid) => pid > 0),
    readCpuNs: () => null,
    reconnect: letGo,
    // It is not ours to stop; what it holds for our logins has to go before they do.
    close: letGo,
  };
}

/**
 * The databases of ours that it is connected to, for whichever user: those of its auth_query too. In a
 * person's own database RECONNECT would recycle the connections of every application.
 */
function oursAmong(servers: readonly PoolerRow[], prefix: string | undefined): Set<string> {
  const databases = servers.map(({ database }) => database ?? '');
  return new Set(databases.filter((name) => prefix !== undefined && name.startsWith(prefix)));
}

/** A name in a command of the console. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function throughPooler(
  { options: _, ...login }: ConnectionSettings,
  { host, port, ssl }: ConnectionSettings,
): ConnectionSettings {
  return { ...login, host, port, ssl };
}
