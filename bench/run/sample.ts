import type { SchemaRows } from '../dataset/dataset.js';
import { cloneDatabase } from '../target/clone.js';
import { withClient } from '../target/connect.js';
import type { Target } from '../target/target.js';
import type { Profile } from './profiles.js';
import { runSetup } from './sibling-database.js';

/**
 * The database that siblings are clones of, made when it is first asked for: the loaded one cut down
 * to the profile's `siblingInvoices`. Siblings are many, and each is measured with and without
 * indexes: on the whole data one pass over them would take minutes.
 */
export function sampleOf(
  target: Target,
  rows: SchemaRows,
  profile: Profile,
  seed: number,
): () => Promise<string> {
  let made: Promise<string> | undefined;
  const make = async () => {
    const share = Math.min(1, profile.siblingInvoices / profile.size.invoices);
    const clone = await cloneDatabase(target, 'sample');
    if (!clone) return target.admin.database;
    await withClient(clone.admin, (client) =>
      runSetup(client, target.schema, rows.sample(share, profile.size, seed), (index) => {
        return `schemas/${rows.name}: sample statement ${index + 1}`;
      }),
    );
    return clone.admin.database;
  };
  return () => {
    made ??= make();
    return made;
  };
}
