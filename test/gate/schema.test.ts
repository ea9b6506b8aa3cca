import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gateSchemaText } from '../../bench/gate/schema.js';
import { packageRoot } from '../../bench/package-root.js';

test('docs/gate.schema.json is current (else: npm run docs:schema)', () => {
  const committed = readFileSync(join(packageRoot(), 'docs', 'gate.schema.json'), 'utf8');
  expect(committed).toBe(gateSchemaText());
});
