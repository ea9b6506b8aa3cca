import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.js';

/** The SQL of one folder in `schemas/`. All names in it are unqualified. */
export interface SchemaFiles {
  /** Run before loading. */
  readonly tables: string;
  /** Run after loading: keys and indexes. */
  readonly indexes: string;
  /** Run last: COPY FROM is refused on a table whose policies bind the loading role. */
  readonly policies: string;
}

/** Reads `schemas/<name>/{tables,indexes,policies}.sql`. */
export function readSchemaFiles(name: string): SchemaFiles {
  const read = (file: string) => readFileSync(join(packageRoot(), 'schemas', name, file), 'utf8');
  return {
    tables: read('tables.sql'),
    indexes: read('indexes.sql'),
    policies: read('policies.sql'),
  };
}
