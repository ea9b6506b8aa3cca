import { EnvironmentError, UserFacingError } from '../errors.js';
import type { Pooler } from './pooler.js';

/** An error as `pg` gives it, or as our sessions count it. */
export interface Trouble {
  readonly message: string;
  /** SQLSTATE, or the system's code of a connection that failed. */
  readonly code?: string | undefined;
}

interface Explanation {
  readonly says: RegExp;
  /** What happened, after "PgBouncer 1.24.1 ". */
  readonly what: string;
  readonly nextStep: string;
}

/**
 * What PgBouncer tells clients (its sources: objects.c, client.c, janitor.c), nearly all of it with
 * SQLSTATE 08P01, so the words are what tells them apart. The first that fits is taken.
 */
const EXPLANATIONS: readonly Explanation[] = [
  {
    says: /no more connections allowed|client connections exceeded/,
    what: 'refused a client: all the client connections it allows are taken',
    nextStep:
      'Raise its max_client_conn, and the limit of open files with it, or use fewer clients.',
  },
  {
    says: /server login has been failing|server login failed|cannot connect to server|connect failed/,
    what: 'can not log in to Postgres, and tells its clients so for 15 s (server_login_retry)',
    nextStep:
      'Check that Postgres runs, has connections free (max_connections), and knows this user with the same password.',
  },
  {
    says: /query_wait_timeout/,
    what: 'gave up on a client that had waited for a server connection longer than its query_wait_timeout',
    nextStep: 'Use a larger pool, shorter transactions, or fewer clients.',
  },
  {
    says: /client_login_timeout/,
    what: 'gave up on a client that took too long to log in (client_login_timeout)',
    nextStep: 'Connect fewer clients at once, or see whether Postgres behind it still answers.',
  },
  {
    says: /timeout expired|connection timeout/,
    what: 'did not let a client in within the time that we wait',
    nextStep: 'See whether Postgres behind it answers, and whether its user may log in there.',
  },
  {
    says: /unsupported (options )?startup parameter/,
    what: 'refused a startup parameter of the connection',
    nextStep: 'Set it with ALTER ROLE ... SET, or name it in its ignore_startup_parameters.',
  },
  {
    says: /no such database|database .* is disabled/,
    what: 'knows no such database',
    nextStep: 'Add the database to its [databases], or an entry * for all.',
  },
  {
    says: /prepared statement .* (does not exist|already exists)/,
    what: 'gave a named prepared statement to a server connection that does not know it',
    nextStep: 'Use PgBouncer 1.21 or newer with max_prepared_statements above 0.',
  },
  {
    says: /server shutting down|admin forced disconnect|database removed|pause failed/,
    what: 'was shut down or told to drop its clients while they were in use',
    nextStep: 'See who stopped it, and run again.',
  },
  {
    says: /server conn crashed|server closed|terminating connection/,
    what: 'lost its connection to Postgres while a client was using it',
    nextStep: "See Postgres' log for the reason, and run again.",
  },
  {
    says: /password authentication failed|SASL authentication failed|no such user|"trust" authentication failed/,
    what: 'refused the login: it does not know the user, or the password is wrong',
    nextStep: 'Check user and password, and its auth_file or auth_query.',
  },
];

const GONE: Omit<Explanation, 'says'> = {
  what: 'is gone, or closed the connection without a word',
  nextStep:
    'See its log and whether something killed it (the kernel does when memory runs out), and run again.',
};

const GONE_CODES = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01'];
const GONE_SAYS =
  /connection terminated|closed the connection|ECONNREFUSED|ECONNRESET|connection error|not queryable/i;

/**
 * What an error that came through a pooler means, in a sentence with the next step.
 *
 * @param pooler how it is called, for example "PgBouncer 1.24.1" or "The pooler at db:6432"
 * @returns undefined for an error that has nothing to do with pooling
 */
export function explainPoolerTrouble(
  { message, code }: Trouble,
  pooler: string,
): EnvironmentError | undefined {
  const gone = GONE_CODES.includes(code ?? '') || GONE_SAYS.test(message);
  const explanation =
    EXPLANATIONS.find(({ says }) => says.test(message)) ??
    (code === '28P01' ? EXPLANATIONS.at(-1) : gone ? GONE : undefined);
  if (explanation === undefined) return undefined;
  const { what, nextStep } = explanation;
  return new EnvironmentError(`${pooler} ${what}: ${message.replace(/\.$/, '')}.`, nextStep);
}

/** How a pooler is called; one that runs already may not tell its version. */
export function nameOfPooler({ version }: Pick<Pooler, 'version'>): string {
  return version === 'unknown' ? 'The pooler' : `PgBouncer ${version}`;
}

/** The same for whatever was caught; what is no pooler's trouble stays as it is, or says it already. */
export function poolerErrorOf(error: unknown, pooler: string): unknown {
  if (!(error instanceof Error) || error instanceof UserFacingError) return error;
  const { code } = error as NodeJS.ErrnoException;
  return explainPoolerTrouble({ message: error.message || (code ?? ''), code }, pooler) ?? error;
}
