import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** The passwords are 24 random bytes or more: there is nothing to guess, so nothing to stretch. */
const ITERATIONS = 1;

/**
 * The form in which Postgres stores a password (manual, 51.9 pg_authid; RFC 5803). Sending this in
 * CREATE ROLE keeps the password itself out of the statement and so out of the server's log.
 * The password must be ASCII: no SASLprep is done.
 *
 * Without a salt given, the same password gives the same verifier: PgBouncer can pass a client's login
 * on to the server only where both hold the very same one (PgBouncer manual, "Authentication file
 * format").
 */
export function scramVerifier(
  password: string,
  salt: Buffer = saltOf(password),
  iterations = ITERATIONS,
): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  const serverKey = hmac('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** A random password needs no random salt: nobody else has the same, and this tells nothing of it. */
function saltOf(password: string): Buffer {
  return createHmac('sha256', password)
    .update('rlsbench: salt of the verifier')
    .digest()
    .subarray(0, 16);
}
