import { readFile } from 'node:fs/promises';
import { OLDEST_VERSION } from './version.js';

/** What this system says of itself (manual page os-release(5)). */
export interface SystemRelease {
  readonly id: string;
  /** Systems it is made from, for example "debian" of Ubuntu. */
  readonly like: readonly string[];
  readonly codename: string;
}

/** Reads /etc/os-release; empty where there is none. */
export async function systemRelease(): Promise<SystemRelease> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return parseSystemRelease(text);
}

/** The three lines of os-release that we need, without their quotes. */
export function parseSystemRelease(text: string): SystemRelease {
  const value = (name: string) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  const like = value('ID_LIKE')
    .split(' ')
    .filter((each) => each !== '');
  return { id: value('ID'), like, codename: value('VERSION_CODENAME') };
}

/** What a person can do to get PgBouncer on this system, as a full sentence. */
export async function installSentence(platform: string = process.platform): Promise<string> {
  const release = platform === 'linux' ? await systemRelease() : parseSystemRelease('');
  const how = installCommand(platform, release);
  const else_ = 'or give --pgbouncer PATH, or --pooler-url for one that runs already';
  return `Install PgBouncer ${OLDEST_VERSION} or newer${how === undefined ? '' : ` with ${how}`}, ${else_}.`;
}

/** The command of a system's package manager; undefined where we don't know the system. */
export function installCommand(platform: string, release: SystemRelease): string | undefined {
  if (platform === 'darwin') return '`brew install pgbouncer`';
  const names = [release.id, ...release.like];
  if (names.includes('debian')) {
    const tooOld = ['bullseye', 'bookworm', 'focal', 'jammy'].includes(release.codename);
    // Their own packages are 1.15 to 1.18.
    const from = tooOld ? ' after adding the packages of apt.postgresql.org' : '';
    return `\`sudo apt-get install pgbouncer\`${from}`;
  }
  if (names.includes('fedora') || names.includes('rhel')) return '`sudo dnf install pgbouncer`';
  return names.includes('alpine') ? '`sudo apk add pgbouncer`' : undefined;
}
