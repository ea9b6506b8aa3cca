/**
 * Holm's adjusted p-values, in the order given: a family's chance of one false alarm or more stays
 * under the level whatever ties the tests together (Holm, "A Simple Sequentially Rejective Multiple
 * Test Procedure", 1979).
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index);
  order.sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [place, index] of order.entries()) {
    largest = Math.max(largest, (pValues.length - place) * (pValues[index] as number));
    adjusted[index] = Math.min(1, largest);
  }
  return adjusted;
}
