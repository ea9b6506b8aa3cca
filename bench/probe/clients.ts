import type { Probe } from './probe.js';

export const clients: Probe = async () => {
  throw new Error('clients is being written');
};
