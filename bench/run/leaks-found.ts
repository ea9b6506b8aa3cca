import { RunFailedError } from '../errors.js';
import type { HammerResult } from '../result/load-parts.js';
import { SEVERITIES, type Severity } from './severity.js';

/**
 * What a run that was otherwise complete ends with when an arm that must not leak did, when one that
 * has to leak was not caught, or when an arm could not be hammered: then nothing is known of it.
 *
 * @param told what to tell of; absent: all, the most telling first
 */
export function leaksFound(
  hammers: readonly HammerResult[],
  told: readonly Severity[] = SEVERITIES,
): RunFailedError | undefined {
  const wrong = SEVERITIES.flatMap((severity) =>
    hammers
      .filter(({ verdict }) => SEVERITY_OF[verdict] === severity)
      .map((result) => ({ severity, result })),
  );
  const first = wrong.find(({ severity }) => told.includes(severity));
  if (!first) return undefined;
  const { severity, result } = first;
  const others = wrong.length > 1 ? ` (and ${wrong.length - 1} more arms of the hammer)` : '';
  return new RunFailedError(`${WORDS[severity](result)}${others}`, NEXT_STEPS[severity]);
}

const SEVERITY_OF: Readonly<Record<HammerResult['verdict'], Severity | undefined>> = {
  ...{ leak: 'leak', 'control missed': 'blind', failed: 'failed' },
  ...{ 'no leak': undefined, 'control caught': undefined },
};

const place = ({ scenario, arm }: HammerResult) => `${scenario}, arm ${arm}`;

const WORDS: Readonly<Record<Severity, (result: HammerResult) => string>> = {
  leak: (result) =>
    `A leak: ${place(result)}: ${result.foreignReads} of ${result.reads} reads had a row of another tenant`,
  blind: (result) =>
    `The check for leaks is blind: ${place(result)} has to leak, and none of ${result.reads} reads showed it`,
  failed: (result) => `The hammer failed: ${place(result)}: ${result.note}`,
};

const NEXT_STEPS: Readonly<Record<Severity, string>> = {
  leak: 'Do not use this way of carrying the tenant on this pooler; the report is complete and shows when the first row was caught.',
  blind:
    'Trust no "no leak" of this run: find out why the pooler or the server keeps no state between clients.',
  failed:
    'The report is complete but knows nothing of this arm: mend what its note says, then run again.',
};
