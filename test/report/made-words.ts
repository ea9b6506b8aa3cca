import type { MadeScenario } from './synthetic-scenario.js';

/** Words that made scenarios share. */

type Contrast = MadeScenario['contrasts'][number];

/** Another level of a factor over a reference. */
export const level = (treatment: string, baseline: string): Contrast => ({
  ...{ name: `${treatment}-over-${baseline}`, title: `${treatment} over ${baseline}` },
  ...{ treatment, baseline, kind: 'level' },
});
/** RLS over WHERE. */
export const step = (treatment: string, baseline: string): Contrast => ({
  ...level(treatment, baseline),
  kind: 'step',
});

export const OPERATIONS = [
  { name: 'latest', title: 'Latest 20 invoices' },
  { name: 'point', title: 'Read one invoice by id' },
  { name: 'next-page', title: 'Next 20 invoices by keyset' },
  { name: 'filter-and-sort', title: 'Open invoices, newest first' },
  { name: 'count-open', title: 'Count open invoices' },
  { name: 'date-range', title: 'Sum invoices by status over 30 days' },
];

/** How many rows a tenant has beside the whale. */
export const SIZE = { whale: 1, median: 0.4, tiny: 0.002 } as const;
