/**
 * The digits times the powers of ten between the least and the largest value: ticks of a log axis.
 * 1, 2 and 5 unless said otherwise.
 */
export function logTicks(
  values: readonly number[],
  digits: readonly number[] = [1, 2, 5],
): number[] {
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  const powers = Array.from({ length: 16 }, (_, i) => i - 4);
  return powers
    .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
    .filter((tick) => tick >= least && tick <= largest);
}
