import type { SkippedWork } from '../../result/result.js';
import { skippedPlaces } from '../skipped-place.js';

/** What was not measured, and why. */
export function SkippedPart({ skipped }: { skipped: readonly SkippedWork[] }) {
  const places = skippedPlaces(skipped);
  return (
    <section id="skipped">
      <h2>What was skipped</h2>
      {skipped.length === 0 ? (
        <p>Nothing.</p>
      ) : (
        <ul>
          {skipped.map(({ reason }, index) => (
            <li key={`${places[index]} ${reason}`}>
              <b>{places[index]}</b>: {reason}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
