/**
 * The share of Student's t distribution within -t..t, for a whole number of degrees of freedom: the
 * finite series of Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4.
 *
 * @throws {RangeError} when the degrees of freedom are no whole number of at least 1.
 */
export function studentTWithin(t: number, degrees: number): number {
  if (!(Number.isInteger(degrees) && degrees >= 1)) {
    throw new RangeError(`Expected whole degrees of freedom of at least 1, got ${degrees}`);
  }
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/**
 * The t that holds `confidence` of Student's t distribution between -t and t, by bisection: the
 * share grows steadily with t.
 *
 * @throws {RangeError} when `confidence` is not strictly between 0 and 1, or as `studentTWithin`.
 */
export function studentTQuantile(confidence: number, degrees: number): number {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`Expected a confidence between 0 and 1, got ${confidence}`);
  }
  let high = 1;
  while (studentTWithin(high, degrees) < confidence) high *= 2;
  let low = 0;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (studentTWithin(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
