import { rm } from 'node:fs/promises';
import { EnvironmentError, InterruptedError, inOneLine } from '../errors.js';
import { pointLatest } from '../report/latest.js';
import { writeUpgrade } from '../report/upgrade/write.js';
import type { OnRunEvent } from '../run/events.js';
import { makeReportFolder } from '../run/report-folder.js';
import type { RunOutcome, RunRequest } from '../run/request.js';
import { run } from '../run/run.js';
import { thenClose } from '../then-close.js';
import { compareVersions } from './compare.js';
import { type MatrixFacts, writeMatrixFacts } from './matrix-file.js';
import { type Member, memberName } from './member.js';
import { beginMember, runningFolder, settleMember } from './members.js';
import type { Upgrade } from './upgrade.js';

/** What a matrix is asked for: a run on each of several versions of the embedded Postgres. */
export interface MatrixRequest extends Omit<RunRequest, 'pgMajor' | 'location'> {
  /** Ascending, each once. */
  readonly pgMajors: readonly RunRequest['pgMajor'][];
}

export interface MatrixOutcome {
  readonly folder: string;
  readonly upgrade: Upgrade;
  /** The versions that measured something, ascending. */
  readonly members: readonly Member[];
  /** What ended versions early; `major` null for what went wrong after them. Ctrl-C is none. */
  readonly errors: readonly MatrixError[];
}

export interface MatrixError {
  readonly major: number | null;
  readonly error: unknown;
}

/**
 * Runs the scenarios on one version after the other, each a whole run with its own report, and
 * compares them. A version that fails does not keep the others from running; after Ctrl-C no other
 * begins. Whatever happens, the upgrade page of what there is is written.
 *
 * @param runOne runs one version: `run`, unless a test has another
 * @throws what the first version threw, when none measured anything; then no folder is left.
 */
export async function runMatrix(
  request: MatrixRequest,
  runOne: (request: RunRequest) => Promise<RunOutcome> = run,
): Promise<MatrixOutcome> {
  const { pgMajors, profile, signal, onEvent } = request;
  const startedAt = new Date();
  const folder = await makeReportFolder(request.reportsFolder, `${profile.name}-matrix`, startedAt);
  const members: Member[] = [];
  const errors: MatrixError[] = [];
  let facts: MatrixFacts = {
    version: 1,
    startedAt: startedAt.toISOString(),
    command: request.command,
    profile: profile.name,
    seed: request.seed,
    majors: [...pgMajors],
    missed: [],
  };
  await writeMatrixFacts(folder, facts).catch(async (error) => {
    await rm(folder, { recursive: true });
    throw error;
  });

  for (const [index, pgMajor] of pgMajors.entries()) {
    const place = `Postgres ${pgMajor} (${index + 1} of ${pgMajors.length})`;
    try {
      if (signal.aborted) throw notBegun();
      onEvent({ kind: 'said', text: place });
      const outcome = await runMember(folder, pgMajor, request, place, runOne);
      const { result } = outcome;
      members.push({ major: pgMajor, result, folderName: memberName(pgMajor) });
      if (outcome.error !== undefined) throw outcome.error;
    } catch (error) {
      if (!(error instanceof InterruptedError)) {
        errors.push({ major: pgMajor, error });
        onEvent({ kind: 'said', text: `${place} failed: ${inOneLine(error)}` });
      }
      if (members.at(-1)?.major === pgMajor) continue;
      facts = { ...facts, missed: [...facts.missed, { major: pgMajor, reason: reasonOf(error) }] };
      await writeMatrixFacts(folder, facts).catch((failed) => {
        errors.push({ major: null, error: failed });
      });
    }
  }
  if (members.length === 0) {
    await rm(folder, { recursive: true });
    throw errors[0]?.error ?? notBegun();
  }

  onEvent({ kind: 'doing', text: 'comparing the versions' });
  const upgrade = compareVersions(facts, members);
  try {
    await writeUpgrade(folder, upgrade, members);
    await pointLatest(folder);
  } catch (error) {
    errors.push({ major: null, error });
  }
  return { folder, upgrade, members, errors };
}

async function runMember(
  folder: string,
  pgMajor: RunRequest['pgMajor'],
  request: MatrixRequest,
  place: string,
  runOne: (request: RunRequest) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  const onEvent: OnRunEvent = ({ kind, text }) =>
    request.onEvent({ kind, text: kind === 'doing' ? `${place}: ${text}` : text });
  const reportsFolder = runningFolder(folder, pgMajor);
  await beginMember(folder, pgMajor);
  const runIt = async () => {
    const { pgMajors: _, ...asked } = request;
    const one = { ...asked, location: 'embedded', pgMajor, reportsFolder, onEvent };
    const outcome = await runOne(one);
    const { error } = outcome;
    // What it says of its folder has to hold once the folder has its place.
    return error instanceof EnvironmentError
      ? { ...outcome, error: moved(error, outcome.folder, `${folder}/${memberName(pgMajor)}`) }
      : outcome;
  };
  return thenClose(runIt, () => settleMember(folder, pgMajor));
}

function moved(error: EnvironmentError, from: string, to: string): EnvironmentError {
  return new EnvironmentError(
    error.message.replaceAll(from, to),
    error.nextStep.replaceAll(from, to),
    { cause: error },
  );
}

function notBegun(): InterruptedError {
  return new InterruptedError(
    'Interrupted before it began.',
    'Run again for the versions that are missing.',
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof InterruptedError) return 'interrupted before it measured anything';
  return error instanceof Error ? error.message : String(error);
}
