import { expect, test } from 'vitest';
import { combinationOf } from '../../bench/context/combination.js';
import { CONTEXT_STRATEGIES } from '../../bench/context/registry.js';
import { hammeredArms } from '../../bench/hammer/hammered.js';
import { isControl } from '../../bench/hammer/verdict.js';
import type { ContextName, Route } from '../../bench/scenario/scenario.js';
import leaks from '../../scenarios/leaks.js';

const hammered = hammeredArms(leaks);
const on = (route: Route) => hammered.filter((arm) => arm.route === route);

test('every context that can be sent through a pooler is hammered in transaction mode', () => {
  const carriesNobody: ContextName[] = ['none', 'transaction'];
  const contexts = (Object.keys(CONTEXT_STRATEGIES) as ContextName[]).filter(
    (context) =>
      !carriesNobody.includes(context) &&
      (['named', 'simple'] as const).some((statement) => {
        const sent = {
          route: 'pgbouncer-transaction',
          client: 'wire',
          context,
          statement,
        } as const;
        return combinationOf(sent).verdict !== 'cannot work';
      }),
  );
  const there = on('pgbouncer-transaction').map(({ context }) => context);
  expect(there.sort()).toEqual(contexts.sort());
});

test('what leaks in transaction mode is a control there, and must not leak in session mode', () => {
  const controls = hammered.filter(isControl).map(({ name }) => name);
  expect(controls).toEqual(['session-set', 'session-set-reset', 'set-local-autocommit']);
  const [session] = on('pgbouncer-session');
  expect(session).toMatchObject({ context: 'session-set' });
});
