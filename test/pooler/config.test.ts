import fc from 'fast-check';
import { expect, test } from 'vitest';
import { authFileText, poolerConfiguration } from '../../bench/pooler/config.js';
import { openFilesNeeded, requireOpenFiles } from '../../bench/pooler/open-files.js';
import { serverTls } from '../../bench/pooler/server-tls.js';
import { POOLER_SETTINGS } from '../support/pooler.js';

const configuration = (change: object = {}) =>
  poolerConfiguration({
    ...{ port: 7000, server: { host: '127.0.0.1', port: 5433 }, settings: POOLER_SETTINGS },
    ...{ consoleUser: 'asker', authFile: '/run/users' },
    ...{ serverTlsMode: 'disable', serverTlsFiles: {} },
    ...change,
  });

const optionsOf = (text: string) =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [name = '', value] = line.split(' = ');
      return value === undefined ? [] : [[name.trim(), value]];
    }),
  );

test('every database is reached through it, on loopback alone, and nothing is ignored', () => {
  const text = configuration();
  expect(text).toContain("[databases]\n* = host='127.0.0.1' port=5433\n");
  const options = optionsOf(text);
  expect(options.get('listen_addr')).toBe('127.0.0.1');
  expect(options.get('listen_port')).toBe('7000');
  expect(text).toMatch(/^unix_socket_dir = $/m);
  expect(options.has('ignore_startup_parameters')).toBe(false);
  // One for the console.
  expect(options.get('max_client_conn')).toBe('21');
  expect(options.get('server_reset_query_always')).toBe('0');
});

test('what an arm asks for is in it, beside what PgBouncer has by default', () => {
  const settings = {
    ...POOLER_SETTINGS,
    ...{ poolMode: 'session', serverResetQueryAlways: true, trackExtraParameters: ['search_path'] },
  };
  const options = optionsOf(configuration({ settings }));
  expect(options.get('pool_mode')).toBe('session');
  expect(options.get('server_reset_query_always')).toBe('1');
  expect(options.get('track_extra_parameters')).toBe('IntervalStyle, search_path');
});

test('names and secrets of any kind come back out of the auth_file', () => {
  const text = fc.string({ minLength: 1 }).filter((each) => !/[\n\r\0]/.test(each));
  fc.assert(
    fc.property(fc.array(fc.record({ user: text, secret: text })), (secrets) => {
      // As PgBouncer reads it: quoted, and a quote doubled (util of loader.c).
      const found = [...authFileText(secrets).matchAll(/^"((?:[^"]|"")*)" "((?:[^"]|"")*)"$/gm)];
      const read = found.map(([, user = '', secret = '']) => ({
        user: user.replaceAll('""', '"'),
        secret: secret.replaceAll('""', '"'),
      }));
      expect(read).toEqual(secrets);
    }),
  );
});

test('it takes the same care of the server as the URL asks of us', () => {
  expect(serverTls(false)).toEqual({ mode: 'disable', files: {} });
  expect(serverTls({ rejectUnauthorized: false })).toEqual({ mode: 'require', files: {} });
  expect(serverTls({ ca: 'CA', checkServerIdentity: () => undefined })).toEqual({
    mode: 'verify-ca',
    files: { server_tls_ca_file: 'CA' },
  });
  const full = serverTls({ ca: Buffer.from('CA'), cert: 'CERT', key: 'KEY' });
  expect(full.mode).toBe('verify-full');
  expect(full.files).toEqual({
    server_tls_ca_file: 'CA',
    server_tls_cert_file: 'CERT',
    server_tls_key_file: 'KEY',
  });
  expect(serverTls(true).files.server_tls_ca_file).toContain('BEGIN CERTIFICATE');
});

test('more clients than open files are refused before anything starts', () => {
  const needed = openFilesNeeded({ maxClients: 1000, poolSize: 20 }, 2);
  expect(needed).toBeGreaterThanOrEqual(1041);
  expect(() => requireOpenFiles(needed, needed)).not.toThrow();
  expect(() => requireOpenFiles(needed, needed - 1)).toThrow(/1060 open files, and .* 1059/);
});
