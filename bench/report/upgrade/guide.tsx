import { GuideTo } from '../page/guide.js';

const WORDS = [
  [
    'Plan A, B, C',
    'Plans with the same letter have the same shape: node types, tables, indexes and what their conditions compare, without literals, estimates or counts. Letters count anew in each table.',
  ],
  [
    'Buffers',
    'Pages of 8 kB that the execution read, from shared buffers or from outside. Taken from a third warm run, so that the same plan on the same rows gives the same figure.',
  ],
  [
    'Skip scan',
    'Postgres 18 can use an index whose leading column the query does not compare, by looking up each of its values. Older versions read the whole index for that.',
  ],
  ['Rows removed', 'Rows that were read and then thrown away by a filter.'],
  [
    'Heap fetches',
    'Rows an index-only scan had to look up in the table all the same, because their page was not marked all-visible.',
  ],
  [
    'Ratio and interval',
    'The time under RLS over the time with WHERE, both in the same run. The 95% interval holds the true ratio 95 times in 100; it is not widened for the number of ratios.',
  ],
  [
    'Apart',
    'The intervals of two neighbouring versions do not overlap, and the ratios differ by more than the noise floor of either. They come from two runs, so this is a reason to look closer and no verdict.',
  ],
] as const;

/** The words of the page, in plain language. */
export function UpgradeGuide() {
  return <GuideTo words={WORDS} />;
}
