import { expect, test } from 'vitest';
import { seededRandom } from '../../bench/load/random.js';
import { drawnDatabases } from '../../bench/run/drawn-databases.js';

const siblings = [
  { name: 'plain' },
  { name: 'due' },
  { name: 'due-again', repeats: 'due' },
  { name: 'due-third', repeats: 'due' },
];
const databases = new Map(siblings.map(({ name }) => [name, `database of ${name}`]));
const drawnWith = (seed: number) => drawnDatabases(siblings, databases, seededRandom(seed));
const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

test('over seeds each clone serves each of the siblings alike, in every order', () => {
  const orders = SEEDS.map((seed) => {
    const drawn = drawnWith(seed);
    return ['due', 'due-again', 'due-third'].map((name) => drawn.get(name)).join();
  });
  // Three clones have six orders: of 200 draws each has some 33.
  const counts = [...new Set(orders)].map((each) => orders.filter((o) => o === each).length);
  expect(counts).toHaveLength(6);
  for (const count of counts) expect(count).toBeGreaterThan(10);
});

test('each has one of its own, and one without a twin keeps what was made for it', () => {
  for (const seed of SEEDS.slice(0, 20)) {
    const drawn = drawnWith(seed);
    expect([...drawn.keys()]).toEqual([...databases.keys()]);
    expect(new Set(drawn.values())).toEqual(new Set(databases.values()));
    expect(drawn.get('plain')).toBe('database of plain');
  }
});

test('the same seed draws the same', () => {
  expect(drawnWith(7)).toEqual(drawnWith(7));
});
