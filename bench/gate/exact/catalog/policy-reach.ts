import type { GateCatalog } from '../../../result/gate-parts.js';

export type Policy = GateCatalog['policies'][number];

/** What a policy decides: whether one role may read, or write, rows by one command. */
export interface Reach {
  readonly role: string;
  readonly command: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
  readonly part: 'USING' | 'WITH CHECK';
  readonly condition: string;
}

/** Postgres manual, CREATE POLICY, "policies applied by command type". */
const PARTS = [
  { command: 'SELECT', part: 'USING' },
  { command: 'INSERT', part: 'WITH CHECK' },
  { command: 'UPDATE', part: 'USING' },
  { command: 'UPDATE', part: 'WITH CHECK' },
  { command: 'DELETE', part: 'USING' },
] as const;

/** All that a policy decides; where it has no WITH CHECK, its USING checks new rows too. */
export function reachOf({ command, roles, using, withCheck }: Policy): Reach[] {
  return PARTS.filter((each) => command === 'ALL' || command === each.command).flatMap((each) =>
    roles.flatMap((role): Reach[] => {
      const condition = each.part === 'USING' ? using : (withCheck ?? using);
      return condition === null ? [] : [{ ...each, role, condition }];
    }),
  );
}

/** Whether the one decides where the other does; PUBLIC is everybody. */
export function covers(one: Reach, other: Reach): boolean {
  return (
    one.command === other.command &&
    one.part === other.part &&
    (one.role === 'public' || one.role === other.role)
  );
}

/** Whether it decides nothing: every row is let through. */
export function isOpen({ condition }: Reach): boolean {
  return condition === 'true' || condition === '(true)';
}

/** A policy as CREATE POLICY has it, on one line. */
export function policyWords({ permissive, command, roles, using, withCheck }: Policy): string {
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
