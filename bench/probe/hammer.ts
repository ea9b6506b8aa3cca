import type { Probe } from './probe.js';

export const hammer: Probe = async () => {
  throw new Error('hammer is being written');
};
