import { both, type Mistake, put } from '../mistaken.js';

/** Ways to carry the tenant that cannot work, or that only a control may have. */
export const COMBINATIONS: readonly Mistake[] = [
  [
    'one message in the extended protocol',
    put('arms.4.context', 'one-message'),
    'arms.rls-plain.context',
    'statement has to be "simple"',
  ],
  [
    'a startup option of a kept connection',
    put('arms.4.context', 'startup-option'),
    'arms.rls-plain.context',
    'has the one tenant it was made with',
  ],
  [
    'a startup option through PgBouncer',
    both(
      put('arms.4.context', 'startup-option'),
      put('arms.4.route', 'pgbouncer-session'),
      put('probes', ['hammer']),
    ),
    'arms.rls-plain.context',
    'PgBouncer refuses startup options',
  ],
  [
    'a leak that nothing has to catch',
    both(put('arms.4.context', 'session-set'), put('arms.4.route', 'pgbouncer-transaction')),
    'arms.rls-plain.context',
    'got "session-set", which leaks: SET stays on a server connection',
  ],
  [
    'a context that does nothing and is no control',
    put('arms.4.context', 'set-local-autocommit'),
    'arms.rls-plain.context',
    'which does nothing: SET LOCAL outside of a transaction',
  ],
];
