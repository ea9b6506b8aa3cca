import { execFileSync } from 'node:child_process';

/** Who the server runs as when we are root, since Postgres refuses to. */
export interface UnprivilegedUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user that server processes are started as: `nobody` when we are root, nobody in particular
 * (undefined: ourselves) otherwise. `nobody` exists on every Unix, so no account has to be made.
 */
export function unprivilegedUser(): UnprivilegedUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
