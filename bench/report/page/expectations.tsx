import type { ExpectationResult, Result } from '../../result/result.js';
import type { Alarm } from '../alarms.js';
import { armTitle, distinct } from '../cells.js';
import { count } from '../format.js';

/** Failures beyond this many are listed without their plans, which are in result.json. */
const PLANS_SHOWN = 40;

type Held = Pick<Result, 'expectations' | 'scenarios'>;

/** That expectations failed, for the top of the page that has them; none where all hold. */
export function expectationAlarms({ expectations }: Held): Alarm[] {
  const failed = expectations.filter(({ status }) => status === 'failed').length;
  const all = count(expectations.length, 'expectation');
  return failed === 0
    ? []
    : [{ title: `${failed} of ${all} failed: see “What had to hold of the plans”.`, lines: [] }];
}

/** What had to hold of the plans: failures first, each with its plan; then what held, counted. */
export function ExpectationsPart({ result }: { result: Held }) {
  const all = result.expectations;
  const failed = all.filter(({ status }) => status === 'failed');
  return (
    <section id="expectations">
      <h2>What had to hold of the plans</h2>
      {all.length === 0 ? (
        <p>Nothing is expected of the plans of this run.</p>
      ) : (
        <p class={failed.length > 0 ? 'warning' : ''}>
          {failed.length === 0
            ? all.length === 1
              ? 'The one expectation holds.'
              : `All ${count(all.length, 'expectation')} hold.`
            : `${failed.length} of ${count(all.length, 'expectation')} failed.`}
        </p>
      )}
      {failed.map((one, i) => (
        <details key={placeWords(result, one)} open={i < 3 && i < PLANS_SHOWN}>
          <summary class="failed">{placeWords(result, one)}</summary>
          <p>
            {one.message}{' '}
            <span class="note">
              Expected {one.rule} {one.expected}; got {one.actual}.
            </span>
          </p>
          {one.plan !== '' && i < PLANS_SHOWN && <pre class="scroll">{one.plan}</pre>}
        </details>
      ))}
      <HeldTable result={result} />
    </section>
  );
}

function placeWords(result: Held, one: ExpectationResult): string {
  return `${operationTitle(result, one)} · ${armTitleOf(result, one)} · ${one.tenant} tenant: ${one.rule} ${one.expected}`;
}

/** One row a rule of an operation: on how many arms and tenants it held. */
function HeldTable({ result }: { result: Held }) {
  const all = result.expectations;
  if (all.length === 0) return null;
  const key = ({ scenario, operation, rule, expected }: ExpectationResult) =>
    JSON.stringify([scenario, operation, rule, expected]);
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
                  <th scope="row">{first && operationTitle(result, first)}</th>
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

function operationTitle(result: Held, { scenario, operation }: ExpectationResult): string {
  const facts = result.scenarios.find(({ name }) => name === scenario);
  return facts?.operations.find(({ name }) => name === operation)?.title ?? operation;
}

function armTitleOf(result: Held, { scenario, arm }: ExpectationResult): string {
  const facts = result.scenarios.find(({ name }) => name === scenario);
  return facts === undefined ? arm : armTitle(facts, arm);
}
