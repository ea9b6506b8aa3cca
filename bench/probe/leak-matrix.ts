import type { Probe } from './probe.js';

export const leakMatrix: Probe = async () => {
  throw new Error('leak-matrix is being written');
};
