import type { DatasetSize, NamedTenant } from '../../bench/dataset/dataset.js';
import { rowRandom } from '../../bench/dataset/row-random.js';
import { zipfCounts } from '../../bench/dataset/skew.js';

/** Every tenant by rank: index 0 is the whale, the last is the one that just signed up. */
export interface TenantPlan {
  /** 16 bytes a tenant. */
  readonly ids: Uint8Array;
  /** Invoices a tenant. */
  readonly invoices: Uint32Array;
}

/** What a tenant that just signed up has, whatever the size of the dataset. */
export const TINY_INVOICES = 25;

/**
 * Draws the tenants' ids (version 4 UUIDs) and gives each its exact number of invoices.
 *
 * @throws RangeError below 3 tenants, or when the smallest would not be larger than the tiny one
 */
export function tenantPlan(size: DatasetSize, seed: number): TenantPlan {
  if (size.tenants < 3) throw new RangeError(`Expected 3 tenants or more, got ${size.tenants}.`);
  const established = zipfCounts(size.tenants - 1, size.invoices - TINY_INVOICES);
  const invoices = new Uint32Array(size.tenants);
  invoices.set(established);
  invoices[size.tenants - 1] = TINY_INVOICES;
  if ((invoices[size.tenants - 2] as number) < TINY_INVOICES) {
    throw new RangeError(
      `Expected enough invoices to give each tenant ${TINY_INVOICES}, got ${size.invoices} for ${size.tenants}.`,
    );
  }

  const random = rowRandom(seed, 0);
  const ids = new Uint8Array(size.tenants * 16);
  const words = new DataView(ids.buffer);
  for (let word = 0; word < size.tenants * 4; word++) words.setUint32(word * 4, random.bits());
  for (let tenant = 0; tenant < size.tenants; tenant++) {
    // Version 4, variant 1 (RFC 9562, 5.4).
    ids[tenant * 16 + 6] = ((ids[tenant * 16 + 6] as number) & 0x0f) | 0x40;
    ids[tenant * 16 + 8] = ((ids[tenant * 16 + 8] as number) & 0x3f) | 0x80;
  }
  return { ids, invoices };
}

/** The largest tenant, the one of the middle rank, and the one that just signed up. */
export function namedTenants(size: DatasetSize, seed: number): readonly NamedTenant[] {
  const plan = tenantPlan(size, seed);
  const named = (name: NamedTenant['name'], index: number): NamedTenant => ({
    name,
    tenantId: uuidText(plan.ids, index),
    rows: plan.invoices[index] as number,
  });
  return [
    named('whale', 0),
    named('median', Math.floor((size.tenants - 1) / 2)),
    named('tiny', size.tenants - 1),
  ];
}

function uuidText(ids: Uint8Array, index: number): string {
  const hex = Buffer.from(ids.subarray(index * 16, index * 16 + 16)).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
