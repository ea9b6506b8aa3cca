import { definers, volatilities } from '../catalog/functions.js';
import { indexes } from '../catalog/indexes.js';
import { policies } from '../catalog/policies.js';
import { tables } from '../catalog/tables.js';
import { tablesRead } from '../catalog/tables-read.js';
import { tenantColumns } from '../catalog/tenant-columns.js';
import { views } from '../catalog/views.js';
import { finding } from '../place.js';
import type { ExactRule } from '../rule.js';
import { indexLost } from './index-lost.js';

/**
 * What the catalogs show and no row or plan does: of tables that no operation reads, of writes, of
 * who owns a table. Of no operation: of the schema.
 */
export const catalog: ExactRule = (comparison) => {
  const { catalogs, input } = comparison;
  const [scenario] = input.gate.scenarios;
  if (catalogs === null || scenario === undefined) return [];
  const columns = tenantColumns(catalogs.base);
  const known = { tenantColumns: columns, read: tablesRead(input) };
  const said = indexLost(comparison).map(({ message }) => message);
  const subject = { scenario: scenario.name, operation: null, tenant: null, arm: null };
  return [
    ...tables(catalogs, columns),
    ...policies(catalogs, known),
    ...volatilities(catalogs),
    ...definers(catalogs),
    ...views(catalogs),
    ...indexes(catalogs, said),
  ].map((told) => ({ ...finding(comparison, subject, told), file: null }));
};
