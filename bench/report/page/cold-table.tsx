import type { Figure } from '../../result/result.js';
import { distinct } from '../cells.js';
import { type CoveringState, coveringStates } from '../scenario/covering.js';
import type { ScenarioView } from '../scenario/view.js';
import { FigureTable } from './figure-table.js';
import { commonSamples, FigureNotes, FigureValue } from './figure-value.js';

const PROBE = 'cold-reads';
const ISOLATIONS = [
  { isolation: 'rls', said: 'RLS' },
  { isolation: 'where', said: 'WHERE' },
] as const;

/** Cold reads by the state of the table, the covering index beside the plain one. */
export function ColdTable({ view }: { view: ScenarioView }) {
  const figures = view.part.figures.filter(({ probe }) => probe === PROBE);
  const pairs = ISOLATIONS.flatMap(({ isolation, said }) =>
    coveringStates(view, isolation).map((state) => ({ ...state, said })),
  );
  const placed = new Set(pairs.flatMap(({ covering, plain }) => [covering?.name, plain?.name]));
  // What has no place in it is shown arm by arm, rather than not at all.
  if (!figures.every(({ arm }) => arm !== null && placed.has(arm)) || figures.length === 0) {
    return <FigureTable view={view} probe={PROBE} />;
  }
  const metrics = distinct(figures.map(({ metric }) => metric));
  const common = commonSamples(figures);
  const ofPair = ({ covering, plain }: CoveringState) =>
    figures.filter(({ arm }) => arm === covering?.name || arm === plain?.name);
  return (
    <>
      {distinct(figures.map(placeWords(view))).map((place) => (
        <div class="scroll" key={place}>
          <table class="figures">
            <caption>{place}</caption>
            <thead>
              <tr>
                <th rowSpan={2}>State</th>
                {metrics.map((metric) => (
                  <th key={metric} colSpan={2}>
                    {metric}
                  </th>
                ))}
              </tr>
              <tr>
                {metrics.flatMap((metric) =>
                  ['covering', 'plain'].map((index) => (
                    <th key={`${metric} ${index}`} class="note">
                      {index}
                    </th>
                  )),
                )}
              </tr>
            </thead>
            <tbody>
              {pairs
                .map((pair) => ({
                  pair,
                  here: ofPair(pair).filter((figure) => placeWords(view)(figure) === place),
                }))
                .filter(({ here }) => here.length > 0)
                .map(({ pair, here }) => (
                  <tr key={`${pair.said} ${pair.state}`}>
                    <th scope="row">
                      {pair.state} <span class="note">{pair.said}</span>
                    </th>
                    {metrics.flatMap((metric) =>
                      [pair.covering, pair.plain].map((arm, i) => (
                        <td key={`${metric} ${i}`}>
                          <FigureValue
                            of={here.find((one) => one.metric === metric && one.arm === arm?.name)}
                            common={common}
                          />
                        </td>
                      )),
                    )}
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      ))}
      <FigureNotes figures={figures} common={common} />
    </>
  );
}

/** The operation and tenant of a figure: what a table is of. */
function placeWords(view: ScenarioView): (figure: Figure) => string {
  return ({ operation, tenant }) => {
    const title = view.facts.operations.find(({ name }) => name === operation)?.title ?? operation;
    return [title, tenant === null ? null : `${tenant} tenant`]
      .filter((part) => part !== null)
      .join(', ');
  };
}
