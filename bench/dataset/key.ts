import { createHash } from 'node:crypto';
import type { DatasetSize, SchemaRows } from './dataset.js';
import { readSchemaFiles } from './schema-files.js';

/** Raised when loading itself leaves something else behind than before: order, statistics, layout. */
const LOADER_VERSION = 2;

/**
 * Names the data: same key, same tables with the same rows in the same places. Holds the schema's
 * name, the size, the seed, and a hash of the SQL and of what makes and loads the rows.
 * Safe in a file name, for example "invoices-200000x200-seed1-6b0e4c1f9a2d".
 */
export function datasetKey(rows: SchemaRows, size: DatasetSize, seed: number): string {
  const { tables, indexes, policies } = readSchemaFiles(rows.name);
  const made = JSON.stringify([LOADER_VERSION, rows.generatorVersion, tables, indexes, policies]);
  const hash = createHash('sha256').update(made).digest('hex').slice(0, 12);
  return `${rows.name}-${size.invoices}x${size.tenants}-seed${seed}-${hash}`;
}
