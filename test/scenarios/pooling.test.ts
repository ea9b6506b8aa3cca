import { expect, test } from 'vitest';
import type { Arm } from '../../bench/scenario/scenario.js';
import pooling from '../../scenarios/pooling.js';

const armOf = (name: string) => pooling.arms.find((arm) => arm.name === name) as Arm;
const overDirect = pooling.contrasts.filter(({ name }) => name.startsWith('route-'));

test('what is "over direct" differs from its baseline in the route alone', () => {
  expect(overDirect.length).toBeGreaterThan(0);
  for (const { treatment, baseline } of overDirect) {
    const [there, here] = [treatment, baseline].map((each) => {
      const { name: _, title: __, route: ___, operations: ____, ...sent } = armOf(each);
      return sent;
    });
    expect(there).toEqual(here);
    expect(armOf(baseline).route).toBe('direct-pooled');
  }
});

test('each arm on another route has its twin, but the one that can only be sent on a new connection', () => {
  const routed = pooling.arms.filter(
    ({ route, repeats }) => route !== 'direct-pooled' && repeats === undefined,
  );
  const alone = routed.filter(
    ({ name }) => !overDirect.some(({ treatment }) => treatment === name),
  );
  expect(alone.map(({ name }) => name)).toEqual(['request-rls-startup']);
  expect(overDirect.find(({ treatment }) => treatment === 'request-where')?.baseline).toBe(
    'direct-where-unnamed',
  );
});
