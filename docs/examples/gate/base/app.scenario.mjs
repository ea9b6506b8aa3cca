/** What every page of the app waits for: the queries that a pull request must not make slower. */

const columns = 'tenant_id, invoice_id, status, amount, created_at';

const arm = (name, title, isolation) => ({
  ...{ name, title, isolation },
  context: 'set-config-pipelined',
  client: 'wire',
  planCacheMode: 'auto',
});

export default {
  name: 'app',
  question: 'Are the queries of the app as fast as they were?',
  dataset: 'invoices',
  operations: [
    {
      name: 'latest',
      title: 'Latest 20 invoices',
      tables: ['invoices'],
      where: `select ${columns} from invoices where tenant_id = $1
              order by created_at desc, invoice_id desc limit 20`,
      rls: `select ${columns} from invoices
            order by created_at desc, invoice_id desc limit 20`,
      tenantColumn: 'tenant_id',
    },
    {
      name: 'open',
      title: 'Count open invoices',
      tables: ['invoices'],
      where: `select count(*) from invoices where tenant_id = $1 and status = 'open'`,
      rls: `select count(*) from invoices where status = 'open'`,
    },
  ],
  arms: [
    arm('where', 'WHERE', 'where'),
    { ...arm('where-again', 'WHERE, again (A/A)', 'where'), repeats: 'where' },
    arm('rls', 'RLS', 'rls'),
  ],
  contrasts: [
    { name: 'a-a', title: 'nothing', treatment: 'where-again', baseline: 'where', kind: 'aa' },
    { name: 'policy', title: 'the policy', treatment: 'rls', baseline: 'where', kind: 'step' },
  ],
  telling: ['latest'],
  concurrent: [],
};
