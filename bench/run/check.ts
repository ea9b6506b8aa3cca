import { inOneLine, ProofFailedError } from '../errors.js';
import { assembleResult } from '../result/assemble.js';
import type { JournalRecord } from '../result/journal.js';
import { withoutRepeats } from '../scenario/without-repeats.js';
import { loadAtOnce } from '../target/machine.js';
import type { ArmRoles, OpenedTarget } from '../target/target.js';
import { thenClose } from '../then-close.js';
import { type OpenedData, openData } from './data.js';
import { databasesAhead } from './databases-ahead.js';
import { endRecord } from './end-record.js';
import { throwIfInterrupted } from './interrupt.js';
import { makeLogins } from './logins.js';
import { proveAndPlan, SETS_WITHOUT_LOAD } from './prepare-scenario.js';
import type { CheckOutcome, CheckRequest } from './request.js';
import { sampleOf } from './sample.js';
import { recordLeftOut, scenariosPossible } from './scenarios-possible.js';
import { explainServerTrouble } from './server-trouble.js';
import { type ScenarioGroup, scenarioGroups } from './sibling-groups.js';
import { startRecord } from './start-record.js';

/** The databases of a scenario, or of a group of its siblings, before anything is asked of them. */
export interface CheckedDatabases extends Pick<ScenarioGroup, 'scenario'> {
  readonly target: OpenedTarget;
  /** With the database of each sibling. */
  readonly roles: ArmRoles;
}

type OnDatabases = (databases: CheckedDatabases) => Promise<void>;

/**
 * Proofs, plans and expectations only, and no load: what a machine can hold scenarios to without a
 * stopwatch. A failed proof ends its scenario, not the others. Writes nothing.
 *
 * @param onRecord told of each journal record as it is learnt
 * @param onDatabases shown the databases as they are made; waited for
 * @throws {BadInputError}, EnvironmentError or InterruptedError, when it could not be done.
 */
export async function check(
  request: CheckRequest,
  onRecord: (record: JournalRecord) => void = () => {},
  onDatabases: OnDatabases = async () => {},
): Promise<CheckOutcome> {
  const startedAt = new Date();
  const records: JournalRecord[] = [];
  const record = (each: JournalRecord) => {
    records.push(each);
    onRecord(each);
  };
  const data = await openData(request, { untimed: true });
  const error = await thenClose(
    () => checkOn(data, request, startedAt, record, onDatabases),
    () => {
      request.onEvent({ kind: 'doing', text: 'removing what was made on the server' });
      return data.target.close();
    },
    (left) => request.onEvent({ kind: 'said', text: inOneLine(left) }),
  );
  throwIfInterrupted(request.signal);
  record(endRecord(records, request.signal, error, loadAtOnce()));
  return { result: assembleResult(records), ...(error === undefined ? {} : { error }) };
}

/** Returns the first failed proof, if any. */
async function checkOn(
  data: OpenedData,
  request: CheckRequest,
  startedAt: Date,
  record: (record: JournalRecord) => void,
  onDatabases: OnDatabases,
): Promise<ProofFailedError | undefined> {
  const { profile, seed, signal, onEvent } = request;
  const { target, rows, facts } = data;
  const { possible: scenarios, skipped } = await scenariosPossible(request.scenarios, target);
  const { roles, tenants } = await makeLogins(data, { scenarios });
  record(await startRecord({ ...request, scenarios }, startedAt, target, facts, loadAtOnce()));
  recordLeftOut(skipped, record, onEvent);
  const sample = sampleOf(target, { rows, profile, seed });
  const databases = databasesAhead({ target, roles, rows, profile, tenants, sample, signal });
  const groups = scenarios.flatMap((scenario) =>
    scenarioGroups(withoutRepeats(scenario), { rows, profile }),
  );
  const failed = new Map<string, ProofFailedError>();
  for (const [index, group] of groups.entries()) {
    const { scenario } = group;
    if (failed.has(scenario.name)) continue;
    let step = 'starting';
    const begin = (next: string) => {
      step = next;
      onEvent({ kind: 'doing', text: `${scenario.name}: ${next}` });
    };
    try {
      throwIfInterrupted(signal);
      const opened = await databases.open(group, begin);
      await thenClose(
        async () => {
          await onDatabases({ scenario, target, roles: opened.roles });
          await proveAndPlan(
            {
              ...{ scenario, target, roles, tenants, seed, record, signal, begin },
              parameterSets: () => SETS_WITHOUT_LOAD,
              sendsLoad: false,
              onDrawn: () => databases.startOn(groups[index + 1], group),
            },
            opened,
          );
        },
        () => databases.done(group, opened),
      );
    } catch (error) {
      const told = signal.aborted ? error : await explainServerTrouble(error, step, target.admin);
      if (!(told instanceof ProofFailedError)) throw told;
      failed.set(scenario.name, told);
    }
  }
  return [...failed.values()][0];
}
