import type { DatasetSize } from '../../bench/dataset/dataset.js';
import { namedTenants } from './tenants.js';

/**
 * SQL that cuts the loaded database down to a share of its invoices, drawn by a hash of their ids so
 * that a smaller share is a part of a larger one. The tiny tenant keeps all. What other tables hold
 * goes: siblings are many, and each is a whole copy. VACUUM FULL writes the rows that stay in their
 * old order and the indexes anew; a second VACUUM makes the visibility map.
 */
export function invoicesSample(share: number, size: DatasetSize, seed: number): readonly string[] {
  const tiny = namedTenants(size, seed).find(({ name }) => name === 'tiny');
  const kept = Math.round(share * HASH_RANGE);
  return [
    'truncate line_items, customers',
    `delete from invoices
      where (hashint8extended(invoice_id, 0) & ${HASH_RANGE - 1}) >= ${kept}
        and tenant_id <> '${tiny?.tenantId}'`,
    'vacuum full invoices',
    'vacuum (analyze) invoices, line_items, customers, tenants',
  ];
}

/** A power of two, so that a bit mask takes the remainder, whose sign would be the hash's. */
const HASH_RANGE = 2 ** 20;
