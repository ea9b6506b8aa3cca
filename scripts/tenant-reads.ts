import { CONTEXT_STRATEGIES } from '../bench/context/registry.js';
import type { ConnectionSettings, Work } from '../bench/load/session.js';
import type { ContextName } from '../bench/scenario/scenario.js';
import { withClient } from '../bench/target/connect.js';
import { openEmbedded } from '../bench/target/embedded.js';
import type { OpenedTarget } from '../bench/target/target.js';

/** A small table on a server of its own, and one read of it: 20 rows by an index. */

const TENANTS = 200;
const ROWS_PER_TENANT = 100;
const ROWS_READ = 20;

export const READ_TENANT = '42';

/** `$1` is the tenant. */
export const READ_SQL =
  'select id, tenant_id, number, amount, note from bench_rows' +
  ` where tenant_id = $1 order by id desc limit ${ROWS_READ}`;

export interface ServerNeeds {
  readonly connections: number;
  /** Backends on cores of their own, beside the client's. */
  readonly heldToCores: boolean;
}

/** Opens an embedded server that has the table; closed by the caller. */
export function openServer(needs: ServerNeeds): Promise<OpenedTarget> {
  return openEmbedded(
    {
      location: 'embedded',
      pgMajor: 18,
      dataKey: 'scripts: tenant reads 1',
      fill: makeTable,
      onProgress: () => {},
    },
    { maxConnections: needs.connections + 10, holdToCores: needs.heldToCores },
  );
}

async function makeTable(settings: ConnectionSettings): Promise<void> {
  await withClient(settings, async (client) => {
    await client.query(
      `create table bench_rows (id int primary key, tenant_id int not null, number text not null,
         amount numeric(12,2) not null, note text not null)`,
    );
    await client.query(
      `insert into bench_rows select n, n % $1::int, 'INV-' || n, n * 0.37, 'note ' || n
       from generate_series(1, $1::int * $2::int) n`,
      [TENANTS, ROWS_PER_TENANT],
    );
    await client.query('create index on bench_rows (tenant_id, id)');
    await client.query('vacuum analyze bench_rows');
  });
}

/** The read under a context strategy, as work for a session. */
export function readWork(context: ContextName): readonly Work[] {
  const exchange = CONTEXT_STRATEGIES[context].exchange({
    name: 'read_rows',
    text: READ_SQL,
    values: [READ_TENANT],
    tenantId: READ_TENANT,
  });
  return [{ exchange, expectedRows: ROWS_READ, tenantColumn: 'tenant_id', tenantId: READ_TENANT }];
}
