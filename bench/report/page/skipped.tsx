import type { SkippedWork } from '../../result/result.js';
import { skippedPlaces } from '../skipped-place.js';

/** What was not measured, and why: first what could not be, then what was not meant to be. */
export function SkippedPart({ skipped }: { skipped: readonly SkippedWork[] }) {
  const undone = skipped.filter(({ byDesign }) => !byDesign);
  const ofSeveral = new Set(skipped.map(({ scenario }) => scenario)).size > 1;
  const meant = skipped.filter(({ byDesign }) => byDesign);
  return (
    <section id="skipped">
      <h2>What was skipped</h2>
      {skipped.length === 0 && <p>Nothing.</p>}
      {undone.length > 0 && <p class="warning">It could not be done:</p>}
      <SkippedList skipped={undone} ofSeveral={ofSeveral} />
      {meant.length > 0 && <p>As the profile and the method have it:</p>}
      <SkippedList skipped={meant} ofSeveral={ofSeveral} />
    </section>
  );
}

/** Places with one reason share an entry. */
function SkippedList({
  skipped,
  ofSeveral,
}: {
  readonly skipped: readonly SkippedWork[];
  readonly ofSeveral: boolean;
}) {
  const places = skippedPlaces(skipped, ofSeveral);
  const byReason = new Map<string, string[]>();
  skipped.forEach(({ reason }, index) => {
    byReason.set(reason, [...(byReason.get(reason) ?? []), places[index] ?? '']);
  });
  return byReason.size === 0 ? null : (
    <ul>
      {[...byReason].map(([reason, at]) => (
        <li key={reason}>
          {at.map((place, i) => (
            <>
              {i > 0 && '; '}
              <b>{place}</b>
            </>
          ))}
          : {reason}
        </li>
      ))}
    </ul>
  );
}
