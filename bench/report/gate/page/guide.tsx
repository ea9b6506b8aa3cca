import { GuideTo } from '../../page/guide.js';

const WORDS = [
  ['Base and head', 'What there was before the change, and what there is with it.'],
  [
    'Arm',
    'One way to do the same work, for example RLS in one round trip. Each runs on base’s database and on head’s.',
  ],
  [
    'Ratio of times',
    'Head over base within each block, then the middle of all blocks: this is judged. The two times beside it are medians over all blocks, so on a busy machine they may point the other way.',
  ],
  [
    'Interval',
    'The 95% interval holds the true ratio 95 times in 100. It is not widened for the number of timings; the p is.',
  ],
  ['Noise floor', 'How far two clones of base seemed to differ, interval included.'],
  [
    'Detectable',
    'The smallest change this many blocks would find four times in five. “No slower” only means: by less than the margin.',
  ],
  ['Inconclusive', 'The interval holds the margin: it may be slower by so much, or not.'],
  [
    'Whale, median, tiny',
    'The largest tenant, the one in the middle, and one that just signed up.',
  ],
] as const;

/** The words of the page, in plain language. */
export function GateGuide() {
  return <GuideTo words={WORDS} />;
}
