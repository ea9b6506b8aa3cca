import { expect, test } from 'vitest';
import type { ContextStrategy } from '../../bench/context/exchange.js';
import { none } from '../../bench/context/none.js';
import { setConfig } from '../../bench/context/set-config.js';
import { setConfigPipelined } from '../../bench/context/set-config-pipelined.js';
import type { Work } from '../../bench/load/session.js';
import { longerWork } from '../../bench/probe/pool-size.js';

const call = { name: 'point', text: 'select 1', values: [], tenantId: 'a' };
const workOf = ({ exchange }: ContextStrategy): Work => ({
  ...{ exchange: exchange(call), expectedRows: 1, tenantId: 'a' },
});
const partsOf = ({ exchange }: Work) =>
  exchange.map((round) =>
    round.map(({ part, thinkMs }) => (thinkMs ? `${part}+${thinkMs}` : part)),
  );

test('the busy statement comes right before the query, in its round trip', () => {
  const work = longerWork(workOf(setConfigPipelined), 1200, 0);
  expect(partsOf(work)).toEqual([['begin', 'context', 'context', 'query', 'commit']]);
  expect(work.exchange[0]?.[2]?.values).toEqual(['1200']);
});

test('an application that thinks needs a round trip more for its COMMIT', () => {
  expect(partsOf(longerWork(workOf(setConfigPipelined), 5, 10))).toEqual([
    ['begin', 'context', 'context', 'query'],
    ['commit+10'],
  ]);
  expect(partsOf(longerWork(workOf(setConfig), undefined, 10)).at(-1)).toEqual(['commit+10']);
  expect(partsOf(longerWork(workOf(setConfig), undefined, 10))).toHaveLength(4);
});

test('without anything to add it is the same work', () => {
  const work = workOf(setConfigPipelined);
  expect(longerWork(work, undefined, 0)).toEqual(work);
});

test('without a transaction there is none to think in', () => {
  expect(() => longerWork(workOf(none), undefined, 10)).toThrow(/only before COMMIT/);
});
