import pg from 'pg';
import { BadInputError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import type { SqlFile, SqlStatement } from '../scenario/sql-file.js';
import { withClient } from '../target/connect.js';
import { keepAutovacuumOff } from './autovacuum.js';
import { oneAtATime } from './one-at-a-time.js';
import { prepareSetupSession, runSetupStatement } from './setup-session.js';

/** SQLSTATE duplicate_object. */
const EXISTS = '42710';
/** SQLSTATE undefined_object. */
const UNDEFINED_OBJECT = '42704';
/** SQLSTATE no_active_sql_transaction. */
const NO_TRANSACTION = '25P01';
const CREATES_ROLE = /^create\s+(role|user(?!\s+mapping\b)|group)\s/i;
/** May change what all databases of a server share, in a body of code too. */
const TOUCHES_SHARED = /\b(role|user|group|grant|revoke|owner|owned|database|tablespace)\b/i;

const alone = oneAtATime();

/**
 * Runs files of SQL one after the other, each on a connection of its own, statement by statement as
 * psql would: what a file sets for its session ends with it, its own BEGIN and COMMIT hold, and CREATE
 * INDEX CONCURRENTLY can run.
 *
 * Roles are of the whole server. One that SQL made for another database, another side's, is there
 * already: a CREATE ROLE then has nothing to do. They are not dropped afterwards, because the server
 * ends with the run.
 *
 * @throws {BadInputError} naming file and line, when the server refuses a statement or a transaction is
 *   left open
 */
export async function runSqlFiles(
  owner: ConnectionSettings,
  schema: string,
  files: readonly SqlFile[],
): Promise<void> {
  for (const file of files) {
    const run = () => withClient(owner, (client) => runSqlFile(client, schema, file));
    // Another database's file that changes the same row of a shared catalog meanwhile would fail
    // ("tuple concurrently updated"), or not see the role that it asks for.
    const isShared = file.statements.some(({ text }) => TOUCHES_SHARED.test(text));
    await (isShared ? alone(run) : run());
  }
  if (files.length > 0) await withClient(owner, (client) => keepAutovacuumOff(client, schema));
}

async function runSqlFile(client: pg.Client, schema: string, file: SqlFile): Promise<void> {
  await prepareSetupSession(client, schema);
  let begin: SqlStatement | undefined;
  for (const statement of file.statements) {
    try {
      await runStatement(client, statement.text);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      throw refused(file, statement, error);
    }
    begin = client.getTransactionStatus() === 'I' ? undefined : (begin ?? statement);
  }
  if (begin === undefined) return;
  throw new BadInputError(
    `${file.path}:${begin.line}: expected the transaction that begins here to end, got the end of the file.`,
    `Write COMMIT; at the end of ${file.path}.`,
  );
}

async function runStatement(client: pg.Client, text: string): Promise<void> {
  if (!CREATES_ROLE.test(text)) {
    await runSetupStatement(client, text);
    return;
  }
  const inTransaction = client.getTransactionStatus() === 'T';
  if (inTransaction) await client.query('SAVEPOINT rlsbench_role');
  try {
    await client.query(text);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== EXISTS) throw error;
    if (inTransaction) await client.query('ROLLBACK TO SAVEPOINT rlsbench_role');
  }
  if (inTransaction) await client.query('RELEASE SAVEPOINT rlsbench_role');
}

function refused(file: SqlFile, statement: SqlStatement, error: pg.DatabaseError): BadInputError {
  const line = statement.line + linesBefore(statement.text, Number(error.position ?? 1));
  const hint = hintFor(error);
  return new BadInputError(
    `${file.path}:${line}: the server said "${error.message}" (SQLSTATE ${error.code})`,
    `The statement begins: ${firstLine(statement.text)}${hint}`,
    { cause: error },
  );
}

function hintFor({ code, message }: pg.DatabaseError): string {
  if (code === NO_TRANSACTION) {
    return ' Files are run outside of a transaction: write BEGIN and COMMIT.';
  }
  if (code === UNDEFINED_OBJECT && message.startsWith('role ')) {
    return ' The server is a new one: create the role in a file before, or leave owners and grants out (pg_dump --no-owner --no-privileges).';
  }
  return '';
}

/** @param position in characters, which are not JavaScript's, counted from 1 (manual, 54.8). */
function linesBefore(text: string, position: number): number {
  return [...text].slice(0, position - 1).filter((character) => character === '\n').length;
}

/** Without a password that is given in it. */
function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.trimEnd().replace(/\b(password)\b.*/i, '$1 ...');
}
