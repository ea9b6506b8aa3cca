const WORDS = [
  ['Arm', 'One way to do the same work, for example WHERE alone, or RLS in one round trip.'],
  [
    'Contrast and ratio',
    'Two arms compared: the time of the treatment over the time of the baseline. +10% means the treatment takes a tenth longer; 2.0 times means twice as long.',
  ],
  [
    'Interval',
    'The 95% interval holds the true ratio 95 times in 100. When it holds “no change”, no difference was shown.',
  ],
  [
    'Round and block',
    'In a round each arm runs the operation once, in random order, with the same parameters. A block is a run of rounds on fresh connections. Each block gives one ratio; the effect is read from the blocks.',
  ],
  [
    'A/A',
    'The same arm measured twice as if it were two. It should show no difference; what it shows is noise.',
  ],
  [
    'Noise floor',
    'How far identical arms seemed to differ here, interval included. An effect below it cannot be told from noise.',
  ],
  [
    'Untrusted',
    'A cell whose identical arms differed by more than chance allows. Its other contrasts mean nothing.',
  ],
  [
    'Minimum detectable effect',
    'The smallest effect this many blocks would find four times in five. “No difference” only means: none as large as this.',
  ],
  [
    'Judgement',
    '“Dearer” and “cheaper” are told from zero, above the noise floor, after allowing for the number of contrasts in the scenario (Holm). “Likely; not after Holm” is told from zero only by itself.',
  ],
  [
    'Plans differ',
    'One arm ran a generic plan, made once, and the other a custom plan, made anew for each request; or their plans have different steps. The policy is then not the only cause of their difference. “Equal plans”: measured once more with both plans generic.',
  ],
  ['Percentile', 'p99 is the time within which 99 of 100 requests were done.'],
  [
    'Whale, median, tiny',
    'The largest tenant, the one in the middle, and one that just signed up.',
  ],
] as const;

/** The words of the page, in plain language. */
export function Guide() {
  return <GuideTo words={WORDS} />;
}

/** How to read a page: its words, each with what it means. */
export function GuideTo({
  words,
}: {
  words: readonly (readonly [word: string, meaning: string])[];
}) {
  return (
    <section id="guide">
      <h2>How to read this page</h2>
      <dl class="guide">
        {words.map(([word, meaning]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
