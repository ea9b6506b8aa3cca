import { count, formatInteger } from '../format.js';
import type { Detail } from './detail.js';
import type { UpgradeInput } from './input.js';
import { byOperation } from './places.js';
import { MedianTable, RatioTable } from './time-tables.js';

/** Time: what RLS costs over WHERE within each run, and medians as an indication. */
export function TimesPart({ input, detail }: { input: UpgradeInput; detail: Detail }) {
  const { ratios, medians } = input.upgrade;
  const apart = ratios.filter((row) => row.apart.length > 0);
  const others = ratios.filter((row) => row.apart.length === 0);
  return (
    <section id="time">
      <h2>Time: RLS over WHERE, within each run</h2>
      <p class="note">
        Each ratio compares two arms that ran on one server at the same time, and so do its interval
        and judgement. Ratios of different versions may be looked at side by side; they come from
        different runs, so a difference between them is a reason to look closer and no verdict.
      </p>
      {ratios.length === 0 ? (
        <p>No ratio of RLS over WHERE was measured.</p>
      ) : (
        <p>
          {apart.length === 0
            ? `None of ${count(ratios.length, 'ratio')} is apart on neighbouring versions: intervals overlap, or differ within noise.`
            : `${formatInteger(apart.length)} of ${count(ratios.length, 'ratio')} ${apart.length === 1 ? 'is' : 'are'} apart on neighbouring versions:`}
        </p>
      )}
      {apart.length > 0 && <RatioTable input={input} rows={apart} />}
      {detail.allRatios ? (
        byOperation(input, others).map(({ title, rows }) => (
          <details key={title} class="bulk">
            <summary>
              {title}: {count(rows.length, apart.length > 0 ? 'other ratio' : 'ratio')}
            </summary>
            <RatioTable input={input} rows={rows} />
          </details>
        ))
      ) : (
        <p class="note">
          All ratios are in <a href="upgrade.json">upgrade.json</a>.
        </p>
      )}
      <h3>Median latencies</h3>
      <p class="note">
        Not paired, different servers: an indication. Never read a difference between two columns as
        what an upgrade gains or costs.
      </p>
      {detail.medians && medians.length > 0 ? (
        byOperation(input, medians).map(({ title, rows }) => (
          <details key={title} class="bulk">
            <summary>
              {title}: {count(rows.length, 'median')} a version
            </summary>
            <MedianTable input={input} rows={rows} />
          </details>
        ))
      ) : (
        <p class="note">
          {medians.length === 0 ? (
            'None was measured.'
          ) : (
            <>
              They are in <a href="upgrade.json">upgrade.json</a>.
            </>
          )}
        </p>
      )}
    </section>
  );
}
