import { escapeIdentifier } from 'pg';
import { seededRandom } from '../../bench/load/random.js';
import type { Probe, ProbeRequest } from '../../bench/probe/probe.js';
import type { Figure, SkippedWork } from '../../bench/result/parts.js';
import type { Arm, Operation } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import invoices from '../../schemas/invoices/rows.js';
import { createSmallScenario, scenario, tenants } from '../proof/small-scenario.js';
import { SMALL } from '../run/small-run.js';
import type { TestDatabase } from '../support/test-database.js';

const current = "nullif(current_setting('app.current_tenant_id', true), '')::uuid";
const free = `select 1000000 + id from invoices where tenant_id = $1
              order by hashint8extended(id, $2), id limit $3`;

const write = (operation: Omit<Operation, 'title' | 'tables' | 'effect'>): Operation => ({
  ...{ title: operation.name, tables: ['invoices'], effect: 'write', ...operation },
});

const operations: Operation[] = [
  write({
    name: 'add',
    where: 'insert into invoices values ($1, $2, 1)',
    rls: `insert into invoices values (${current}, $1, 1)`,
    draw: free,
    verify: 'select * from invoices where tenant_id = $1 and id = $2',
  }),
  write({
    name: 'add-many',
    where: 'insert into invoices select $1, $2::bigint + n, n from generate_series(1, 5) as n',
    rls: `insert into invoices select ${current}, $1::bigint + n, n from generate_series(1, 5) as n`,
    draw: `select 1000000 + 1000 * id from invoices where tenant_id = $1
           order by hashint8extended(id, $2), id limit $3`,
    verify: 'select * from invoices where tenant_id = $1 and id between $2 and $2 + 5 order by id',
  }),
  write({
    name: 'pay',
    where: 'update invoices set amount = 0 where tenant_id = $1 and id = $2',
    rls: 'update invoices set amount = 0 where id = $1',
    draw: 'select id from invoices where tenant_id = $1 order by hashint8extended(id, $2), id limit $3',
    verify: 'select * from invoices where tenant_id = $1 and id = $2',
  }),
];

const arm = (name: string, isolation: Arm['isolation']): Arm => ({
  ...{ name, title: name, isolation, context: 'set-config', client: 'wire' },
  ...{ planCacheMode: 'force_custom_plan', sibling: 'own' },
});

/** Makes the small scenario's tables in `database`, and asks for probes of three writes on them. */
export async function smallProbe(
  database: TestDatabase,
): Promise<ProbeRequest & { readonly skipped: SkippedWork[] }> {
  const roles = await createSmallScenario(database);
  const logins = [roles.rls, roles.where].map(({ user }) => escapeIdentifier(user)).join(', ');
  await withClient(database.admin, (client) =>
    client.query(`grant insert, update, delete on invoices to ${logins}`),
  );
  const skipped: SkippedWork[] = [];
  return {
    target: database.target,
    roles: { ...roles, siblings: new Map([['own', database.admin.database]]) },
    scenario: {
      ...{ ...scenario, operations, arms: [arm('where', 'where'), arm('rls', 'rls')] },
      siblings: [{ name: 'own', title: 'its own' }],
    },
    ...{ rows: invoices, tenants, profile: SMALL, random: seededRandom(1) },
    signal: new AbortController().signal,
    ...{ proved: [], poolers: undefined },
    onFigure: () => {},
    onLoad: () => {},
    onLeak: () => {},
    onHammer: () => {},
    onDoing: () => {},
    onSkip: (each) => skipped.push(each),
    skipped,
  };
}

/** All that a probe tells, or several. */
export async function figuresOf(probe: Probe, request: ProbeRequest): Promise<Figure[]> {
  const figures: Figure[] = [];
  await probe({ ...request, onFigure: (figure) => figures.push(figure) });
  return figures;
}
