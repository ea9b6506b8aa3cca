import { formatInteger } from '../format.js';
import { mostCalled, planWords } from '../scenario/forms.js';
import { armAt, type ScenarioView } from '../scenario/view.js';

/** A row an arm: buffers a tenant, and what the largest tenant's plan did. */
export function PlanTable({ view, operation }: { view: ScenarioView; operation: string }) {
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
