import { z } from 'zod';

/** EXPLAIN (FORMAT JSON) as the server prints it: the keys we read, on any version from 15 on. */

export interface ExplainNode {
  readonly [key: string]: unknown;
  readonly 'Node Type': string;
  readonly Plans?: readonly ExplainNode[] | undefined;
}

const explainNode: z.ZodType<ExplainNode> = z.looseObject({
  'Node Type': z.string(),
  get Plans() {
    return z.array(explainNode).optional();
  },
});

const explainOutput = z.tuple([
  z.looseObject({
    Plan: explainNode,
    Planning: z.looseObject({}).optional(),
    'Planning Time': z.number(),
    'Execution Time': z.number(),
  }),
]);
export type ExplainStatement = z.infer<typeof explainOutput>[0];

/**
 * Reads the value of an EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) column.
 *
 * @throws {z.ZodError} when it isn't one, for example without ANALYZE.
 */
export function parseExplain(explain: unknown): ExplainStatement {
  return explainOutput.parse(explain)[0];
}

/** A number under `key`, or null where this version, node or option prints none. */
export function numberOf(node: { readonly [key: string]: unknown }, key: string): number | null {
  const value = node[key];
  return typeof value === 'number' ? value : null;
}

/** A text under `key`; a list is joined with commas, as EXPLAIN's text format does. */
export function textOf(node: ExplainNode, key: string): string | null {
  const value = node[key];
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : null;
}
