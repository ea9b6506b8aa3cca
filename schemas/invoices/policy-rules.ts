import { BARE, type Rule, SETTING, WRAPPED } from './policy-forms.js';

/** One way to write the tenant's policy: a rule, what it calls, and other policies beside it. */
export interface PolicyForm {
  readonly name: string;
  /** As an engineer would name it in a review. */
  readonly title: string;
  /** SQL before the rule: functions that it calls. */
  readonly helpers?: readonly string[];
  readonly rule: Rule;
  /** Policies beside it: what follows the table in CREATE POLICY. */
  readonly beside?: readonly string[];
  /** What the rule looks up as the role that reads. */
  readonly reads?: readonly string[];
}

/** A function that says who the tenant is; its words decide what the planner may do with it. */
function tenantFunction(words: string): string {
  const body = words.includes('plpgsql') ? `begin return ${SETTING}; end` : `select ${SETTING}`;
  return `create function current_tenant() returns uuid ${words} as $$ ${body} $$`;
}

const HELPER = 'tenant_id = current_tenant()';

function helper(name: string, title: string, words: string, rule = HELPER): PolicyForm {
  return { name, title, helpers: [tenantFunction(words)], rule };
}

/**
 * The tenant as a claim in JSON. The one setting that a request sets is the tenant itself, so the
 * policy first writes the claims that a signed token would bring, and then reads them as it would.
 */
const CLAIM = `(nullif('{"tenant_id":"' || current_setting('app.current_tenant_id', true) || '"}',
  '{"tenant_id":""}')::jsonb ->> 'tenant_id')::uuid`;

/** The setting holds a user; each user of these is a member of one tenant, whose id is its own. */
const memberOf = 'select m.tenant_id from members m where m.user_id = ';
const members = { reads: ['members'] } as const;
const myTenants = `create function my_tenants() returns uuid[]
  language sql stable parallel safe security definer set search_path from current
  as $$ select array(${memberOf}${SETTING}) $$`;

const STAFF = `current_setting('app.is_staff', true) = 'yes'`;

/** So many policies, joined by OR; each has a condition of its own, so none is left out of planning. */
function manyPolicies(count: number): PolicyForm {
  const rule = (index: number) => `${BARE} and invoice_id <> -${index}`;
  const beside = Array.from({ length: count - 1 }, (_, index) => `using (${rule(index + 2)})`);
  const title = `${count} permissive policies`;
  return { name: `permissive-${count}`, title, rule: rule(1), beside };
}

/** The forms beside the bare one, which policies.sql has. */
export const POLICY_FORMS: readonly PolicyForm[] = [
  { name: 'wrapped', title: 'Wrapped in a subselect', rule: WRAPPED },
  helper('sql-stable', 'STABLE SQL helper', 'language sql stable parallel safe'),
  helper('sql-volatile', 'VOLATILE SQL helper', 'language sql volatile parallel safe'),
  helper('plpgsql-stable', 'STABLE PL/pgSQL helper', 'language plpgsql stable parallel safe'),
  helper('plpgsql-volatile', 'VOLATILE PL/pgSQL helper', 'language plpgsql volatile parallel safe'),
  helper(
    'volatile-wrapped',
    'VOLATILE PL/pgSQL helper, wrapped',
    'language plpgsql volatile parallel safe',
    'tenant_id = (select current_tenant())',
  ),
  // Elsewhere it makes every scan of the table serial, even where it is inlined: see docs/facts.md. Runs
  // are planned without parallel query, so here it differs from the STABLE helper in nothing.
  helper(
    'parallel-unsafe',
    'SQL helper left PARALLEL UNSAFE (parallel query is off here)',
    'language sql stable',
  ),
  { name: 'json-claim', title: 'JSON claim, bare', rule: `tenant_id = ${CLAIM}` },
  { name: 'json-wrapped', title: 'JSON claim, wrapped', rule: `tenant_id = (select ${CLAIM})` },
  {
    name: 'member-in',
    title: 'Membership by IN',
    rule: `tenant_id in (${memberOf}${SETTING})`,
    ...members,
  },
  {
    name: 'member-exists',
    title: 'Membership by EXISTS',
    rule: (table) =>
      `exists (select from members m where m.user_id = ${SETTING} and m.tenant_id = ${table}.tenant_id)`,
    ...members,
  },
  {
    name: 'member-array',
    title: 'Membership by = ANY (ARRAY(...))',
    rule: `tenant_id = any (array(${memberOf}${SETTING}))`,
    ...members,
  },
  {
    name: 'member-definer',
    title: 'Membership by = ANY (SECURITY DEFINER helper)',
    helpers: [myTenants],
    rule: 'tenant_id = any (my_tenants())',
  },
  {
    name: 'member-unnest',
    title: 'Membership by IN (SELECT unnest(SECURITY DEFINER helper))',
    helpers: [myTenants],
    rule: 'tenant_id in (select unnest(my_tenants()))',
  },
  { name: 'or-staff', title: 'OR with a staff predicate', rule: `${BARE} or ${STAFF}` },
  {
    name: 'or-staff-wrapped',
    title: 'OR with a staff predicate, both wrapped',
    rule: `${WRAPPED} or (select ${STAFF})`,
  },
  manyPolicies(5),
  manyPolicies(20),
  manyPolicies(50),
  {
    name: 'restrictive',
    title: 'A restrictive policy beside a permissive one',
    rule: 'true',
    beside: [`as restrictive using (${BARE})`],
  },
];
