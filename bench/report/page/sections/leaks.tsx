import { hammerRows, leakTables } from '../../scenario/leaks.js';
import { leaksAnswer } from '../../scenario/leaks-answer.js';
import { HammerTable } from '../hammer-table.js';
import { LeakMatrix } from '../leak-matrix.js';
import type { Section, SectionProps } from './section.js';

/** What one client leaves to the next: records of the probes 'leak-matrix' and 'hammer'. */
export const leaks: Section = {
  name: 'leaks',
  applies: ({ part }) => part.leaks.length > 0 || part.hammers.length > 0,
  answer: leaksAnswer,
  charts: () => [],
  Part: LeaksPart,
};

function LeaksPart({ view }: SectionProps) {
  const { whole, further } = leakTables(view);
  const rows = hammerRows(view);
  return (
    <section id="leaks">
      {whole.states.length > 0 && <LeakMatrix table={whole} further={further} />}
      {rows.length > 0 && <HammerTable rows={rows} />}
    </section>
  );
}
