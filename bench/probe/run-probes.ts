import type { ProbeRequest } from './probe.js';
import { PROBES } from './registry.js';

/** All probes that a scenario asks for, one after the other, in its order. */
export async function runProbes(request: ProbeRequest): Promise<void> {
  for (const name of request.scenario.probes ?? []) {
    if (!request.signal.aborted) await PROBES[name](request);
  }
}
