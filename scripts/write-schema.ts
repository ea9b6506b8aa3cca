import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../bench/package-root.js';
import { resultSchemaText } from '../bench/result/schema.js';

const path = join(packageRoot(), 'docs', 'result.schema.json');
writeFileSync(path, resultSchemaText());
console.log(`Wrote ${path}`);
