import { datasetKey } from '../../bench/dataset/key.js';
import { fillDatabase } from '../../bench/dataset/load.js';
import { PROFILES } from '../../bench/run/profiles.js';
import { openEmbedded } from '../../bench/target/embedded.js';
import invoices from '../../schemas/invoices/rows.js';
import type { Major } from './fact.js';
import type { FactServer } from './lab.js';

const SEED = 1;
/** Odd, so that a median is one of the times. */
const REPETITIONS = 5;

/** What is written on the page about the data. */
export const { size: FACTS_SIZE } = PROFILES.quick;

/** An embedded server of a version with the quick dataset, from the cache where it is there. */
export async function openFactServer(
  pgMajor: Major,
  onProgress: (message: string) => void,
): Promise<FactServer & { readonly version: string }> {
  const target = await openEmbedded({
    location: 'embedded',
    pgMajor,
    dataKey: datasetKey(invoices, FACTS_SIZE, SEED),
    dataBytes: invoices.bytesPerMainRow * FACTS_SIZE.invoices,
    fill: (admin, schema) => fillDatabase(admin, schema, invoices, FACTS_SIZE, SEED, onProgress),
    onProgress,
  });
  const { serverVersion: version } = await target.facts();
  return {
    target,
    major: pgMajor,
    version,
    tenants: invoices.namedTenants(FACTS_SIZE, SEED),
    invoices: FACTS_SIZE.invoices,
    repetitions: REPETITIONS,
  };
}
