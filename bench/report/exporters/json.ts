import { result as resultSchema } from '../../result/result.js';
import type { Exporter } from './exporter.js';

/** `result.json`, in the order of its schema and checked against it once more. */
export const json: Exporter = {
  name: 'json',
  files: ({ result }) => [
    { path: 'result.json', text: `${JSON.stringify(resultSchema.parse(result), null, 1)}\n` },
  ],
};
