import type { Figure } from '../result/parts.js';
import { medianInterval } from '../stats/median-interval.js';

/** What a figure is of; a probe fills in what applies. */
export type FigureSubject = Pick<Figure, 'scenario' | 'probe' | 'metric' | 'unit' | 'note'> &
  Partial<Pick<Figure, 'sibling' | 'arm' | 'operation' | 'tenant'>>;

/**
 * The median of samples, with its interval where there are enough of them. One sample is a count that
 * does not vary.
 *
 * @throws {RangeError} without any sample
 */
export function medianFigure(subject: FigureSubject, samples: readonly number[]): Figure {
  const { median, low, high } = medianInterval(samples);
  return {
    ...{ sibling: null, arm: null, operation: null, tenant: null },
    ...subject,
    ...{ value: median, low, high, samples: samples.length },
  };
}
