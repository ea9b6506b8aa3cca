import { rm } from 'node:fs/promises';
import { inOneLine } from '../../errors.js';
import { writeGate } from '../../report/gate/write.js';
import { pointLatest } from '../../report/latest.js';
import type { JournalRecord } from '../../result/journal.js';
import { openJournal } from '../../result/journal-writer.js';
import { plansOf } from '../../result/merge-groups.js';
import { openData } from '../../run/data.js';
import { endRecord } from '../../run/end-record.js';
import { throwIfInterrupted } from '../../run/interrupt.js';
import { makeLogins } from '../../run/logins.js';
import { pinToOwnCore } from '../../run/own-core.js';
import { makeReportFolder } from '../../run/report-folder.js';
import { startRecord } from '../../run/start-record.js';
import { loadAtOnce, readMachineLoad } from '../../target/machine.js';
import { unpinClient } from '../../target/placement.js';
import { thenClose } from '../../then-close.js';
import { assembleGate } from '../assemble.js';
import { gateOn } from './gate-on.js';
import { type PlannedGate, planGate } from './plan-gate.js';
import type { GateRequest, GateRunOutcome } from './request.js';

export interface GateRunRequest extends GateRequest {
  /** Folder that report folders go into. */
  readonly reportsFolder: string;
}

/**
 * Base against head on one server: opens the target with its data, runs the gate, and writes its folder
 * from the journal. From the journal's first line on, every end (an error, Ctrl-C) still gives a report
 * of what there is.
 *
 * @throws {BadInputError} or EnvironmentError, when it could not begin.
 * @throws {InterruptedError} when interrupted before it began.
 */
export async function runGate(request: GateRunRequest): Promise<GateRunOutcome> {
  const startedAt = new Date();
  const planned = await planGate(request);
  const folder = await makeReportFolder(request.reportsFolder, 'gate', startedAt);
  const journal = openJournal(folder);
  const records: JournalRecord[] = [];
  const record = (each: JournalRecord) => {
    // What goes on in the background after Ctrl-C only sees its connections end.
    if (request.signal.aborted && each.type !== 'end') return;
    journal.append(each);
    records.push(each);
  };
  let error: unknown;
  try {
    await openAndGate(request, planned, startedAt, records, record);
  } catch (caught) {
    error = caught;
  }
  if (records.length === 0) {
    journal.close();
    await rm(folder, { recursive: true });
    throw error;
  }
  try {
    record(endRecord(records, request.signal, error, loadAtOnce()));
  } catch (caught) {
    error ??= caught;
  } finally {
    journal.close();
  }
  request.onEvent({ kind: 'doing', text: 'writing the report' });
  const result = assembleGate(records);
  try {
    await writeGate(folder, result, plansOf(records));
    await pointLatest(folder);
  } catch (caught) {
    error ??= caught;
  }
  return { folder, result, ...(error === undefined ? {} : { error }) };
}

async function openAndGate(
  request: GateRequest,
  planned: PlannedGate,
  startedAt: Date,
  records: JournalRecord[],
  record: (record: JournalRecord) => void,
): Promise<void> {
  const { onEvent, signal, tier } = request;
  const asked = { ...request, scenarios: planned.all };
  const data = await openData(asked, tier === 1 ? { untimed: true } : { compared: true });
  await thenClose(
    async () => {
      const { roles, tenants } = await makeLogins(data, asked);
      throwIfInterrupted(signal);
      if (tier !== 1) await pinToOwnCore(data.target);
      const load = tier === 1 ? loadAtOnce() : await readMachineLoad();
      record(await startRecord(asked, startedAt, data.target, data.facts, load));
      await gateOn({ data, roles, tenants }, planned, request, records, record);
    },
    async () => {
      await unpinClient().catch(() => undefined);
      onEvent({ kind: 'doing', text: 'removing what was made on the server' });
      await data.target.close();
    },
    (left) => onEvent({ kind: 'said', text: inOneLine(left) }),
  );
}
