import { expect, test } from 'vitest';
import { poolerSources, withLibraries } from '../../bench/pooler/apt.js';
import { parseSystemRelease } from '../../bench/pooler/install.js';

const DEBIAN = parseSystemRelease('ID=debian\nVERSION_CODENAME=bookworm\n');
const UBUNTU = parseSystemRelease('ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n');

test('on Debian from its own mirror, with the suite that has a new one', () => {
  const sources = poolerSources(DEBIAN, [
    { uri: 'https://mirror.example/debian/', release: 'bookworm', component: 'main' },
    { uri: 'https://mirror.example/debian/', release: 'bookworm', component: 'contrib' },
    { uri: 'https://mirror.example/security/', release: 'bookworm-security', component: 'main' },
    { uri: 'https://packages.example/tool/', release: 'stable', component: 'main' },
    { uri: 'cdrom://disc', release: 'bookworm', component: 'main' },
  ]);
  expect(sources).toEqual([
    {
      uri: 'https://mirror.example/debian/',
      suite: 'trixie',
      components: ['main'],
      keyring: '/usr/share/keyrings/debian-archive-keyring.gpg',
    },
  ]);
});

test('without a mirror of its own, and on other systems, from nowhere', () => {
  expect(poolerSources(DEBIAN, [])).toEqual([]);
  expect(poolerSources(parseSystemRelease('ID=fedora\n'), [])).toEqual([]);
});

test('on Ubuntu from the suite it has, where the package is in universe', () => {
  const uri = 'http://mirror.example/ubuntu/';
  expect(poolerSources(UBUNTU, [{ uri, release: 'noble', component: 'main' }])).toEqual([
    {
      ...{ uri, suite: 'noble', components: ['main', 'universe'] },
      keyring: '/usr/share/keyrings/ubuntu-archive-keyring.gpg',
    },
  ]);
});

test('only libraries are followed, once each, through alternatives too', () => {
  const printed = `pgbouncer
  PreDepends: init-system-helpers
  Depends: postgresql-common
  Depends: libc6
 |Depends: libpam0g
  Depends: <libpam>
    libpam-other
init-system-helpers
  Depends: libperl5
postgresql-common
  Depends: perl
libc6
  Depends: libgcc-s1
libpam0g:amd64
  Depends: libc6
 |Depends: debconf
  Depends: zlib1g
libgcc-s1
  Depends: libc6
zlib1g
  Depends: libc6
`;
  expect(withLibraries('pgbouncer', printed)).toEqual([
    ...['pgbouncer', 'libc6', 'libpam0g', 'libgcc-s1', 'zlib1g'],
  ]);
});
