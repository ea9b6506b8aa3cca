import type { ExpectationResult } from '../../result/result.js';
import { armTitle, distinct } from '../cells.js';
import { count } from '../format.js';
import type { ScenarioView } from '../scenario/view.js';

/** Failures beyond this many are listed without their plans, which are in result.json. */
const PLANS_SHOWN = 40;

/** What had to hold of the plans: failures first, each with its plan; then what held, counted. */
export function ExpectationsPart({ view }: { view: ScenarioView }) {
  const all = view.part.expectations;
  const failed = all.filter(({ status }) => status === 'failed');
  return (
    <section id="expectations">
      <h2>What had to hold of the plans</h2>
      {all.length === 0 ? (
        <p>Nothing is expected of the plans of this run.</p>
      ) : (
        <p class={failed.length > 0 ? 'warning' : ''}>
          {failed.length === 0
            ? `All ${count(all.length, 'expectation')} hold.`
            : `${failed.length} of ${count(all.length, 'expectation')} failed.`}
        </p>
      )}
      {failed.map((one, i) => (
        <details key={placeWords(view, one)} open={i < 3 && i < PLANS_SHOWN}>
          <summary class="failed">{placeWords(view, one)}</summary>
          <p>
            {one.message}{' '}
            <span class="note">
              Expected {one.rule} {one.expected}; got {one.actual}.
            </span>
          </p>
          {one.plan !== '' && i < PLANS_SHOWN && <pre class="scroll">{one.plan}</pre>}
        </details>
      ))}
      <HeldTable view={view} />
    </section>
  );
}

function placeWords(view: ScenarioView, one: ExpectationResult): string {
  return `${operationTitle(view, one.operation)} · ${armTitle(view.facts, one.arm)} · ${one.tenant} tenant: ${one.rule} ${one.expected}`;
}

/** One row a rule of an operation: on how many arms and tenants it held. */
function HeldTable({ view }: { view: ScenarioView }) {
  const all = view.part.expectations;
  if (all.length === 0) return null;
  const key = ({ operation, rule, expected }: ExpectationResult) =>
    JSON.stringify([operation, rule, expected]);
  return (
    <details>
      <summary>Every rule, and on how many plans it held</summary>
      <div class="scroll">
        <table class="figures">
          <thead>
            <tr>
              <th>Operation</th>
              <th class="word">Rule</th>
              <th>Held</th>
              <th>Failed</th>
            </tr>
          </thead>
          <tbody>
            {distinct(all.map(key)).map((name) => {
              const judged = all.filter((one) => key(one) === name);
              const [first] = judged;
              const failed = judged.filter(({ status }) => status === 'failed').length;
              return (
                <tr key={name} class={failed > 0 ? 'failed' : undefined}>
                  <th scope="row">{first && operationTitle(view, first.operation)}</th>
                  <td class="word wrapped">
                    {first?.rule} {first?.expected}
                  </td>
                  <td>{judged.length - failed}</td>
                  <td>{failed}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function operationTitle(view: ScenarioView, name: string): string {
  return view.facts.operations.find((operation) => operation.name === name)?.title ?? name;
}
