const SERIES_LIMIT = 8.3;

/**
 * The standard normal distribution function, to about 1e-15 absolute: the Taylor series of
 * Marsaglia, "Evaluating the Normal Distribution" (2004). Beyond 8.3 it is 0 or 1 in a double.
 */
export function normalCdf(x: number): number {
  if (x < -SERIES_LIMIT) return 0;
  if (x > SERIES_LIMIT) return 1;
  let sum = x;
  let term = x;
  let before = 0;
  for (let odd = 3; sum !== before; odd += 2) {
    before = sum;
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/**
 * The standard normal quantile, by Newton's method from the median. Above it the distribution
 * function is concave, so the steps approach the root from one side and cannot overshoot.
 *
 * @throws {RangeError} when `probability` is not strictly between 0 and 1.
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`Expected a probability between 0 and 1, got ${probability}`);
  }
  if (probability < 0.5) return -normalQuantile(1 - probability);
  let x = 0;
  for (let step = 0; step < 100; step++) {
    const change = (probability - normalCdf(x)) / normalDensity(x);
    x += change;
    if (Math.abs(change) < 1e-13) break;
  }
  return x;
}

function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}
