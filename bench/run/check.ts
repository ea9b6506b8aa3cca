import { inOneLine, ProofFailedError } from '../errors.js';
import { assembleResult } from '../result/assemble.js';
import type { JournalRecord } from '../result/journal.js';
import { thenClose } from '../then-close.js';
import type { OpenedData } from './data.js';
import { openData } from './data.js';
import { endRecord } from './end-record.js';
import { throwIfInterrupted } from './interrupt.js';
import { makeLogins } from './logins.js';
import { prepareScenario, SETS_WITHOUT_LOAD } from './prepare-scenario.js';
import type { CheckOutcome, CheckRequest } from './request.js';
import { sampleOf } from './sample.js';
import { recordLeftOut, scenariosPossible } from './scenarios-possible.js';
import { explainServerTrouble } from './server-trouble.js';
import { scenarioGroups } from './sibling-groups.js';
import { startRecord } from './start-record.js';

/**
 * Proofs, plans and expectations only, and no load: what a machine can hold scenarios to without a
 * stopwatch. A failed proof ends its scenario, not the others. Writes nothing.
 *
 * @throws {BadInputError}, EnvironmentError or InterruptedError, when it could not be done.
 */
export async function check(request: CheckRequest): Promise<CheckOutcome> {
  const startedAt = new Date();
  const records: JournalRecord[] = [];
  const data = await openData(request, { holdToCores: false, fsync: false });
  const error = await thenClose(
    () => checkOn(data, request, startedAt, (each) => records.push(each)),
    () => {
      request.onEvent({ kind: 'doing', text: 'removing what was made on the server' });
      return data.target.close();
    },
    (left) => request.onEvent({ kind: 'said', text: inOneLine(left) }),
  );
  throwIfInterrupted(request.signal);
  records.push(await endRecord(records, request.signal, error));
  return { result: assembleResult(records), ...(error === undefined ? {} : { error }) };
}

/** Returns the first failed proof, if any. */
async function checkOn(
  data: OpenedData,
  request: CheckRequest,
  startedAt: Date,
  record: (record: JournalRecord) => void,
): Promise<ProofFailedError | undefined> {
  const { profile, seed, signal, onEvent } = request;
  const { target, rows, tenants, facts } = data;
  const { possible: scenarios, skipped } = await scenariosPossible(request.scenarios, target);
  const roles = await makeLogins(data, { scenarios });
  record(await startRecord({ ...request, scenarios }, startedAt, target, facts));
  recordLeftOut(skipped, record, onEvent);
  const sample = sampleOf(target, { rows, profile, seed });
  let failed: ProofFailedError | undefined;
  for (const scenario of scenarios) {
    let step = 'starting';
    const begin = (next: string) => {
      step = next;
      onEvent({ kind: 'doing', text: `${scenario.name}: ${next}` });
    };
    try {
      const groups = scenarioGroups(scenario, { rows, profile });
      for (const group of groups) {
        throwIfInterrupted(signal);
        const { close } = await prepareScenario({
          ...{ ...group, target, roles, rows, tenants, sample, seed, record, signal, begin },
          parameterSets: () => SETS_WITHOUT_LOAD,
          sendsLoad: false,
        });
        // A server of ours goes as a whole at the end; dropping a database takes a checkpoint. But
        // groups are there so that the disk does not have to hold all.
        if (target.kind !== 'embedded' || groups.length > 1) await close();
      }
    } catch (error) {
      const told = signal.aborted ? error : await explainServerTrouble(error, step, target.admin);
      if (!(told instanceof ProofFailedError)) throw told;
      failed ??= told;
    }
  }
  return failed;
}
