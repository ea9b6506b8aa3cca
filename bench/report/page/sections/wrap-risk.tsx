import { formatInteger } from '../../format.js';
import { wrapAnswer, wrapPairs, wrapVerdict, wrapVerdictWords } from '../../scenario/wrap.js';
import { RatioCell } from '../ratio.js';
import type { Section, SectionProps } from './section.js';

/**
 * Bare against wrapped settings. Expects RLS arms that name `policy`, the wrapped one with "wrap" in
 * its name, and `indexes`; a `level` contrast of wrapped over bare on each index level.
 */
export const wrapRisk: Section = {
  name: 'wrap-risk',
  applies: ({ varying }) => varying.has('policy') && varying.has('indexes'),
  answer: wrapAnswer,
  charts: () => [],
  Part: WrapPart,
};

function WrapPart({ view }: SectionProps) {
  return (
    <section id="wrap-risk">
      <h2>Is it safe to wrap the setting?</h2>
      <p class="note">
        Bare, the planner reads the setting when it plans, and knows how many rows the tenant has;
        wrapped in a subselect, it plans for a tenant of average size. Harm: half as many buffers
        again, and ten more, or surely half as long again.
      </p>
      <div class="scroll">
        <table class="figures">
          <thead>
            <tr>
              <th>Operation and tenant</th>
              <th class="word">Indexes</th>
              <th>Bare: buffers</th>
              <th>Wrapped: buffers</th>
              <th>Wrapped over bare (95% interval)</th>
              <th class="word">Wrapping</th>
            </tr>
          </thead>
          <tbody>
            {view.operations.flatMap((operation) => {
              const pairs = wrapPairs(view, operation.name);
              return [
                <tr key={operation.name}>
                  <th scope="row">{operation.title}</th>
                  <td class="word wrapped" colSpan={5}>
                    <b>{wrapVerdictWords(view, wrapVerdict(pairs))}</b>
                  </td>
                </tr>,
                ...pairs.map((pair) => (
                  <tr
                    key={`${operation.name} ${pair.indexes} ${pair.tenant}`}
                    class={pair.harmed ? 'failed' : undefined}
                  >
                    <th scope="row">
                      <span class="note">{pair.tenant} tenant</span>
                    </th>
                    <td class="word wrapped">{pair.indexes}</td>
                    <td>{formatInteger(pair.bareBuffers)}</td>
                    <td>{formatInteger(pair.wrappedBuffers)}</td>
                    <td>
                      <RatioCell of={pair.time} />
                    </td>
                    <td class="word">{pair.harmed ? 'harms' : 'safe'}</td>
                  </tr>
                )),
              ];
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
