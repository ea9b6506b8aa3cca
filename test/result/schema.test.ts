import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../bench/package-root.js';
import { resultJsonSchema, resultSchemaText } from '../../bench/result/schema.js';

test('docs/result.schema.json is current (else: npm run docs:schema)', () => {
  const committed = readFileSync(join(packageRoot(), 'docs', 'result.schema.json'), 'utf8');
  expect(committed).toBe(resultSchemaText());
});

test('the schema describes units in words', () => {
  expect(JSON.stringify(resultJsonSchema())).toContain('as a ratio minus 1, 80% power at 5%');
});
