import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { inOneLine } from '../errors.js';
import { pointLatest } from '../report/latest.js';
import { writeReport } from '../report/write.js';
import { assembleResult } from '../result/assemble.js';
import type { JournalRecord } from '../result/journal.js';
import { openJournal } from '../result/journal-writer.js';
import { plansOf } from '../result/merge-groups.js';
import { readMachineLoad } from '../target/machine.js';
import { unpinClient } from '../target/placement.js';
import type { Target } from '../target/target.js';
import { thenClose } from '../then-close.js';
import { cellsOf, operationsFor } from './cells.js';
import { type OpenedData, openData } from './data.js';
import { endRecord } from './end-record.js';
import { failedArms } from './failed-arms.js';
import { throwIfInterrupted } from './interrupt.js';
import { makeLogins } from './logins.js';
import { pinToOwnCore } from './own-core.js';
import { type PooledScenarios, providePoolers, requireNamedPooler } from './provide-poolers.js';
import { makeReportFolder } from './report-folder.js';
import type { RunOutcome, RunRequest } from './request.js';
import { runScenario } from './run-scenario.js';
import { runTrouble } from './run-trouble.js';
import { sampleOf } from './sample.js';
import { recordLeftOut, scenariosPossible } from './scenarios-possible.js';
import { explainServerTrouble } from './server-trouble.js';
import { startRecord } from './start-record.js';

/**
 * The main job: opens the target with its data, runs each scenario, and writes the report from the
 * journal. From the journal's first line on, every end (an error, Ctrl-C) still gives a report of
 * what there is.
 *
 * @throws {BadInputError} or EnvironmentError, when the run could not begin.
 * @throws {InterruptedError} when interrupted before it began.
 */
export async function run(request: RunRequest): Promise<RunOutcome> {
  const startedAt = new Date();
  const folder = await makeReportFolder(request.reportsFolder, request.profile.name, startedAt);
  const journal = openJournal(folder);
  const records: JournalRecord[] = [];
  const record = (each: JournalRecord) => {
    journal.append(each);
    records.push(each);
  };
  let error: unknown;
  try {
    await measure(request, startedAt, record);
  } catch (caught) {
    error = caught;
  }
  if (records.length === 0) {
    journal.close();
    await rm(folder, { recursive: true });
    throw error;
  }
  const failures = records.flatMap((each) => (each.type === 'failure' ? [each.failure] : []));
  try {
    const failed = error ?? failedArms(failures);
    record(endRecord(records, request.signal, failed, await readMachineLoad()));
  } catch (caught) {
    // A journal that can't take its end is that of a run that did not end by itself: also readable.
    error ??= caught;
  } finally {
    journal.close();
  }
  request.onEvent({ kind: 'doing', text: 'writing the report' });
  const result = assembleResult(records);
  try {
    await writeReport(folder, result, plansOf(records));
    await pointLatest(folder);
  } catch (caught) {
    error ??= caught;
  }
  // After the report, which is what a person is sent to. Of a run that was cut short only what failed.
  error ??= request.signal.aborted ? failedArms(failures) : runTrouble(result, failures);
  return { folder, result, ...(error === undefined ? {} : { error }) };
}

/** Everything from opening the target to its last block; the target is closed however this ends. */
async function measure(
  request: RunRequest,
  startedAt: Date,
  record: (record: JournalRecord) => void,
): Promise<void> {
  const { onEvent } = request;
  // Before we are pinned: afterwards Node sees one core only.
  const cores = availableParallelism();
  // Before anything is loaded, since it is the quickest to fail.
  await requireNamedPooler(request);
  const data = await openData(request);
  const close = async () => {
    // A client that stays held to its core is only slower in writing the report.
    await unpinClient().catch(() => undefined);
    onEvent({ kind: 'doing', text: 'removing what was made on the server' });
    await data.target.close();
  };
  const say = (left: unknown) => onEvent({ kind: 'said', text: inOneLine(left) });
  const measureAll = async () => {
    const pooled = await providePoolers(request.scenarios, request);
    await thenClose(
      () => measureOn(data, pooled, cores, request, startedAt, record),
      async () => pooled.poolers?.close(),
      say,
    );
  };
  await thenClose(measureAll, close, say);
}

async function measureOn(
  data: OpenedData,
  { poolers, ...pooled }: PooledScenarios,
  cores: number,
  request: RunRequest,
  startedAt: Date,
  record: (record: JournalRecord) => void,
): Promise<void> {
  const { profile, signal, onEvent } = request;
  const { target, rows, facts } = data;
  const { possible: scenarios, skipped } = await scenariosPossible(pooled.scenarios, target);
  const { roles, tenants } = await makeLogins(data, { scenarios });
  throwIfInterrupted(signal);
  await pinToOwnCore(target);
  const load = await readMachineLoad();
  record(
    await explaining(target, 'reading its settings', () =>
      startRecord({ ...request, scenarios, poolers }, startedAt, target, facts, load),
    ),
  );
  recordLeftOut(skipped, record, onEvent);
  for (const each of pooled.skipped) record({ type: 'skip', skipped: each });
  const sample = sampleOf(target, { rows, profile, seed: request.seed });
  const shared = { target, roles, rows, tenants, sample, poolers, record };
  for (const scenario of scenarios) {
    if (signal.aborted) break;
    const operations = operationsFor(scenario, profile.cells);
    const cells = cellsOf(scenario, profile.cells, cores);
    await runScenario({ ...request, ...shared, scenario: { ...scenario, operations }, cells });
  }
}

async function explaining<T>(target: Target, doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await explainServerTrouble(error, doing, target.admin);
  }
}
