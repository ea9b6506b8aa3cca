import type { PlanRecord } from '../../result/journal.js';
import { armTitle, cellWords, concurrencyWords, distinct } from '../cells.js';
import { formatInteger } from '../format.js';
import { mostCalled, planWords } from '../scenario/forms.js';
import { planPairs } from '../scenario/plan-pairs.js';
import { armAt, type ScenarioView } from '../scenario/view.js';
import type { OperationFacts } from '../words.js';
import { ArmTable } from './arm-table.js';
import { PlanPair } from './plans.js';
import { QueryPart } from './query.js';
import { RatioCell } from './ratio.js';

/** All that a scenario's page has on one operation, folded; its figures in compact tables. */
export function ScenarioOperationPart({
  id,
  view,
  operation,
  plans,
}: {
  readonly id: string;
  readonly view: ScenarioView;
  readonly operation: OperationFacts;
  readonly plans: readonly PlanRecord[];
}) {
  const cells = view.cells.filter((cell) => cell.operation === operation.name);
  const pairs = planPairs(view, operation.name, plans);
  return (
    <details class="operation">
      <summary>
        <h2>{operation.title}</h2>
      </summary>
      <section id={id}>
        <QueryPart operation={operation} />
        <h3>Contrasts</h3>
        {cells.length === 0 && <p class="note">Proved and planned here, not put under load.</p>}
        {distinct(cells.map((cell) => cell.concurrency)).map((concurrency) => (
          <ContrastGrid
            key={concurrency}
            view={view}
            operation={operation.name}
            concurrency={concurrency}
          />
        ))}
        <h3>Plans</h3>
        <details>
          <summary>What every arm's plan did</summary>
          <PlanTable view={view} operation={operation.name} />
        </details>
        {pairs[0] !== undefined && (
          <p class="note">
            Side by side, the contrast whose plans read most differently: {pairs[0].title}. Marked:
            what differs.
          </p>
        )}
        {pairs.map(({ left, right }) => (
          <PlanPair key={left.tenant} scenario={view.facts} left={left} right={right} />
        ))}
        {cells.length > 0 && <h3>Arms under load</h3>}
        {cells.map((cell) => (
          <details key={cellWords(cell)} class="bulk">
            <summary>{cellWords(cell)}: every arm in absolute figures</summary>
            <ArmTable cell={cell} />
          </details>
        ))}
      </section>
    </details>
  );
}

/** A row a contrast, a column a tenant: median latency with interval, and what was detectable. */
function ContrastGrid({
  view,
  operation,
  concurrency,
}: {
  view: ScenarioView;
  operation: string;
  concurrency: number;
}) {
  const here = view.part.contrasts.filter(
    (one) => one.metric === 'p50' && one.operation === operation && one.concurrency === concurrency,
  );
  const compared = view.facts.contrasts.filter(({ name }) =>
    here.some(({ contrast }) => contrast === name),
  );
  if (compared.length === 0) return <p class="note">No contrast has enough blocks.</p>;
  return (
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th>Median latency, {concurrencyWords(concurrency)} (95% interval)</th>
            {view.tenants.map((tenant) => (
              <th key={tenant}>{tenant}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {compared.map((contrast) => (
            <tr key={contrast.name}>
              <th scope="row">
                {contrast.title}
                <span class="note">
                  {armTitle(view.facts, contrast.treatment)} over{' '}
                  {armTitle(view.facts, contrast.baseline)}
                </span>
              </th>
              {view.tenants.map((tenant) => (
                <td key={tenant}>
                  <RatioCell
                    of={here.find((one) => one.contrast === contrast.name && one.tenant === tenant)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A row an arm: buffers a tenant, and what the largest tenant's plan did. */
function PlanTable({ view, operation }: { view: ScenarioView; operation: string }) {
  const [first] = view.tenants;
  return (
    <div class="scroll">
      <table class="figures">
        <thead>
          <tr>
            <th>Arm</th>
            {view.tenants.map((tenant) => (
              <th key={tenant}>Buffers, {tenant}</th>
            ))}
            <th>Heap fetches</th>
            <th>Calls of one function</th>
            <th class="word">Plan, {first} tenant</th>
          </tr>
        </thead>
        <tbody>
          {view.arms.flatMap((arm) => {
            const known = view.tenants.map((tenant) => armAt(view, operation, tenant, arm.name));
            const plan = known[0]?.plan ?? null;
            if (known.every((one) => one === undefined)) return [];
            return [
              <tr key={arm.name}>
                <th scope="row">{arm.title}</th>
                {known.map((one, i) => (
                  <td key={view.tenants[i]}>
                    {one?.buffers === null || one === undefined ? '–' : formatInteger(one.buffers)}
                  </td>
                ))}
                <td>{formatInteger(plan?.heapFetches ?? 0)}</td>
                <td>
                  <Calls of={mostCalled(plan)} />
                </td>
                <td class="word wrapped">{planWords(plan)}</td>
              </tr>,
            ];
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The function called most; what it calls in turn is not added to it. */
function Calls({ of }: { of: ReturnType<typeof mostCalled> }) {
  if (of === undefined) return <>–</>;
  if (of === null) return <>0</>;
  return (
    <>
      {formatInteger(of.calls)}
      <small>
        {of.function}
        {of.standIn ? ', stand-in' : ''}
      </small>
    </>
  );
}
