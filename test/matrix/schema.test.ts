import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { upgradeSchemaText } from '../../bench/matrix/upgrade.js';
import { packageRoot } from '../../bench/package-root.js';

test('docs/upgrade.schema.json is current (else: npm run docs:schema)', () => {
  const committed = readFileSync(join(packageRoot(), 'docs', 'upgrade.schema.json'), 'utf8');
  expect(committed).toBe(upgradeSchemaText());
});
