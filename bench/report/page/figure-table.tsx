import type { Figure } from '../../result/result.js';
import { distinct } from '../cells.js';
import { formatBytes, formatInteger, formatLatency } from '../format.js';
import type { ScenarioView } from '../scenario/view.js';

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
  const notes = distinct(figures.map(({ note }) => note)).filter((note) => note !== '');
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
                      <Value of={here.find((figure) => figure.metric === metric)} />
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {notes.map((note) => (
        <p class="note" key={note}>
          {note}
        </p>
      ))}
    </>
  );
}

function Value({ of }: { of: Figure | undefined }) {
  if (of === undefined) return <>–</>;
  const { unit, value, low, high, samples } = of;
  return (
    <>
      {figureWords(unit, value)}
      {low !== null && high !== null ? (
        <small>
          {figureWords(unit, low)} to {figureWords(unit, high)}
        </small>
      ) : (
        <Samples unit={unit} samples={samples} />
      )}
    </>
  );
}

/** From how much a figure without an interval is; a count taken once is what every run counts. */
function Samples({ unit, samples }: Pick<Figure, 'unit' | 'samples'>) {
  if (samples > 1) return <small>median of {formatInteger(samples)}</small>;
  return unit === 'ns' ? <small>one measurement, noise not known</small> : null;
}

/** A figure in its unit, as people read it; without a unit 1 and 0 are whether something was so. */
function figureWords(unit: Figure['unit'], value: number): string {
  switch (unit) {
    case 'bytes':
      return formatBytes(Math.round(value));
    case 'ns':
      return formatLatency(value);
    case 'ratio':
      return value.toFixed(2);
    case 'none':
      return value === 1 ? 'yes' : value === 0 ? 'no' : formatInteger(value);
    default:
      return Number.isInteger(value) ? formatInteger(value) : value.toFixed(1);
  }
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
