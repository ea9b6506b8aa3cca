import type { Readable } from 'node:stream';
import type { TenantName } from '../scenario/scenario.js';

/** How much data to make. `tenants` excludes nothing: whale, median and tiny are among them. */
export interface DatasetSize {
  readonly tenants: number;
  readonly invoices: number;
}

export interface NamedTenant {
  readonly name: TenantName;
  readonly tenantId: string;
  /** A role of the tenant's own, made for the run where a scenario's context takes one. */
  readonly role?: string;
  /** Rows of the schema's main table that belong to this tenant. */
  readonly rows: number;
}

/** One table's rows as COPY input, made on the fly; memory stays flat however many there are. */
export interface TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly format: 'binary' | 'text';
  /** Rows the stream will yield, for progress and for the check after loading. */
  readonly rows: number;
  /**
   * Opens the stream of COPY bytes (header and trailer included for the binary format). `onRows` is
   * told, chunk by chunk, how many more rows were made.
   */
  readonly open: (onRows?: (rows: number) => void) => Readable;
}

/**
 * Writes of the main table that show what its indexes cost; both are rolled back. Timed is the writing
 * alone, so it is of no matter how the rows are found.
 */
export interface CostWrites {
  /** SQL that makes ready, in temporary tables, the rows that the writes are made of. */
  readonly prepare: readonly string[];
  readonly insert: string;
  readonly update: string;
}

/** What `schemas/<name>/rows.ts` exports: deterministic rows for a size and a seed. */
export interface SchemaRows {
  readonly name: string;
  /** The table whose rows are a tenant's size. */
  readonly mainTable: string;
  /** Disk that a row of the main table takes with all that belongs to it and the indexes. */
  readonly bytesPerMainRow: number;
  /** Raised when the same seed would give other rows than before; part of the cache key. */
  readonly generatorVersion: number;
  readonly tables: (size: DatasetSize, seed: number) => readonly TableRows[];
  /**
   * SQL that cuts a loaded database down to a share (0 to 1) of its main table's rows, evenly over
   * tenants but whole for the tiny one, each statement to be run by itself.
   */
  readonly sample: (share: number, size: DatasetSize, seed: number) => readonly string[];
  /** Writes that each touch so many rows of the main table, whatever indexes there are. */
  readonly costWrites: (rows: number) => CostWrites;
  readonly namedTenants: (size: DatasetSize, seed: number) => readonly NamedTenant[];
}
