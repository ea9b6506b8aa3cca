import pg from 'pg';
import { BadInputError, inOneLine } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { fileOf } from '../scenario/file-of.js';
import { suggest } from '../scenario/problem.js';
import type { Scenario, Sibling } from '../scenario/scenario.js';
import { tablesOf, writtenTables } from '../scenario/tables-of.js';
import { withClient } from '../target/connect.js';
import { whileNobodyConnects } from '../target/connection-gate.js';
import { grantOnSibling } from '../target/roles.js';
import type { ArmRoles } from '../target/target.js';
import { keepAutovacuumOff } from './autovacuum.js';
import { prepareSetupSession, runSetupStatement } from './setup-session.js';
import { runSqlFiles } from './sql-files.js';

/**
 * Runs a sibling's own SQL in its new clone, set-up and files, and lets the arms' logins in.
 *
 * @param owner the clone as its owner
 * @throws {BadInputError} naming the statement, or file and line, and what the server said to it
 */
export async function setUpSibling(
  owner: ConnectionSettings,
  schema: string,
  roles: ArmRoles,
  scenario: Scenario,
  sibling: Sibling,
): Promise<void> {
  await withClient(owner, async (client) => {
    await runSetup(client, schema, sibling.setup ?? [], (index) => {
      return `${fileOf(scenario)}: siblings.${sibling.repeats ?? sibling.name}.setup[${index}]`;
    });
    if (sibling.sql !== undefined) {
      await runSqlFiles(owner, schema, sibling.sql);
      await vacuumTables(client, schema);
    }
    const found = await tablesIn(client, schema);
    const isWorkedOn = scenario.arms.some((arm) => arm.sibling === sibling.name);
    requireTables(found, scenario, sibling, isWorkedOn);
    // What others are clones of may not have all of the tables yet.
    const there = (tables: readonly string[]) => tables.filter((table) => found.includes(table));
    await grantOnSibling(client, roles, schema, {
      tables: there(tablesOf(scenario)),
      reads: sibling.reads ?? [],
      writes: there(writtenTables(scenario)),
    });
  });
}

/**
 * Vacuums what files of SQL have left, so that plans are read off a stated state: a table that was
 * written anew or backfilled has no visibility map of its pages yet and dead rows in them (Postgres
 * manual, 24.1.4), which a server's autovacuum would soon have mended. Nothing is analysed.
 */
async function vacuumTables(client: pg.Client, schema: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', $1::text, relname) as name from pg_class
      where relnamespace = $2::text::regnamespace and relkind in ('r', 'm')
        and relpersistence <> 't' order by relname`,
    [schema, pg.escapeIdentifier(schema)],
  );
  if (rows.length === 0) return;
  const tables = rows.map(({ name }) => name).join(', ');
  // A worker that starts is a connection that starts: see `connection-gate.ts`.
  await whileNobodyConnects(() => client.query(`VACUUM (PARALLEL 0) ${tables}`));
}

/** What the logins are to read is there: the set-up was to make it. */
function requireTables(
  found: readonly string[],
  scenario: Scenario,
  { name, repeats, reads = [] }: Sibling,
  isWorkedOn: boolean,
): void {
  const { siblings = [] } = scenario;
  const operations = isWorkedOn ? scenario.operations : [];
  const wanted = [
    ...reads.map((table, index) => ({
      table,
      key: `siblings.${repeats ?? name}.reads[${index}]`,
    })),
    ...operations.flatMap((operation) =>
      operation.tables.map((table, index) => ({
        table,
        key: `operations.${operation.name}.tables[${index}]`,
      })),
    ),
  ];
  const missing = wanted.find(({ table }) => !found.includes(table));
  if (!missing) return;
  const { key, table } = missing;
  throw new BadInputError(
    `${fileOf(scenario)}: ${key}: expected a table or view of sibling "${name}" (${found.join(', ')}), got "${table}".${suggest(table, found)}`,
    siblings.every(({ sql = [] }) => sql.length === 0)
      ? `Mend ${key}, or make the table in the sibling's setup.`
      : `Mend ${key}, or the SQL that takes the table away or never makes it.`,
  );
}

async function tablesIn(client: pg.Client, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = $1::text::regnamespace
        and relkind in ('r', 'p', 'v', 'm', 'f')`,
    [pg.escapeIdentifier(schema)],
  );
  return rows.map(({ name }) => name);
}

/**
 * Runs SQL in a database of ours, each statement by itself. FORCE ROW LEVEL SECURITY binds an owner
 * who is no superuser, so it is lifted meanwhile: an UPDATE would else find no rows.
 *
 * @param placeOf where a statement stands, for the message
 */
export async function runSetup(
  client: pg.Client,
  schema: string,
  statements: readonly string[],
  placeOf: (index: number) => string,
): Promise<void> {
  await prepareSetupSession(client, schema);
  await keepAutovacuumOff(client, schema);
  const forced = await forcedTables(client, schema);
  for (const table of forced) await setForce(client, table, 'NO FORCE');
  for (const [index, statement] of statements.entries()) {
    try {
      await runSetupStatement(client, statement);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      throw new BadInputError(
        `${placeOf(index)}: expected SQL that the server runs, got ${inOneLine(error)} (SQLSTATE ${error.code})`,
        `The statement begins: ${statement.trim().split('\n')[0]}`,
        { cause: error },
      );
    }
  }
  for (const table of forced) await setForce(client, table, 'FORCE');
  await keepAutovacuumOff(client, schema);
}

async function forcedTables(client: pg.Client, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', $1::text, relname) as name from pg_class
      where relnamespace = $1::text::regnamespace and relforcerowsecurity
        and not (select rolsuper from pg_roles where rolname = current_user)`,
    [schema],
  );
  return rows.map(({ name }) => name);
}

/** The setup may have dropped or renamed the table; one made in its place forces by itself. */
async function setForce(client: pg.Client, table: string, force: 'FORCE' | 'NO FORCE') {
  await client.query(`ALTER TABLE IF EXISTS ${table} ${force} ROW LEVEL SECURITY`);
}
