import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exists } from '../target/exists.js';
import type { SystemRelease } from './install.js';

const run = promisify(execFile);

/** A place that apt fetches from (manual page sources.list(5)). */
export interface AptSource {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  /** File of the keys that it is signed with; without one, the keys that this machine trusts. */
  readonly keyring: string;
}

/** One line of `apt-get indextargets`: a place that this machine fetches from. */
export interface AptTarget {
  readonly uri: string;
  readonly release: string;
  readonly component: string;
}

/** The first Debian whose PgBouncer is new enough (1.24). */
const DEBIAN_SUITE = 'trixie';
const DEBIAN_KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const UBUNTU_KEYRING = '/usr/share/keyrings/ubuntu-archive-keyring.gpg';

/** Where this machine's apt fetches from, whichever way that is written down. */
export async function aptTargets(): Promise<AptTarget[]> {
  const format = '$(CREATED_BY)\t$(REPO_URI)\t$(RELEASE)\t$(COMPONENT)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format]);
  return stdout.split('\n').flatMap((line) => {
    const [kind, uri = '', release = '', component = ''] = line.split('\t');
    return kind === 'Packages' ? [{ uri, release, component }] : [];
  });
}

/**
 * Places that may have a PgBouncer for this system, best first: the machine's own mirrors, since
 * others may be out of reach. On Debian with the suite that has it; what is started from there
 * brings its own C library, so it may be newer than the system. On Ubuntu the suite the system has.
 */
export function poolerSources(
  { id, codename }: SystemRelease,
  targets: readonly AptTarget[],
): AptSource[] {
  const ofSystem = targets.filter(
    ({ uri, release, component }) =>
      /^https?:/.test(uri) && release === codename && component === 'main',
  );
  const mirrors = [...new Set(ofSystem.map(({ uri }) => uri))];
  if (id === 'ubuntu') {
    const common = { suite: codename, components: ['main', 'universe'], keyring: UBUNTU_KEYRING };
    return mirrors.map((uri) => ({ uri, ...common }));
  }
  if (id !== 'debian') return [];
  const common = { suite: DEBIAN_SUITE, components: ['main'], keyring: DEBIAN_KEYRING };
  return mirrors.map((uri) => ({ uri, ...common }));
}

/** For a mirror that has answered: one that fetches from elsewhere first may pause. */
const PATIENT = ['Retries=2', 'http::Timeout=30', 'https::Timeout=30'].flatMap((each) => [
  '-o',
  `Acquire::${each}`,
]);

/** apt with a state of its own below `folder`: needs no root and touches nothing of the system's. */
export interface PrivateApt {
  /** Version of a package that would be fetched; undefined where there is none. */
  readonly candidate: (name: string) => Promise<string | undefined>;
  /** The package and every library it needs, and those need. */
  readonly withLibraries: (name: string) => Promise<string[]>;
  /** Fetches packages into `folder`; apt checks their signatures by the source's keys. */
  readonly download: (names: readonly string[], folder: string) => Promise<void>;
}

/** Makes the state and reads what the source has: about 10 MB. Throws what apt says. */
export async function openPrivateApt(folder: string, source: AptSource): Promise<PrivateApt> {
  for (const part of ['lists/partial', 'cache/archives/partial']) {
    await mkdir(join(folder, part), { recursive: true });
  }
  // apt fetches as a user of its own, who has to pass through.
  await chmod(folder, 0o755);
  const signed = (await exists(source.keyring)) ? `[signed-by=${source.keyring}] ` : '';
  const components = source.components.join(' ');
  await writeFile(
    join(folder, 'sources.list'),
    `deb ${signed}${source.uri} ${source.suite} ${components}\n`,
  );
  await writeFile(join(folder, 'status'), '');
  const configuration = join(folder, 'apt.conf');
  await writeFile(configuration, aptConfiguration(folder));

  const apt = async (program: string, args: readonly string[], cwd = folder) => {
    const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
    const options = { cwd, env, maxBuffer: 64 * 1024 ** 2, timeout: 300_000 };
    return (await run(program, ['-c', configuration, ...args], options)).stdout;
  };
  await apt('apt-get', ['update', '-q', '--error-on=any']);
  return {
    candidate: async (name) =>
      /Candidate: (?!\(none\))(\S+)/.exec(await apt('apt-cache', ['policy', name]))?.[1],
    withLibraries: async (name) => {
      const others = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'];
      const hidden = others.map((kind) => `--no-${kind}`);
      return withLibraries(name, await apt('apt-cache', ['depends', '--recurse', ...hidden, name]));
    },
    download: async (names, into) => {
      await apt('apt-get', [...PATIENT, 'download', '-q', ...names], into);
    },
  };
}

/**
 * The machine's own configuration stays in force (proxies), but not what it hooks in or prefers, nor
 * that images of containers turn off what spares reading the lists at every call. What is fetched is
 * run: it has to be signed, whatever else the machine lets through (manual page apt-secure(8)). A
 * mirror out of reach is given up in some seconds, not after apt's two minutes.
 */
export function aptConfiguration(folder: string): string {
  return `#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::sourcelist "${join(folder, 'sources.list')}";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "-";
Dir::State::lists "${join(folder, 'lists')}";
Dir::State::status "${join(folder, 'status')}";
Dir::Cache "${join(folder, 'cache')}";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "srcpkgcache.bin";
APT::Default-Release "";
APT::Get::AllowUnauthenticated "false";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "5";
Acquire::https::Timeout "5";
Acquire::EnableSrvRecords "false";
`;
}

/**
 * Follows what `apt-cache depends --recurse` prints from package to package, but only to libraries:
 * what else a package depends on (a user to be made, start scripts) serves its installation.
 */
export function withLibraries(name: string, printed: string): string[] {
  const needs = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of printed.split('\n')) {
    const needed = /^ [ |](?:Pre)?Depends: (\S+)$/.exec(line)?.[1];
    if (needed !== undefined) current.push(needed);
    else if (/^[a-z0-9]/.test(line)) {
      current = [];
      needs.set(line.replace(/:\w+$/, ''), current);
    }
  }
  const found = [name];
  // The list grows while it is gone through.
  for (const each of found) {
    for (const needed of needs.get(each) ?? []) {
      if (/^(lib|zlib)/.test(needed) && !found.includes(needed)) found.push(needed);
    }
  }
  return found;
}
