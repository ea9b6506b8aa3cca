import type { PlanRecord } from '../../result/journal.js';
import { cellWords, distinct } from '../cells.js';
import { planPairs } from '../scenario/plan-pairs.js';
import type { ScenarioView } from '../scenario/view.js';
import type { OperationFacts } from '../words.js';
import { ArmTable } from './arm-table.js';
import { ContrastGrid, EveryFigure } from './contrast-grid.js';
import { PlanTable } from './plan-table.js';
import { PlanPair } from './plans.js';
import { QueryPart } from './query.js';

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
          <div key={concurrency}>
            <ContrastGrid view={view} operation={operation.name} concurrency={concurrency} />
            {cells
              .filter((cell) => cell.concurrency === concurrency)
              .map((cell) => (
                <EveryFigure key={cell.tenant} cell={cell} />
              ))}
          </div>
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
