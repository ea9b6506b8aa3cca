import { gateResult } from '../../../gate/gate-result.js';
import type { GateExporter } from './exporter.js';

/** `gate.json`, in the order of its schema and checked against it once more. */
export const json: GateExporter = {
  name: 'json',
  file: 'gate.json',
  text: (result) => `${JSON.stringify(gateResult.parse(result), null, 1)}\n`,
};
