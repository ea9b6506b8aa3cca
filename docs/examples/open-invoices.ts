import type { Arm, Scenario } from '../../bench/scenario/scenario.js';

/** Twenty open invoices, the longest due first: is the index on (tenant_id, status) enough? */

const columns = 'tenant_id, invoice_id, amount, due_on';
const setup = [
  `create index open_due_idx on invoices (tenant_id, due_on, invoice_id) where status = 'open'`,
];

const arm = (name: string, title: string, isolation: 'where' | 'rls', sibling: string): Arm => ({
  ...{ name, title, isolation, sibling },
  context: 'set-config-pipelined',
  client: 'wire',
  planCacheMode: 'force_custom_plan',
  indexes: sibling === 'as-loaded' ? '(tenant_id, status)' : '(tenant_id, due_on) of open ones',
});

export default {
  name: 'open-invoices',
  question: 'Is the index on (tenant_id, status) enough to list the invoices that are longest due?',
  dataset: 'invoices',
  sample: true,
  siblings: [
    { name: 'as-loaded', title: 'the indexes of the schema' },
    { name: 'due', title: 'and one of open invoices by due date', setup },
    { name: 'due-again', title: 'the same, made again', setup, repeats: 'due' },
  ],
  operations: [
    {
      name: 'longest-due',
      title: 'Twenty open invoices, the longest due first',
      tables: ['invoices'],
      where: `select ${columns} from invoices where tenant_id = $1 and status = 'open'
              order by due_on, invoice_id limit 20`,
      rls: `select ${columns} from invoices where status = 'open'
            order by due_on, invoice_id limit 20`,
      tenantColumn: 'tenant_id',
      expect: [{ arms: ['where', 'rls'], uses: 'open_due_idx', maxBuffers: 30 }],
    },
  ],
  arms: [
    arm('where', 'WHERE, with the index', 'where', 'due'),
    { ...arm('where-again', 'WHERE, again (A/A)', 'where', 'due-again'), repeats: 'where' },
    arm('where-without', 'WHERE, without', 'where', 'as-loaded'),
    arm('rls', 'RLS, with the index', 'rls', 'due'),
    arm('rls-without', 'RLS, without', 'rls', 'as-loaded'),
  ],
  contrasts: [
    { name: 'a-a', title: 'nothing', treatment: 'where-again', baseline: 'where', kind: 'aa' },
    { name: 'policy', title: 'the policy', treatment: 'rls', baseline: 'where', kind: 'step' },
    { name: 'index', title: 'no index', treatment: 'rls-without', baseline: 'rls', kind: 'level' },
  ],
  telling: ['longest-due'],
  concurrent: [],
} satisfies Scenario;
