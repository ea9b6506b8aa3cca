import type { Figure } from '../result/parts.js';
import type { ProbeRequest } from './probe.js';
import { PROBES } from './registry.js';

/** The figures of all probes a scenario asks for, one probe after the other, in its order. */
export async function runProbes(request: ProbeRequest): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of request.scenario.probes ?? []) {
    if (!request.signal.aborted) figures.push(...(await PROBES[name](request)));
  }
  return figures;
}
