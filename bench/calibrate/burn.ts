import { latest } from '../../schemas/invoices/operations.js';
import { SETTING, setRule } from '../../schemas/invoices/policy-forms.js';
import type { LieSide } from './lies/lie.js';
import { specOf } from './spec.js';

/** About a third of what the server's CPU then does for the exchange, on two cores of an EPYC. */
const LOOPS = 8_000;
/** Head's helper loops so much longer: 12% more server CPU, as measured there. */
export const BURN_SHARE = 0.4;

/**
 * A policy that asks a helper once a query, which does nothing for a while: the plan, the calls and the
 * buffers are the same however long it takes, so only a clock tells.
 */
function burning(loops: number): LieSide {
  return {
    sql: [
      `create function burn() returns boolean language plpgsql stable parallel safe
         as $$ begin for n in 1 .. ${loops} loop null; end loop; return true; end $$`,
      ...setRule(`tenant_id = ${SETTING} and (select burn())`, ['invoices']),
    ],
    scenario: specOf([latest]),
  };
}

/** A head whose server has more to do, in place of a client that waits. */
export const SERVER_BURN = {
  base: burning(LOOPS),
  head: burning(Math.round(LOOPS * (1 + BURN_SHARE))),
} as const;
