import { expect, test } from 'vitest';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase } from '../support/test-database.js';

test('the shared server has the settings of a server that is measured', async () => {
  const database = await openTestDatabase();
  const { rows } = await withClient(database.admin, (client) =>
    client.query(`SELECT current_setting('autovacuum') AS autovacuum,
                         current_setting('listen_addresses') AS listens,
                         current_setting('unix_socket_directories') AS sockets,
                         (SELECT datcollate FROM pg_database WHERE datname = current_database())`),
  );
  expect(rows).toEqual([{ autovacuum: 'off', listens: '127.0.0.1', sockets: '', datcollate: 'C' }]);
  await database.close();
});
