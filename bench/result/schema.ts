import { z } from 'zod';
import { result } from './result.js';

/** The JSON Schema (draft 2020-12) of result.json, from the definition the code itself uses. */
export function resultJsonSchema(): object {
  return { title: 'rlsbench result', ...z.toJSONSchema(result) };
}

/** The schema as the text of `docs/result.schema.json`. */
export function resultSchemaText(): string {
  return `${JSON.stringify(resultJsonSchema(), null, 2)}\n`;
}
