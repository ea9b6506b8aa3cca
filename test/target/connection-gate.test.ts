import fc from 'fast-check';
import { expect, test } from 'vitest';
import { whileNobodyConnects, whileNobodyVacuums } from '../../bench/target/connection-gate.js';

const pause = () => new Promise<void>((done) => setImmediate(done));

test('whatever comes in whatever order: no connection starts during a VACUUM, and all are served', async () => {
  const works = fc.array(fc.record({ vacuum: fc.boolean(), pauses: fc.nat(3) }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(works, async (each) => {
      let connecting = 0;
      let vacuuming = 0;
      let most = 0;
      const served = each.map(({ vacuum, pauses }) => {
        const work = async () => {
          if (vacuum) vacuuming += 1;
          else connecting += 1;
          expect(vacuuming).toBeLessThanOrEqual(1);
          expect(vacuuming === 0 || connecting === 0).toBe(true);
          most = Math.max(most, connecting);
          for (let count = 0; count < pauses; count++) await pause();
          if (vacuum) vacuuming -= 1;
          else connecting -= 1;
          return vacuum;
        };
        return vacuum ? whileNobodyConnects(work) : whileNobodyVacuums(work);
      });
      expect(await Promise.all(served)).toEqual(each.map(({ vacuum }) => vacuum));
      if (each.length > 1 && each.every(({ vacuum, pauses }) => !vacuum && pauses > 0)) {
        expect(most).toBe(each.length);
      }
    }),
  );
});

test('work that fails lets the next in', async () => {
  const failed = whileNobodyConnects(() => Promise.reject(new Error('no room')));
  const next = whileNobodyVacuums(async () => 'connected');
  await expect(failed).rejects.toThrow('no room');
  expect(await next).toBe('connected');
});
