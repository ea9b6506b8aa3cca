import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startupOption } from '../../bench/context/startup-option.js';
import type { Arm, Scenario } from '../../bench/scenario/scenario.js';
import { attemptOn, failedProofs, openSmallBase, type SmallBase } from './attempt.js';
import { operations, scenario, tenants } from './small-scenario.js';

/** The ways to carry a tenant that leave something behind, come with the connection or do nothing. */

let base: SmallBase;
beforeAll(async () => {
  base = await openSmallBase();
});
afterAll(() => base.close());

function arm(name: string, over: Partial<Arm>): Arm {
  return {
    ...{ name, title: name, isolation: 'rls', context: 'set-local', client: 'wire' },
    ...{ planCacheMode: 'auto', ...over },
  };
}

const contexts: Scenario = {
  ...scenario,
  arms: [
    arm('where', { isolation: 'where', context: 'none' }),
    arm('local', {}),
    arm('message', { context: 'one-message', statement: 'simple' }),
    arm('message-pg', { context: 'one-message', statement: 'simple', client: 'pg' }),
    arm('unnamed', { context: 'set-config', statement: 'unnamed', client: 'pg-pool' }),
    arm('reset', { context: 'session-set-reset' }),
    arm('startup', { context: 'startup-option', route: 'direct-per-request' }),
    arm('leaking', { context: 'session-set' }),
    arm('idle', { context: 'set-local-autocommit' }),
  ],
};
const CONTROLS = ['leaking', 'idle'];

test('each is proved as it is sent, controls only so', async () => {
  const { results, error } = await attemptOn(base, 'select 1', { scenario: contexts });
  expect(error).toBeUndefined();
  const armsIn = (proof: string) =>
    contexts.arms
      .map(({ name }) => name)
      .filter((name) => results.some((result) => result.proof === proof && result.arm === name));
  const honest = contexts.arms.map(({ name }) => name).filter((name) => !CONTROLS.includes(name));
  expect(armsIn('as sent')).toEqual([...honest, ...CONTROLS]);
  expect(armsIn('equal work')).toEqual(honest);
  expect(armsIn('no context, no rows')).toEqual(honest.filter((name) => name !== 'where'));
  const sent = (name: string) =>
    results.filter((result) => result.proof === 'as sent' && result.arm === name);
  expect(sent('startup')).toHaveLength(operations.length * tenants.length);
  for (const { detail } of sent('idle')) {
    expect(detail).toMatch(/^\d exchanges saw no row; a control: SET LOCAL outside/);
  }
  for (const { detail } of sent('leaking')) {
    expect(detail).toMatch(/returned the rows proved equal; a control: SET stays/);
  }
});

test('a control that sees rows is told of, whatever lets them through', async () => {
  const lie = 'create policy everything on invoices using (true)';
  const told = await attemptOn(base, lie, { scenario: contexts });
  expect(failedProofs(told)).toContain('as sent');
  const idle = told.failed.filter(({ proof, arm }) => proof === 'as sent' && arm === 'idle');
  // The sum is over another table too, whose policy still holds.
  expect(idle.map(({ operation }) => operation)).toEqual(
    tenants
      .flatMap(() => ['point', 'latest'])
      .toSorted()
      .toReversed(),
  );
  expect(idle[0]?.detail).toMatch(/a control has to see nothing, since .* returned 1 rows/);
});

test('a connection made for another tenant: the SQL is right, the startup option is not', async () => {
  const lie = vi
    .spyOn(startupOption, 'startupOptions')
    .mockImplementation(() => `-c app.current_tenant_id=${tenants[1]?.tenantId}`);
  const told = await attemptOn(base, 'select 1', { scenario: contexts }).finally(() =>
    lie.mockRestore(),
  );
  expect(failedProofs(told)).toEqual(['as sent']);
  const wrong = new Set(told.failed.map(({ arm, tenant }) => `${arm} ${tenant}`));
  expect(wrong).toEqual(new Set(['startup whale', 'startup tiny']));
});
