import { latest } from '../../../schemas/invoices/operations.js';
import type { Arm } from '../../scenario/scenario.js';
import { armsWith, RLS, specOf } from '../spec.js';
import type { Lie } from './lie.js';

const pooled: Arm = {
  ...RLS,
  ...{ name: 'pooled', title: 'RLS, through PgBouncer', route: 'pgbouncer-transaction' },
};

/** A scenario may have an arm that leaks beside the probe that has to catch it: so the file is sound. */
const specWith = (arm: Arm) =>
  specOf([latest], { arms: [...armsWith(RLS), arm], probes: ['hammer'] });

export const contextMadeSessionWide: Lie = {
  name: 'context-made-session-wide',
  what: 'Sets the tenant with SET in place of SET LOCAL behind PgBouncer: the next client of the connection has it.',
  caughtBy: ['context'],
  base: { sql: [], scenario: specWith(pooled) },
  head: { sql: [], scenario: specWith({ ...pooled, context: 'session-set' }) },
};
