import type { Arm, Scenario } from '../../bench/scenario/scenario.js';

/** A scenario with a bit of everything, for tests that spoil one thing in it. */
export const SOUND: Scenario = {
  name: 'sound',
  question: 'Is it sound?',
  dataset: 'invoices',
  siblings: [
    { name: 'plain', title: 'no other index' },
    {
      name: 'by-date',
      title: 'an index by date',
      setup: ['create index of_date on invoices (created_at)'],
    },
    {
      name: 'by-date-again',
      title: 'the same, made again',
      setup: ['create index of_date on invoices (created_at)'],
      repeats: 'by-date',
    },
    { name: 'by-date-bloated', title: 'half of it updated', from: 'by-date' },
  ],
  operations: [
    {
      name: 'point',
      title: 'One invoice',
      tables: ['invoices'],
      where: 'select tenant_id, amount from invoices where tenant_id = $1 and invoice_id = $2',
      rls: 'select tenant_id, amount from invoices where invoice_id = $1',
      forms: {
        any: 'select tenant_id, amount from invoices where invoice_id = any(array[$1::bigint])',
      },
      draw: `select invoice_id from invoices where tenant_id = $1
             order by hashint8extended(invoice_id, $2), invoice_id limit $3`,
      tenantColumn: 'tenant_id',
      expect: [{ arms: ['rls'], uses: 'of_date', maxBuffers: 40 }],
    },
    {
      name: 'pay',
      title: 'Pay all that is open',
      tables: ['invoices'],
      where: `update invoices set status = 'paid' where tenant_id = $1 and status = 'open'`,
      rls: `update invoices set status = 'paid' where status = 'open'`,
      effect: 'write',
      verify: 'select status, count(*) from invoices where tenant_id = $1 group by 1 order by 1',
    },
  ],
  arms: [
    arm('where', { isolation: 'where' }),
    arm('where-again', { isolation: 'where', sibling: 'by-date-again', repeats: 'where' }),
    arm('rls', {}),
    arm('rls-any', { form: 'any', operations: ['point'] }),
    arm('rls-plain', { sibling: 'plain' }),
  ],
  contrasts: [
    {
      name: 'a-a',
      title: 'the same twice',
      treatment: 'where-again',
      baseline: 'where',
      kind: 'aa',
    },
    { name: 'policy', title: 'the policy', treatment: 'rls', baseline: 'where', kind: 'step' },
    { name: 'index', title: 'the index', treatment: 'rls', baseline: 'rls-plain', kind: 'level' },
  ],
  telling: ['point'],
  concurrent: ['point'],
  drawFrom: 'plain',
};

function arm(name: string, over: Partial<Arm>): Arm {
  return {
    name,
    title: name,
    isolation: 'rls',
    context: 'set-config',
    client: 'wire',
    planCacheMode: 'force_custom_plan',
    sibling: 'by-date',
    ...over,
  };
}
