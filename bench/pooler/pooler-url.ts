import { BadInputError } from '../errors.js';
import { type ParsedUrl, parseTargetUrl } from '../target/url-parse.js';

/**
 * Reads the URL of a pooler that runs already. No message repeats it, since it may hold a password.
 *
 * @throws {BadInputError} when it is no such URL
 */
export function parsePoolerUrl(url: string): ParsedUrl {
  try {
    return parseTargetUrl(url);
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
    throw new BadInputError(
      'Expected --pooler-url to be postgres://user:password@host:port/database, and it can not be read as one.',
      'Give the address of a running PgBouncer, with special characters of the password %-encoded, or use --pgbouncer PATH to have one started.',
      { cause: error },
    );
  }
}
