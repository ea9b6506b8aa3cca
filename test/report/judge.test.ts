import { expect, test } from 'vitest';
import { judge, judgementWords } from '../../bench/report/judge.js';
import { contrast } from './contrast.js';

test.each([
  ['dearer', { ratio: 1.05, low: 1.04, high: 1.06 }],
  ['cheaper', { ratio: 0.9, low: 0.89, high: 0.91 }],
  ['within-noise', { ratio: 1.003, low: 0.998, high: 1.008 }],
  ['within-noise', { ratio: 1.008, low: 1.001, high: 1.015 }],
  ['inconclusive', { ratio: 1.03, low: 0.99, high: 1.07 }],
  ['alone', { ratio: 1.05, low: 1.04, high: 1.06, adjustedP: 0.2 }],
  ['untrusted', { ratio: 1.05, low: 1.04, high: 1.06, untrusted: true }],
] as const)('%s', (judgement, figures) => {
  expect(judge(contrast({ noiseFloor: 0.009, ...figures }))).toBe(judgement);
});

test('no difference is only said with what could have been detected', () => {
  const words = judgementWords(
    contrast({ ratio: 1.001, low: 0.99, high: 1.01, minimumDetectableEffect: 0.012 }),
  );
  expect(words).toContain('1.2%');
});
