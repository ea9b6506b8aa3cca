import { rm } from 'node:fs/promises';
import { inOneLine, ProofFailedError } from '../../errors.js';
import { writeGate } from '../../report/gate/write.js';
import { pointLatest } from '../../report/latest.js';
import type { GateBudgets, GateFacts, GateMargins } from '../../result/gate-parts.js';
import type { JournalRecord } from '../../result/journal.js';
import { openJournal } from '../../result/journal-writer.js';
import { plansOf } from '../../result/merge-groups.js';
import { endRecord } from '../../run/end-record.js';
import type { Profile } from '../../run/profiles.js';
import { makeReportFolder } from '../../run/report-folder.js';
import type { RunRequest } from '../../run/request.js';
import { run } from '../../run/run.js';
import { loadAtOnce } from '../../target/machine.js';
import { assembleGate } from '../assemble.js';
import { exactFailures } from '../run/exact-failures.js';
import { linesOf } from '../run/plan-gate.js';
import type { GateRunOutcome } from '../run/request.js';
import type { Side } from '../side.js';
import { applySql } from './apply-sql.js';
import type { Baseline } from './baseline.js';
import { requireBaseline } from './baseline-file.js';
import { checkWithCatalog } from './check-with-catalog.js';
import { baselineGateFacts } from './gate-facts.js';
import { gateRecords } from './gate-records.js';
import { ratioRecords } from './ratio-records.js';
import { otherMajor, requireComparable, requireSameMajor } from './require-comparable.js';

/** What a gate against a baseline file is asked for. */
export interface GateBaselineRequest extends Omit<RunRequest, 'scenarios'> {
  /** The baseline file. */
  readonly file: string;
  /** What is there now. */
  readonly head: Side;
  /** Whether the file's scenarios are wanted, and not some that were named. */
  readonly isWhole: boolean;
  /** Most seconds of load, over all scenarios; the profile's, where those are fewer. */
  readonly maxTimeSeconds: number;
  /** 1: exact checks only; 3: the baseline's ratios too, where it has some. */
  readonly tier: 1 | 3;
  readonly margins: GateMargins;
  readonly budgets: GateBudgets;
  readonly strict: boolean;
}

/**
 * Holds what is there now to a baseline file: checks the same scenarios, and, where the file has ratios
 * and the exact checks found nothing, runs them; then judges by the rules of base against head. Times
 * are never compared. Writes a report folder, whose journal alone rebuilds it.
 *
 * @throws {BadInputError} when the file is missing, is no baseline, or is of other data, of another
 *   version of rlsbench or of another major version of Postgres.
 * @throws what a check throws when it could not be done.
 */
export async function gateAgainstBaseline(request: GateBaselineRequest): Promise<GateRunOutcome> {
  const startedAt = new Date();
  const saved = await requireBaseline(request.file);
  requireComparable(request.file, saved, { ...request, scenarios: request.head.scenarios });
  if (request.location === 'embedded' && request.pgMajor !== saved.postgres.major) {
    throw otherMajor(request.file, saved, request.pgMajor);
  }
  const folder = await makeReportFolder(request.reportsFolder, 'gate', startedAt);
  const records: JournalRecord[] = [];
  let error: unknown;
  try {
    error = await gateInto(request, saved, folder, records);
  } catch (caught) {
    if (records.length === 0) {
      await rm(folder, { recursive: true });
      throw caught;
    }
    error = caught;
  }
  records.push(endRecord(records, request.signal, error, loadAtOnce()));
  const journal = openJournal(folder);
  try {
    for (const each of records) journal.append(each);
  } finally {
    journal.close();
  }
  const result = assembleGate(records);
  await writeGate(folder, result, plansOf(records));
  await pointLatest(folder);
  return { folder, result, ...(error === undefined ? {} : { error }) };
}

/** Fills `records` with all but the end; returns what ended it early and is no finding. */
async function gateInto(
  request: GateBaselineRequest,
  saved: Baseline,
  folder: string,
  records: JournalRecord[],
): Promise<unknown> {
  const { file, head, margins, onEvent } = request;
  const scenarios = head.scenarios.map((each) => applySql(each, head.sql));
  const checked: JournalRecord[] = [];
  const { checked: outcome, catalog } = await checkWithCatalog({ ...request, scenarios }, (each) =>
    checked.push(each),
  );
  const { result, error } = outcome;
  // A proof that failed is a finding, told with the others.
  if (error !== undefined && !(error instanceof ProofFailedError)) throw error;
  const minor = requireSameMajor(file, saved, result.target);
  if (minor !== undefined) onEvent({ kind: 'said', text: `note  ${minor}` });
  const asked = new Set(scenarios.map(({ name }) => name));
  const hasRatios = saved.ratios.some(({ scenario }) => asked.has(scenario));
  const tier = request.tier === 3 && hasRatios ? 3 : 1;
  const gate = await factsOf(request, saved, tier);
  records.push(...gateRecords(saved, gate, { checked, catalog }, minor));
  if (tier === 1 || exactFailures(records)) return undefined;
  const profile = withinMaxTime(request);
  const ran = await run({ ...request, scenarios, profile, reportsFolder: folder });
  records.push(...ratioRecords(saved, ran.result, margins));
  if (ran.error !== undefined) onEvent({ kind: 'said', text: inOneLine(ran.error) });
  return ran.error;
}

/** Ratios are those of a run, whose scenarios share what time there is: each at most its profile's. */
function withinMaxTime({ profile, head, maxTimeSeconds }: GateBaselineRequest): Profile {
  const share = maxTimeSeconds / head.scenarios.length;
  return { ...profile, loadSeconds: Math.min(profile.loadSeconds, share) };
}

async function factsOf(
  request: GateBaselineRequest,
  saved: Baseline,
  tier: 1 | 3,
): Promise<GateFacts> {
  const lines = new Map<string, Map<string, number>>();
  for (const scenario of request.head.scenarios) {
    lines.set(scenario.name, await linesOf(scenario));
  }
  return baselineGateFacts(saved, {
    ...request,
    ...{ baselineFile: request.file, tier },
    maxTimeSeconds: tier === 1 ? 0 : request.maxTimeSeconds,
    lineOf: (scenario, operation) => lines.get(scenario)?.get(operation) ?? null,
  });
}
