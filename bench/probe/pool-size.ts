import type { Probe } from './probe.js';

export const poolSize: Probe = async () => {
  throw new Error('pool-size is being written');
};
