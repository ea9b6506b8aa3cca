import type pg from 'pg';
import { BadInputError, EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { connect } from './connect.js';
import type { ParsedUrl } from './url-parse.js';

const OLDEST_VERSION_NUM = 150_000;

/** SQLSTATEs that mean the server is there and refuses this login (manual, appendix A). */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'the password is wrong',
  '28000': 'the login is not allowed there',
  '3D000': 'the database does not exist',
  '42501': 'the role may not connect to this database',
  '53300': 'all of its connections are taken',
};

/**
 * Connects to a person's server and checks that it can be used at all.
 *
 * @returns a connection, and the settings it was made with (TLS decided)
 * @throws EnvironmentError when the server can't be reached or refuses the login
 * @throws BadInputError when it is older than 15 or read-only
 */
export async function reachServer(
  url: ParsedUrl,
): Promise<{ client: pg.Client; settings: ConnectionSettings }> {
  const { client, settings } = await connectOrExplain(url);
  try {
    const { rows } = await client.query(
      `SELECT current_setting('server_version_num')::int AS number,
              current_setting('server_version') AS version,
              pg_is_in_recovery() AS standby`,
    );
    const [{ number, version, standby }] = rows;
    if (number < OLDEST_VERSION_NUM) {
      throw new BadInputError(
        `Expected Postgres 15 or newer at ${url.address}, found ${version}.`,
        'Give a newer server, or leave --target out to use the embedded one.',
      );
    }
    if (standby) {
      throw new BadInputError(
        `The server at ${url.address} is a read-only standby.`,
        'Give the primary: tables have to be made.',
      );
    }
    return { client, settings };
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

async function connectOrExplain(url: ParsedUrl) {
  try {
    return { client: await connect(url.settings), settings: url.settings };
  } catch (error) {
    if (url.plainIfNoTls && String(error).includes('does not support SSL')) {
      return connectOrExplain({
        ...url,
        settings: { ...url.settings, ssl: false },
        plainIfNoTls: false,
      });
    }
    throw explain(error, url);
  }
}

function explain(error: unknown, { address, settings }: ParsedUrl): EnvironmentError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const refusal = REFUSALS[code];
  if (refusal !== undefined) {
    // 28000 has many reasons: no such role, NOLOGIN, no entry in pg_hba.conf.
    const reason = code === '28000' ? `; the server says: ${message}` : '';
    return new EnvironmentError(
      `${address} refused role "${settings.user}" on database "${settings.database}": ${refusal} (${code})${reason}.`,
      'Check user, password and database of the URL, and sslmode where the server asks for TLS.',
      { cause: error },
    );
  }
  return new EnvironmentError(
    `Could not connect to Postgres at ${address}: ${message || code}.`,
    'Check host, port and sslmode of the URL, and that the server is running.',
    { cause: error },
  );
}
