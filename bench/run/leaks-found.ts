import { RunFailedError } from '../errors.js';
import type { HammerResult } from '../result/load-parts.js';

/** Most telling first: a row of another tenant, a check that can't see one, a check that was not made. */
const WRONG = ['leak', 'control missed', 'failed'] as const;

/**
 * What a run that was otherwise complete ends with when an arm that must not leak did, when one that
 * has to leak was not caught, or when an arm could not be hammered: then nothing is known of it.
 */
export function leaksFound(hammers: readonly HammerResult[]): RunFailedError | undefined {
  const wrong = WRONG.flatMap((each) => hammers.filter(({ verdict }) => verdict === each));
  const [first] = wrong;
  if (!first) return undefined;
  const others = wrong.length > 1 ? ` (and ${wrong.length - 1} more arms of the hammer)` : '';
  return new RunFailedError(`${describe(first)}${others}`, NEXT_STEPS[verdictOf(first)]);
}

function describe({ scenario, arm, reads, foreignReads, note, ...rest }: HammerResult): string {
  const place = `${scenario}, arm ${arm}`;
  switch (verdictOf(rest)) {
    case 'leak':
      return `A leak: ${place}: ${foreignReads} of ${reads} reads had a row of another tenant`;
    case 'control missed':
      return `The check for leaks is blind: ${place} has to leak, and none of ${reads} reads showed it`;
    default:
      return `The hammer failed: ${place}: ${note}`;
  }
}

type Wrong = (typeof WRONG)[number];

function verdictOf({ verdict }: Pick<HammerResult, 'verdict'>): Wrong {
  return WRONG.find((each) => each === verdict) ?? 'failed';
}

const NEXT_STEPS: Readonly<Record<Wrong, string>> = {
  leak: 'Do not use this way of carrying the tenant on this pooler; the report is complete and shows when the first row was caught.',
  'control missed':
    'Trust no "no leak" of this run: find out why the pooler or the server keeps no state between clients.',
  failed:
    'The report is complete but knows nothing of this arm: mend what its note says, then run again.',
};
