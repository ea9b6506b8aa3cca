import { pinClient } from '../target/placement.js';
import type { Target } from '../target/target.js';

/** Only a server of ours is held to cores, so only then is it worth holding the client to one. */
export async function pinToOwnCore(target: Target): Promise<void> {
  if (target.kind === 'embedded') await pinClient();
  // A container whose backends' CPU time is read here runs here, and was held to cores.
  if (target.kind === 'docker' && target.measuresServerCpu) await pinClient();
}
