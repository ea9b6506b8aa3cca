import { z } from 'zod';
import { gateResult } from './gate-result.js';

/** The JSON Schema (draft 2020-12) of gate.json as the text of `docs/gate.schema.json`. */
export function gateSchemaText(): string {
  const schema = { title: 'rlsbench gate', ...z.toJSONSchema(gateResult) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
