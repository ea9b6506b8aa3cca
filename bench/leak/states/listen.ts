import { alone, LEFT_NAME, type LeakState } from '../state.js';

/** Whoever has the connection is sent what the channel is notified of. */
export const listen: LeakState = {
  name: 'LISTEN',
  ways: () => [alone('LISTEN', `listen ${LEFT_NAME}`)],
  look: () => 'select pg_listening_channels()',
  isThere: (answer) => answer === LEFT_NAME,
};
