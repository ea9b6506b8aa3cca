import { userInfo } from 'node:os';
import { parse } from 'pg-connection-string';
import { BadInputError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';

const SSL_MODES = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
  'no-verify',
];

/** What a person's URL says, and what may be shown of it. */
export interface ParsedUrl {
  readonly settings: ConnectionSettings;
  /** `host:port`, for messages. */
  readonly address: string;
  /** sslmode prefer: TLS where the server has it, else without (libpq, 34.1.2). */
  readonly plainIfNoTls: boolean;
}

/**
 * Reads a `postgres://` URL; what it leaves out comes from PGUSER, PGPASSWORD and libpq's defaults.
 * `sslmode` means what it means to psql. No message repeats the URL, since it may hold a password.
 *
 * @throws BadInputError when it is no such URL
 */
export function parseTargetUrl(location: string): ParsedUrl {
  if (!/^postgres(ql)?:\/\//.test(location)) {
    throw new BadInputError(
      'Expected the target to be "embedded", "docker" or a URL starting with postgres://.',
      'Give for example `--target postgres://user:password@host:5432/database`.',
    );
  }
  const parsed = parseOrThrow(location);
  const { sslmode } = parsed;
  if (sslmode !== undefined && !SSL_MODES.includes(String(sslmode))) {
    throw malformed(`its sslmode is none of ${SSL_MODES.join(', ')}`);
  }
  const port = parsed.port ? Number(parsed.port) : 5432;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw malformed('its port is no port');
  const user = parsed.user || process.env.PGUSER || userInfo().username;
  const host = parsed.host || 'localhost';
  const settings = {
    host,
    port,
    user,
    database: parsed.database || user,
    password: parsed.password || process.env.PGPASSWORD || '',
    ssl: sslmode === 'allow' ? false : readSsl(parsed.ssl),
    ...(parsed.options ? { options: parsed.options } : {}),
  };
  return { settings, address: `${host}:${port}`, plainIfNoTls: sslmode === 'prefer' };
}

function parseOrThrow(location: string) {
  try {
    new URL(location.replace('@/', '@localhost/'));
    return parse(location, { useLibpqCompat: !location.includes('uselibpqcompat') });
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw malformed(`it names the certificate file ${path}, which is missing`);
    throw malformed('it can not be read (special characters in a password have to be %-encoded)');
  }
}

function readSsl(ssl: unknown): boolean | object {
  if (typeof ssl === 'boolean' || (typeof ssl === 'object' && ssl !== null)) return ssl;
  return false;
}

function malformed(why: string): BadInputError {
  return new BadInputError(
    `The target URL is malformed: ${why}.`,
    'Expected postgres://user:password@host:port/database?sslmode=...',
  );
}
