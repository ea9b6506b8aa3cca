import type { Client, DatabaseError } from 'pg';
import type { ConnectionSettings } from '../load/session.js';
import { withClient } from '../target/connect.js';
import { type DescribedSql, describeSql } from './describe-sql.js';

/** What is asked on one connection. */
export interface Question {
  readonly connection: ConnectionSettings;
  /** A text to describe; absent: only the names of indexes and columns are asked for. */
  readonly text?: string;
}

/** What a server says about the texts and names of one login on one database. */
export interface Answers {
  /** By text: what it describes, or why it refuses; those behind a refused one are missing. */
  readonly texts: ReadonlyMap<string, DescribedSql | DatabaseError>;
  /** Of the schemas that the login finds without naming them; empty where nobody asked. */
  readonly indexes: readonly string[];
  /** The columns of each table, by its name. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

/** How many connections are open at once: a server may have few to give. */
const AT_ONCE = 4;

/**
 * Asks all questions: one connection for each login and database, on which each distinct text is
 * described once.
 *
 * @returns the answers by connection
 * @throws what `pg` throws when it can't connect
 */
export async function askServer(
  questions: readonly Question[],
): Promise<(connection: ConnectionSettings) => Answers> {
  const waiting = [...byConnection(questions)];
  const answers = new Map<string, Answers>();
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [key, own] = next;
      answers.set(key, await withClient(own.connection, (client) => answer(client, own)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return (connection) => {
    const found = answers.get(keyOf(connection));
    if (!found) throw new Error('A connection that nothing was asked of');
    return found;
  };
}

interface OwnQuestions {
  readonly connection: ConnectionSettings;
  readonly texts: Set<string>;
  asksNames: boolean;
}

function byConnection(questions: readonly Question[]): Map<string, OwnQuestions> {
  const grouped = new Map<string, OwnQuestions>();
  for (const { connection, text } of questions) {
    const key = keyOf(connection);
    const own = grouped.get(key) ?? { connection, texts: new Set(), asksNames: false };
    grouped.set(key, own);
    if (text === undefined) own.asksNames = true;
    else own.texts.add(text);
  }
  return grouped;
}

/** What tells two connections apart; it stays in memory. */
function keyOf({ host, port, database, user, options }: ConnectionSettings): string {
  return JSON.stringify([host, port, database, user, options]);
}

async function answer(client: Client, { texts, asksNames }: OwnQuestions): Promise<Answers> {
  const asked = [...texts];
  const { described, error } = await describeSql(client, asked);
  const said = [...described, ...(error ? [error] : [])];
  const { indexes, columns } = asksNames ? await readNames(client) : NO_NAMES;
  return {
    texts: new Map(said.map((each, index) => [asked[index] as string, each])),
    indexes,
    columns,
  };
}

type Names = Pick<Answers, 'indexes' | 'columns'>;

const NO_NAMES: Names = { indexes: [], columns: new Map() };

/** The catalogs may be read by any role. */
async function readNames(client: Client): Promise<Names> {
  const { rows } = await client.query<{ name: string; columns: string[] | null }>(
    `select relname::text as name,
            case when relkind in ('r', 'p', 'm') then
              array(select attname::text from pg_attribute
                     where attrelid = c.oid and attnum > 0 and not attisdropped
                     order by attnum) end as columns
       from pg_class c
      where relnamespace = any(current_schemas(false)::regnamespace[])
        and relkind in ('i', 'I', 'r', 'p', 'm')
      order by 1`,
  );
  return {
    indexes: rows.flatMap(({ name, columns }) => (columns === null ? [name] : [])),
    columns: new Map(rows.flatMap(({ name, columns }) => (columns ? [[name, columns]] : []))),
  };
}
