import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inOneLine } from '../errors.js';
import type { Member } from '../matrix/member.js';
import type { MatrixError, MatrixOutcome } from '../matrix/run-matrix.js';
import type { Upgrade } from '../matrix/upgrade.js';
import { listWords } from '../report/format.js';
import { upgradeInput } from '../report/upgrade/input.js';
import { upgradeTerminal } from '../report/upgrade/terminal.js';
import { exitCodeOf, printError } from './errors.js';

/** Prints what a matrix found, and what went wrong; returns the exit code, that of the first error. */
export function printMatrix(
  outcome: MatrixOutcome,
  given: { readonly json: boolean; readonly verbose: boolean },
  interrupted: boolean,
): number {
  const { folder, upgrade, members, errors } = outcome;
  printUpgrade(upgrade, members, folder, given.json);
  for (const { place, error } of oncePerMessage(errors)) {
    console.error(place);
    printError(error, given);
  }
  const [first] = errors;
  if (interrupted) return 130;
  return first === undefined ? 0 : exitCodeOf(first.error);
}

/** The comparison on stdout: in words, or as JSON. */
export function printUpgrade(
  upgrade: Upgrade,
  members: readonly Member[],
  folder: string,
  json: boolean,
): void {
  // On a full disk the page may not have been written.
  const written = existsSync(join(folder, 'index.html')) ? folder : null;
  const input = upgradeInput(upgrade, members);
  console.log(json ? JSON.stringify(upgrade, null, 2) : upgradeTerminal(input, written));
}

/** What went wrong on several versions in the same words is said once, for all of them. */
function oncePerMessage(errors: readonly MatrixError[]): { place: string; error: unknown }[] {
  const said = new Map<string, MatrixError[]>();
  for (const each of errors) {
    const message = `${each.major === null} ${inOneLine(each.error)}`;
    said.set(message, [...(said.get(message) ?? []), each]);
  }
  return [...said.values()].map((those) => {
    const majors = those.flatMap(({ major }) => major ?? []);
    const place =
      majors.length === 0 ? 'The upgrade page:' : `Postgres ${listWords(majors.map(String))}:`;
    return { place, error: those[0]?.error };
  });
}
