import pg from 'pg';
import { databaseOf } from '../target/arm-connection.js';
import { cloneDatabase } from '../target/clone.js';
import { connect, withClient } from '../target/connect.js';
import type { Target } from '../target/target.js';
import { thenClose } from '../then-close.js';
import type { ProbeRequest } from './probe.js';

/** Gives work a database none of whose tables' pages are in shared buffers. */
export interface ColdDatabases {
  /** True where each use takes long, so that few are worth it. */
  readonly isSlow: boolean;
  readonly note: string;
  /** `empty` makes it cold at that moment; where there is none, it is cold until something is read. */
  readonly withCold: <T>(
    sibling: string,
    work: (database: string, empty?: () => Promise<void>) => Promise<T>,
  ) => Promise<T>;
  readonly close: () => Promise<void>;
}

const VERSION_THAT_EVICTS = 170_000;
const VERSION_THAT_EVICTS_RELATIONS = 180_000;

const EVICT_RELATIONS = `
  select pg_buffercache_evict_relation(oid) from pg_class
   where relnamespace = $1::regnamespace and relkind in ('r', 'i')`;

/** Looks at every buffer there is, which takes ten times as long. */
const EVICT_BUFFERS = `
  select count(pg_buffercache_evict(bufferid)) from pg_buffercache
   where reldatabase = (select oid from pg_database where datname = current_database())
     and relfilenode in (select pg_relation_filenode(oid) from pg_class
                          where relnamespace = $1::regnamespace)`;

/** The way that this server offers, or why there is none. */
export async function coldDatabases(request: ProbeRequest): Promise<ColdDatabases | string> {
  const { target } = request;
  const { version, superuser } = await serverOf(target);
  if (version >= VERSION_THAT_EVICTS) {
    return superuser
      ? evictedDatabases(request, version)
      : 'emptying shared buffers takes a superuser (pg_buffercache_evict)';
  }
  return target.kind === 'embedded'
    ? copiedDatabases(request)
    : 'emptying shared buffers takes Postgres 17, or a server of ours';
}

async function serverOf({ admin }: Target): Promise<{ version: number; superuser: boolean }> {
  return withClient(admin, async (client) => {
    const { rows } = await client.query<{ version: number; superuser: boolean }>(
      `select current_setting('server_version_num')::int as version, rolsuper as superuser
         from pg_roles where rolname = current_user`,
    );
    return rows[0] ?? { version: 0, superuser: false };
  });
}

/** Evicts the pages of all tables and indexes of the schema (manual, F.25.3, from 17 on). */
function evictedDatabases({ target, roles }: ProbeRequest, version: number): ColdDatabases {
  const evict = version >= VERSION_THAT_EVICTS_RELATIONS ? EVICT_RELATIONS : EVICT_BUFFERS;
  const clients = new Map<string, pg.Client>();
  const clientOf = async (database: string) => {
    const known = clients.get(database);
    if (known) return known;
    const client = await connect({ ...target.admin, database });
    clients.set(database, client);
    await client.query('create extension if not exists pg_buffercache');
    return client;
  };
  return {
    isSlow: false,
    note: 'shared buffers cold: pages evicted just before',
    withCold: async (sibling, work) => {
      const database = databaseOf(roles, sibling);
      const client = await clientOf(database);
      return work(database, async () => {
        await client.query(evict, [pg.escapeIdentifier(target.schema)]);
      });
    },
    close: async () => {
      await Promise.allSettled([...clients.values()].map((client) => client.end()));
    },
  };
}

/** A clone of its own for each use: it is copied file by file, past shared buffers. */
function copiedDatabases({ target, roles }: ProbeRequest): ColdDatabases {
  return {
    isSlow: true,
    note: 'shared buffers cold: a clone that nobody has read yet, in a new session, which looks up catalogs as well',
    withCold: async (sibling, work) => {
      const clone = await cloneDatabase(target, 'cold', databaseOf(roles, sibling));
      if (!clone) throw new Error('A server of ours makes clones');
      return thenClose(() => work(clone.admin.database), clone.drop);
    },
    close: async () => {},
  };
}
