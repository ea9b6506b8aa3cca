import type { GateCatalog } from '../../result/gate-parts.js';
import type { JournalRecord } from '../../result/journal.js';
import { check } from '../../run/check.js';
import type { CheckOutcome, CheckRequest } from '../../run/request.js';
import { databaseOf } from '../../target/arm-connection.js';
import { withClient } from '../../target/connect.js';
import { madeSibling } from '../combine/siblings.js';
import { readCatalog } from '../run/read-catalog.js';

export interface CheckedWithCatalog {
  readonly checked: CheckOutcome;
  readonly catalog: GateCatalog;
}

/**
 * A check, and the catalog of what it looked at: of the loaded database, or of the one that SQL was
 * applied to (`applySql`). The same for every scenario, so it is read once.
 *
 * @param onRecord told of each journal record as it is learnt
 * @throws what a check throws
 */
export async function checkWithCatalog(
  request: CheckRequest,
  onRecord: (record: JournalRecord) => void = () => {},
): Promise<CheckedWithCatalog> {
  let catalog: GateCatalog | undefined;
  const checked = await check(request, onRecord, async ({ target, scenario, roles }) => {
    if (catalog !== undefined) return;
    const { admin, schema } = target;
    const made = madeSibling('head');
    const isMade = scenario.siblings?.some(({ name }) => name === made);
    const database = isMade ? databaseOf(roles, made) : admin.database;
    catalog = await withClient({ ...admin, database }, (client) => readCatalog(client, schema));
  });
  if (catalog === undefined)
    throw checked.error ?? new Error('Expected a check that opens databases');
  return { checked, catalog };
}
