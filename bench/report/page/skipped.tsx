import type { SkippedWork } from '../../result/result.js';

/** What was not measured, and why. */
export function SkippedPart({ skipped }: { skipped: readonly SkippedWork[] }) {
  return (
    <section id="skipped">
      <h2>What was skipped</h2>
      {skipped.length === 0 ? (
        <p>Nothing.</p>
      ) : (
        <ul>
          {skipped.map((work) => {
            const what = [
              work.operation,
              work.tenant,
              work.concurrency === null ? null : `concurrency ${work.concurrency}`,
              work.arm,
            ].filter((part) => part !== null);
            return (
              <li key={`${what.join()} ${work.reason}`}>
                <b>{what.length === 0 ? work.scenario : what.join(', ')}</b>: {work.reason}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
