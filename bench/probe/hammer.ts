import { extentOf } from '../hammer/extent.js';
import { hammerArm } from '../hammer/hammer-arm.js';
import { hammeredArms } from '../hammer/hammered.js';
import { isControl } from '../hammer/verdict.js';
import type { Probe } from './probe.js';

/**
 * Probe: many clients of many tenants read through few server connections, and every row of every
 * response is checked for its tenant. For each pooled RLS arm on a fresh pooler, so that no arm finds
 * what another left; the arms that have to leak show that a leak would have been seen.
 */
export const hammer: Probe = async (request) => {
  const { scenario, poolers, profile, signal, onDoing, onHammer } = request;
  if (!poolers) return;
  const arms = hammeredArms(scenario);
  const controls = arms.filter(isControl).length;
  const counts = { controls, others: arms.length - controls };
  for (const arm of arms) {
    if (signal.aborted) return;
    onDoing(`hammering ${arm.title}`);
    const extent = extentOf(profile.name, isControl(arm), counts);
    const result = await hammerArm({ ...request, poolers }, arm, extent);
    // What was cut short shows less than it says.
    if (!signal.aborted) onHammer(result);
  }
};
