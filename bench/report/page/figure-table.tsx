import type { Figure } from '../../result/result.js';
import { distinct } from '../cells.js';
import type { ScenarioView } from '../scenario/view.js';
import { commonSamples, FigureNotes, FigureValue } from './figure-value.js';

/** What a probe measured outside of rounds: a row a place, a column a metric. */
export function FigureTable({
  view,
  probe,
  metrics = [],
}: {
  readonly view: ScenarioView;
  readonly probe: string;
  /** The metrics in the order to show; those not named here follow. */
  readonly metrics?: readonly string[];
}) {
  const figures = view.part.figures.filter((figure) => figure.probe === probe);
  if (figures.length === 0) return <p class="note">Not measured in this run.</p>;
  const found = distinct(figures.map(({ metric }) => metric));
  const columns = [
    ...metrics.filter((metric) => found.includes(metric)),
    ...found.filter((metric) => !metrics.includes(metric)),
  ];
  const common = commonSamples(figures);
  return (
    <>
      <div class="scroll">
        <table class="figures">
          <thead>
            <tr>
              <th>Measured on</th>
              {columns.map((metric) => (
                <th key={metric}>{metric}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {distinct(figures.map(placeKey)).map((place) => {
              const here = figures.filter((figure) => placeKey(figure) === place);
              return (
                <tr key={place}>
                  <th scope="row">{here[0] && placeWords(view, here[0])}</th>
                  {columns.map((metric) => (
                    <td key={metric}>
                      <FigureValue
                        of={here.find((figure) => figure.metric === metric)}
                        common={common}
                      />
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <FigureNotes figures={figures} common={common} />
    </>
  );
}

function placeKey({ sibling, arm, operation, tenant }: Figure): string {
  return JSON.stringify([sibling, arm, operation, tenant]);
}

function placeWords(view: ScenarioView, { sibling, arm, operation, tenant }: Figure): string {
  const armFacts = view.facts.arms.find(({ name }) => name === arm);
  const siblingFacts = view.facts.siblings?.find(({ name }) => name === sibling);
  const operationFacts = view.facts.operations.find(({ name }) => name === operation);
  const parts = [
    armFacts?.title ?? arm,
    arm === null ? (siblingFacts?.title ?? sibling) : null,
    operationFacts?.title ?? operation,
    tenant === null ? null : `${tenant} tenant`,
  ].filter((part) => part !== null && part !== undefined);
  return parts.length === 0 ? 'the scenario' : parts.join(' · ');
}
