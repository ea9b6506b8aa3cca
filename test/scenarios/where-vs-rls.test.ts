import { expect, it } from 'vitest';
import whereVsRls from '../../scenarios/where-vs-rls.js';
import { checkSmall, failuresOf } from './check-once.js';

it('proves every arm and holds all of them to seeks, on few rows as on many', async () => {
  const result = await checkSmall(whereVsRls);
  expect(failuresOf(result)).toEqual([]);
  // A check leaves A/A controls to runs.
  const checked = whereVsRls.arms.filter(({ repeats }) => repeats === undefined);
  for (const { name } of whereVsRls.operations) {
    const judged = result.expectations.filter(({ operation }) => operation === name);
    expect(new Set(judged.map(({ arm }) => arm)).size).toBe(checked.length);
  }
}, 60_000);

it('says of every way to tell the tenant how many round trips it takes', () => {
  const expected = new Map(
    whereVsRls.operations.flatMap(({ expect: all = [] }) =>
      all.flatMap(({ arms = [], maxRoundTrips }) =>
        maxRoundTrips === undefined ? [] : arms.map((arm) => [arm, maxRoundTrips] as const),
      ),
    ),
  );
  const levels = (arms: typeof whereVsRls.arms) =>
    new Set(arms.map(({ context, client }) => `${client} ${context}`));
  expect(levels(whereVsRls.arms.filter(({ name }) => expected.has(name)))).toEqual(
    levels(whereVsRls.arms),
  );
});
