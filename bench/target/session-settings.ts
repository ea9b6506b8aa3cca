/**
 * What decides over plans and may be set by any role: the same on every target, so that plans and the
 * figures of a plan compare. An embedded server has it for all; elsewhere the arms' logins ask for it
 * as they connect, and the person's server stays as it is.
 */
export const SESSION_SETTINGS = [
  // A parallel plan's cost depends on idle cores; an exact plan comparison can't.
  { name: 'max_parallel_workers_per_gather', value: '0' },
  // Compiling starts at a cost threshold and would make two plans of one.
  { name: 'jit', value: 'off' },
] as const;
