import { type Client, type Connection, DatabaseError, type FieldDef, type Submittable } from 'pg';

/** What a server says of a text without running it. */
export interface DescribedSql {
  /** How many parameters it takes. */
  readonly parameters: number;
  /** The names of its result columns; none for a write that returns nothing. */
  readonly columns: readonly string[];
}

export interface DescribedTexts {
  /** Of the texts in order, up to the first that the server refuses. */
  readonly described: readonly DescribedSql[];
  /** Why it refuses the next. */
  readonly error?: DatabaseError;
}

/**
 * Has the server parse each text, and describe its parameters and result, in one round trip: Parse
 * and Describe for all of them and one Sync (Postgres manual, 53.2.3 "Extended Query"). Nothing is
 * planned or run, so it needs no rights on the tables and writes nothing.
 *
 * @throws what went wrong where that is not the text: the connection, the server's state
 */
export function describeSql(client: Client, texts: readonly string[]): Promise<DescribedTexts> {
  if (texts.length === 0) return Promise.resolve({ described: [] });
  return new Promise((resolve, reject) => {
    client.query(
      describing(texts, (result, trouble) => (trouble ? reject(trouble) : resolve(result))),
    );
  });
}

/** The server's own state, and not what it was sent (Postgres manual, appendix A). */
const OF_THE_SERVER = /^(08|53|57|58|XX)/;

function refuses(error: Error): error is DatabaseError {
  return error instanceof DatabaseError && !OF_THE_SERVER.test(error.code ?? '');
}

/** A query object of `pg`: it is told what arrives between its `submit` and ReadyForQuery. */
function describing(
  texts: readonly string[],
  done: (result: DescribedTexts, trouble?: Error) => void,
) {
  const described: DescribedSql[] = [];
  let parameters = 0;
  let stopListening = () => {};
  const add = (fields: readonly Pick<FieldDef, 'name'>[]) =>
    described.push({ parameters, columns: fields.map(({ name }) => name) });
  return {
    submit(connection: Connection) {
      // `pg` itself has no use for these two.
      const onParameters = (message: { readonly parameterCount: number }) => {
        parameters = message.parameterCount;
      };
      const onNoData = () => add([]);
      connection.on('parameterDescription', onParameters).on('noData', onNoData);
      stopListening = () => {
        connection.off('parameterDescription', onParameters).off('noData', onNoData);
      };
      connection.stream.cork();
      for (const text of texts) {
        connection.parse({ name: '', text, types: [] }, true);
        connection.describe({ type: 'S', name: '' }, true);
      }
      connection.sync();
      connection.stream.uncork();
    },
    handleRowDescription: ({ fields }: { readonly fields: readonly FieldDef[] }) => add(fields),
    handleError(error: Error) {
      stopListening();
      if (refuses(error)) done({ described, error });
      else done({ described }, error);
    },
    handleReadyForQuery() {
      stopListening();
      done({ described });
    },
  } satisfies Submittable & Record<string, unknown>;
}
