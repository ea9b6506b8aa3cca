import { formatInteger } from '../../format.js';
import { isPoisoned, poisoningAnswer, poisonings } from '../../scenario/poisoning.js';
import { latencyWords } from '../../scenario/said.js';
import { RatioCell } from '../ratio.js';
import type { Section, SectionProps } from './section.js';

/**
 * Prepared statements warmed by one tenant and run by another. Expects arms that name `warmedBy`,
 * for each plan mode also one warmed by the tenant itself (`warmedBy` absent, or its own name), and
 * a `level` contrast of the one over the other.
 */
export const prepared: Section = {
  name: 'prepared',
  applies: ({ varying }) => varying.has('warmedBy'),
  answer: poisoningAnswer,
  charts: () => [],
  Part: PreparedPart,
};

function PreparedPart({ view }: SectionProps) {
  return (
    <section id="prepared">
      <h2>Who warmed the statement, who ran it</h2>
      <p class="note">
        From its sixth run a prepared statement may keep one plan for all tenants. Compared with the
        tenant's own: a statement warmed by the tenant that runs it, in the same plan mode. –:
        planned, not put under load in this run.
      </p>
      {view.operations.map((operation, i) => (
        <details key={operation.name} open={i === 0}>
          <summary>{operation.title}</summary>
          <div class="scroll">
            <table class="figures">
              <thead>
                <tr>
                  <th>Ran for, warmed by</th>
                  <th class="word">Plan mode and plan</th>
                  <th>Buffers</th>
                  <th>Own plan's buffers</th>
                  <th>p50</th>
                  <th>Over its own plan (95% interval)</th>
                </tr>
              </thead>
              <tbody>
                {poisonings(view, operation).map((one) => (
                  <tr
                    key={`${one.ran} ${one.arm.name}`}
                    class={isPoisoned(one) ? 'failed' : undefined}
                  >
                    <th scope="row">
                      {one.ran} tenant, warmed by{' '}
                      {one.warmedBy === one.ran ? 'itself' : one.warmedBy}
                      <span class="note">{one.arm.title}</span>
                    </th>
                    <td class="word">
                      {one.arm.planCacheMode}
                      <small>{one.planKind}</small>
                    </td>
                    <td>{one.buffers === null ? '–' : formatInteger(one.buffers)}</td>
                    <td>{one.ownBuffers === null ? '–' : formatInteger(one.ownBuffers)}</td>
                    <td>{latencyWords(one.p50Ns)}</td>
                    <td>
                      {one.warmedBy === one.ran ? (
                        <small>its own</small>
                      ) : one.p50Ns === null ? (
                        '–'
                      ) : (
                        <RatioCell of={one.overOwn} />
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      ))}
    </section>
  );
}
