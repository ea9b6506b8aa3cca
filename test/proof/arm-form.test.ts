import { expect, test } from 'vitest';
import { armForms, isControl } from '../../bench/proof/arm-form.js';
import type { Arm } from '../../bench/scenario/scenario.js';
import { arms } from './small-scenario.js';

test('arms with the same SQL share a form; role, transaction and plan mode keep them apart', () => {
  const names = armForms(arms).map((form) => form.arms.map(({ name }) => name));
  expect(names).toEqual([
    ['where', 'where-again'],
    ['where-begin'],
    ['rls', 'rls-implicit', 'rls-pg'],
    ['rls-generic'],
  ]);
});

function arm(name: string, over: Partial<Arm>): Arm {
  return {
    ...{ name, title: name, isolation: 'rls', context: 'set-config', client: 'wire' },
    ...{ planCacheMode: 'auto', ...over },
  };
}

test('one form a context, whoever the tenant is; what leaves a setting behind sets it locally', () => {
  const alike = armForms([
    arm('context', {}),
    arm('startup', { context: 'startup-option' }),
    arm('local', { context: 'set-local' }),
    arm('message', { context: 'one-message' }),
    arm('session', { context: 'session-set', route: 'pgbouncer-session' }),
    arm('reset', { context: 'session-set-reset' }),
    arm('role', { context: 'set-local-role' }),
    arm('token', { context: 'signed-token' }),
  ]).map((form) => form.arms.map(({ name }) => name));
  expect(alike).toEqual([
    ['context', 'startup'],
    ['local', 'message', 'session', 'reset'],
    ['role'],
    ['token'],
  ]);
});

test('a statement that is parsed each time is planned for its values each time', () => {
  const forms = armForms([
    arm('named', {}),
    arm('unnamed', { statement: 'unnamed' }),
    arm('simple', { statement: 'simple' }),
    arm('once', { route: 'direct-per-request' }),
    arm('generic', { statement: 'unnamed', planCacheMode: 'force_generic_plan' }),
  ]);
  expect(forms.map((form) => [form.planCacheMode, form.arms.map(({ name }) => name)])).toEqual([
    ['auto', ['named']],
    ['force_custom_plan', ['unnamed', 'simple', 'once']],
    ['force_generic_plan', ['generic']],
  ]);
});

test('a control is what leaks or does nothing', () => {
  expect(isControl(arm('a', { context: 'set-local-autocommit' }))).toBe(true);
  expect(isControl(arm('a', { context: 'session-set', route: 'pgbouncer-transaction' }))).toBe(
    true,
  );
  expect(isControl(arm('a', { context: 'set-local', route: 'pgbouncer-transaction' }))).toBe(false);
});
