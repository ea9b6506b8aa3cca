import { defineScenario } from '../bench/scenario/define.js';
import type { Arm, ContextName, Operation, Sibling } from '../bench/scenario/scenario.js';
import { ROLE_POLICIES, TOKEN_POLICIES } from '../schemas/invoices/context-policies.js';
import { latest } from '../schemas/invoices/operations.js';

/**
 * What one client leaves on a server connection, and whether the next client of that connection finds
 * it. The probe `leak-matrix` asks for each kind of state and each way to set it, client after client;
 * the probe `hammer` lets many clients of many tenants read through few server connections and looks
 * at every row. Arms that have to leak show that it would have been seen.
 */

const siblings: Sibling[] = [
  { name: 'setting', title: 'policies read a setting' },
  { name: 'token', title: 'policies verify a signed token', setup: TOKEN_POLICIES },
  { name: 'role', title: 'policies read the current role', setup: ROLE_POLICIES },
];

const shared = {
  client: 'wire',
  planCacheMode: 'force_custom_plan',
  route: 'pgbouncer-transaction',
} as const;

function carriedBy(context: ContextName, title: string, sibling = 'setting'): Arm {
  return { name: context, title, isolation: 'rls', context, sibling, ...shared };
}

/** Small, and without a parameter: what one asks for by id is not found in another tenant. */
const latestThree: Operation = {
  ...latest,
  name: 'latest-3',
  title: 'Latest 3 invoices',
  where: latest.where.replace('limit 20', 'limit 3'),
  rls: latest.rls.replace('limit 20', 'limit 3'),
};

const arms: Arm[] = [
  // Not hammered: what the others are proved against, and all there is without PgBouncer.
  {
    ...{ name: 'where', title: 'WHERE, without a context', isolation: 'where', context: 'none' },
    ...{ sibling: 'setting', ...shared, route: 'direct-pooled' },
  },
  carriedBy('set-local', 'SET LOCAL in a transaction'),
  carriedBy('set-config', 'set_config(.., true) in a transaction'),
  carriedBy('set-config-pipelined', 'set_config(.., true), all in one round trip'),
  carriedBy('set-config-implicit', 'set_config(.., true), one round trip without BEGIN'),
  { ...carriedBy('one-message', 'SET LOCAL and query in one message'), statement: 'simple' },
  carriedBy('signed-token', 'signed token, verified by the policy', 'token'),
  carriedBy('set-local-role', 'SET LOCAL ROLE, a role a tenant', 'role'),
  {
    ...carriedBy('session-set', 'SET without RESET in session mode'),
    ...{ name: 'session-mode-set', route: 'pgbouncer-session' },
  },
  carriedBy('session-set', 'SET without RESET (has to leak)'),
  carriedBy('session-set-reset', 'SET and RESET (has to leak)'),
  carriedBy('set-local-autocommit', 'SET LOCAL without BEGIN (sets nothing)'),
];

export default defineScenario({
  name: 'leaks',
  question: 'What that one client left on a pooled connection does the next client find?',
  dataset: 'invoices',
  sample: true,
  siblings,
  drawFrom: 'setting',
  operations: [latestThree],
  arms,
  contrasts: [],
  telling: [latestThree.name],
  tellingTenants: ['tiny'],
  concurrent: [],
  probes: ['leak-matrix', 'hammer'],
});
