import { rootCertificates } from 'node:tls';
import type { ConnectionSettings } from '../load/session.js';

/** How PgBouncer is to connect to Postgres: the same care as the URL asks for. */
export interface ServerTls {
  /** As sslmode in libpq (PgBouncer manual, server_tls_sslmode). */
  readonly mode: 'disable' | 'require' | 'verify-ca' | 'verify-full';
  /** Certificates and keys, by the setting that names their file. */
  readonly files: Readonly<Record<string, string>>;
}

/** What `pg` takes as `ssl`, in PgBouncer's words. */
export function serverTls(ssl: ConnectionSettings['ssl']): ServerTls {
  if (ssl === false) return { mode: 'disable', files: {} };
  const options: object = ssl === true ? {} : ssl;
  const text = (name: string) => {
    const value: unknown = Reflect.get(options, name);
    return value === undefined || value === null ? undefined : String(value);
  };
  const own = { server_tls_cert_file: text('cert'), server_tls_key_file: text('key') };
  const files: Record<string, string> = {};
  for (const [name, content] of Object.entries(own))
    if (content !== undefined) files[name] = content;
  if (Reflect.get(options, 'rejectUnauthorized') === false) return { mode: 'require', files };
  // PgBouncer has no list of its own of whom to trust.
  files.server_tls_ca_file = text('ca') ?? rootCertificates.join('\n');
  const namesAreChecked = Reflect.get(options, 'checkServerIdentity') === undefined;
  return { mode: namesAreChecked ? 'verify-full' : 'verify-ca', files };
}
