import { studentTQuantile } from './student-t.js';

/** A point of a curve that may follow y = factor * x ^ exponent. Both above zero. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** y = factor * x ^ exponent, with the interval of the exponent. */
export interface PowerLaw {
  readonly exponent: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  /** What the fit says of y where x is 1. */
  readonly factor: number;
}

/**
 * Least squares of ln y on ln x, with the t interval of the slope (Draper and Smith, "Applied
 * Regression Analysis", 1.4): what R's `confint(lm(log(y) ~ log(x)))` gives. The residuals of a plan
 * that changes with size are no noise, so a curve with a step in it has a wide interval: that is
 * meant, since no one exponent describes it.
 *
 * @throws {RangeError} with fewer than three points, one x alone, or a value that is not above zero.
 */
export function fitPowerLaw(points: readonly CurvePoint[], confidence = 0.95): PowerLaw {
  if (points.length < 3) {
    throw new RangeError(`Expected at least 3 points for a slope, got ${points.length}`);
  }
  const wrong = points.find(({ x, y }) => !(x > 0 && y > 0));
  if (wrong) throw new RangeError(`Expected values above zero, got x ${wrong.x} and y ${wrong.y}`);
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = {
    x: logs.reduce((sum, { x }) => sum + x, 0) / logs.length,
    y: logs.reduce((sum, { y }) => sum + y, 0) / logs.length,
  };
  const spread = logs.reduce((sum, { x }) => sum + (x - mean.x) ** 2, 0);
  if (!(spread > 1e-12)) throw new RangeError('Expected more than one x for a slope');
  const exponent = logs.reduce((sum, { x, y }) => sum + (x - mean.x) * (y - mean.y), 0) / spread;
  const intercept = mean.y - exponent * mean.x;
  const residual = logs.reduce((sum, { x, y }) => sum + (y - intercept - exponent * x) ** 2, 0);
  const degrees = logs.length - 2;
  const half = studentTQuantile(confidence, degrees) * Math.sqrt(residual / degrees / spread);
  return {
    exponent,
    low: exponent - half,
    high: exponent + half,
    confidence,
    factor: Math.exp(intercept),
  };
}
