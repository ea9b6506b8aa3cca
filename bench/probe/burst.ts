import type { Probe } from './probe.js';

export const burst: Probe = async () => {
  throw new Error('burst is being written');
};
