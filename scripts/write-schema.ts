import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gateSchemaText } from '../bench/gate/schema.js';
import { upgradeSchemaText } from '../bench/matrix/upgrade.js';
import { packageRoot } from '../bench/package-root.js';
import { resultSchemaText } from '../bench/result/schema.js';

const SCHEMAS = {
  'gate.schema.json': gateSchemaText,
  'result.schema.json': resultSchemaText,
  'upgrade.schema.json': upgradeSchemaText,
};

for (const [name, text] of Object.entries(SCHEMAS)) {
  const path = join(packageRoot(), 'docs', name);
  writeFileSync(path, text());
  console.log(`Wrote ${path}`);
}
