import type { GateCatalog } from '../../../result/gate-parts.js';
import type { GateFinding } from '../../gate-result.js';
import { finding, sentence } from '../place.js';
import type { ExactRule } from '../rule.js';

type Told = Pick<GateFinding, 'rule' | 'level' | 'message'> &
  Partial<Pick<GateFinding, 'base' | 'head'>>;

/**
 * What the catalogs show and no row or plan does. A table whose row security is off, or that is not
 * forced, is left open to its owner (Postgres manual, 5.9), whom no arm logs in as; a policy of one
 * command alone that lets everything through is not seen by reading. Of no operation: of the schema.
 */
export const catalog: ExactRule = (comparison) => {
  const { catalogs, input } = comparison;
  const [scenario] = input.gate.scenarios;
  if (catalogs === null || scenario === undefined) return [];
  const { base, head } = catalogs;
  const subject = { scenario: scenario.name, operation: null, tenant: null, arm: null };
  return [...rowSecurity(base, head), ...policies(base, head), ...volatilities(base, head)].map(
    (told) => ({ ...finding(comparison, subject, told), file: null }),
  );
};

function rowSecurity(base: GateCatalog, head: GateCatalog): Told[] {
  return head.tables.flatMap((is): Told[] => {
    const was = base.tables.find(({ name }) => name === is.name);
    if (was === undefined) return [];
    if (was.rowSecurity !== is.rowSecurity) {
      const [before, now] = [was, is].map((each) => (each.rowSecurity ? 'enabled' : 'disabled'));
      return [
        {
          ...{ rule: 'isolation', level: is.rowSecurity ? 'better' : 'failure' },
          message: sentence(`row-level security of ${is.name} is ${now}, and was ${before}`),
          ...{ base: `${before}`, head: `${now}` },
        },
      ];
    }
    if (was.forced === is.forced || !is.rowSecurity) return [];
    const [before, now] = [was, is].map((each) => (each.forced ? 'forced' : 'not forced'));
    const unbound = is.ownerEscapes ? ', a role that no policy binds anyway' : '';
    const message = is.forced
      ? `row-level security of ${is.name} is forced now: its policies bind its owner too`
      : `row-level security of ${is.name} is no longer forced (FORCE ROW LEVEL SECURITY): its owner escapes its policies (${is.owner} here${unbound})`;
    return [
      {
        ...{ rule: 'isolation', level: is.forced ? 'better' : 'failure' },
        ...{ message: sentence(message), base: `${before}`, head: `${now}` },
      },
    ];
  });
}

type Policy = GateCatalog['policies'][number];

function policies(base: GateCatalog, head: GateCatalog): Told[] {
  const inBoth = (table: string) =>
    [base, head].every(({ tables }) => tables.some(({ name }) => name === table));
  const same = (one: Policy) => (other: Policy) =>
    one.table === other.table && one.name === other.name;
  return [
    ...head.policies
      .filter(({ table }) => inBoth(table))
      .flatMap((is): Told[] => {
        const was = base.policies.find(same(is));
        if (was === undefined) {
          const others = base.policies.filter((each) => each.table === is.table && each.permissive);
          const and =
            is.permissive && others.length > 0
              ? '; rows that any policy lets through are let through'
              : '';
          return [
            notice(
              `policy ${is.name} of ${is.table} is new: ${policyWords(is)}${and}`,
              null,
              policyWords(is),
            ),
          ];
        }
        return changes(was, is);
      }),
    ...base.policies
      .filter(({ table }) => inBoth(table))
      .filter((was) => !head.policies.some(same(was)))
      .map((was) =>
        notice(
          `policy ${was.name} of ${was.table} is gone: ${policyWords(was)}`,
          policyWords(was),
          null,
        ),
      ),
  ];
}

function changes(was: Policy, is: Policy): Told[] {
  const [before, now] = [policyWords(was), policyWords(is)];
  if (before === now) return [];
  const opened = openedOf(was, is);
  if (opened === null) {
    return [
      notice(`policy ${is.name} of ${is.table} is another: ${now}; it was ${before}`, before, now),
    ];
  }
  const message = sentence(
    `policy ${is.name} of ${is.table} lets every row through, ${opened}; it was ${before}`,
  );
  return [{ rule: 'isolation', level: 'failure', message, base: before, head: now }];
}

/** What of a permissive policy is literally true now and was not; a restrictive one then does nothing. */
function openedOf(was: Policy, is: Policy): string | null {
  if (isTrue(is.using) && !isTrue(was.using)) return 'USING (true)';
  const [checked, checks] = [was.withCheck ?? was.using, is.withCheck ?? is.using];
  return isTrue(checks) && !isTrue(checked) ? 'WITH CHECK (true)' : null;
}

function isTrue(expression: string | null): boolean {
  return expression === 'true' || expression === '(true)';
}

function policyWords({ permissive, command, roles, using, withCheck }: Policy): string {
  return [
    permissive ? '' : 'AS RESTRICTIVE',
    `FOR ${command} TO ${roles.join(', ')}`,
    using === null ? '' : `USING ${using}`,
    withCheck === null ? '' : `WITH CHECK ${withCheck}`,
  ]
    .filter(Boolean)
    .join(' ')
    .replace(/\s+/g, ' ');
}

const FREEDOM = { IMMUTABLE: 0, STABLE: 1, VOLATILE: 2 } as const;

/** An index finds no row by what a volatile function returns, and it is called for every row. */
function volatilities(base: GateCatalog, head: GateCatalog): Told[] {
  return head.functions.flatMap((is) => {
    const was = base.functions.find(({ name }) => name === is.name);
    if (was === undefined || FREEDOM[is.volatility] <= FREEDOM[was.volatility]) return [];
    const means =
      is.volatility === 'VOLATILE'
        ? 'a condition that calls it bare finds rows by no index, and calls it for each row'
        : 'its result is no constant any more when a query is planned';
    return {
      ...{ rule: 'calls', level: 'notice', base: was.volatility, head: is.volatility },
      message: sentence(
        `function ${is.name} is ${is.volatility}, and was ${was.volatility}: ${means}`,
      ),
    } satisfies Told;
  });
}

function notice(text: string, base: string | null, head: string | null): Told {
  return { rule: 'proof', level: 'notice', message: sentence(text), base, head };
}
