import type { ConnectionSettings } from '../../bench/load/session.js';
import { withClient } from '../../bench/target/connect.js';

/** A table whose loss or damage would be noticed. */
export async function fillNumbers(admin: ConnectionSettings, schema: string): Promise<void> {
  await withClient(admin, (client) =>
    client.query(
      `CREATE TABLE ${schema}.numbers AS SELECT i AS number FROM generate_series(1, 20000) AS i`,
    ),
  );
}

export async function sumNumbers(admin: ConnectionSettings): Promise<number> {
  const { rows } = await withClient(admin, (client) =>
    client.query('SELECT sum(number)::int AS sum FROM numbers'),
  );
  return rows[0].sum;
}

export const SUM_OF_NUMBERS = (20_000 * 20_001) / 2;
