import { sideOf } from '../../bench/calibrate/sides.js';
import { DEFAULT_BUDGETS, DEFAULT_MARGINS } from '../../bench/gate/budgets.js';
import { exactFindings } from '../../bench/gate/exact/findings.js';
import { exactInputOf } from '../../bench/gate/exact-input.js';
import type { GateFinding } from '../../bench/gate/gate-result.js';
import { gateOn } from '../../bench/gate/run/gate-on.js';
import { planGate } from '../../bench/gate/run/plan-gate.js';
import type { GateRequest } from '../../bench/gate/run/request.js';
import type { JournalRecord } from '../../bench/result/journal.js';
import { openData } from '../../bench/run/data.js';
import { makeLogins } from '../../bench/run/logins.js';
import type { LoadedScenario } from '../../bench/scenario/load.js';
import { SMALL } from '../run/small-run.js';
import { testedMajor } from '../support/tested-major.js';

/** What one side of a gate has. */
export interface LiveSide {
  readonly sql: readonly string[];
  readonly scenario: LoadedScenario;
}

export interface LiveGate {
  /** Tier 1 of a gate between the two, as a run of it journals and judges it. */
  findings(base: LiveSide, head: LiveSide): Promise<GateFinding[]>;
  close(): Promise<void>;
}

/** A server with a few thousand invoices on it, for any number of gates. */
export async function openLiveGate(scenario: LoadedScenario): Promise<LiveGate> {
  const common = {
    profile: { ...SMALL, size: { invoices: 12_000, tenants: 20 }, siblingInvoices: 12_000 },
    ...{ location: 'embedded', pgMajor: testedMajor(), seed: 1, command: 'a test' },
    ...{ signal: new AbortController().signal, onEvent: () => {} },
  };
  const data = await openData({ ...common, scenarios: [scenario] }, { untimed: true });
  const logins = await makeLogins(data, {
    scenarios: [{ ...scenario, operations: scenario.operations.map(everyTable) }],
  });
  const findings = async (base: LiveSide, head: LiveSide) => {
    const request: GateRequest = {
      ...common,
      ...{ base: sideOf('base', base), head: sideOf('head', head) },
      ...{ arms: [], tier: 1, strict: false, maxTimeSeconds: 1 },
      ...{ margins: DEFAULT_MARGINS, budgets: DEFAULT_BUDGETS },
    };
    const planned = await planGate(request);
    const records: JournalRecord[] = [];
    await gateOn({ data, ...logins }, planned, request, records, (each) => records.push(each));
    return exactFindings(exactInputOf(records));
  };
  return { findings, close: () => data.target.close() };
}

/** Logins that may read what any of the gates reads. */
function everyTable<T extends { readonly tables: readonly string[] }>(operation: T): T {
  return { ...operation, tables: ['invoices', 'tenants', 'customers', 'line_items'] };
}
