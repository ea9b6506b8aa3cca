import { isBlind, isBroken, isUnexpectedLeak } from '../../result/leak-notes.js';
import { type Alarm, undoneWork } from '../alarms.js';
import { count } from '../format.js';
import type { OwnPage } from '../pages.js';
import { trustOf } from '../trust.js';
import { type PassState, passState } from './load-points.js';

/** One alarm for what went wrong in scenarios with pages of their own; none where nothing did. */
export function troubles(pages: readonly OwnPage[]): Alarm[] {
  const lines = pages.flatMap(({ view, path }) => {
    const { proofs, failures, expectations, loads, hammers, leaks } = view.part;
    const passes = (state: PassState) => loads.filter((pass) => passState(pass) === state).length;
    const judged = (verdict: string) => hammers.filter((one) => one.verdict === verdict).length;
    const failed = (some: readonly { readonly status: string }[]) =>
      some.filter(({ status }) => status === 'failed').length;
    const differing = leaks.filter(
      (leak) => leak.agrees === false && !isUnexpectedLeak(leak),
    ).length;
    const said = (
      [
        [judged('leak') + leaks.filter(isUnexpectedLeak).length, 'leak found', 'leaks found'],
        [judged('control missed'), 'control missed', 'controls missed'],
        [
          leaks.filter(isBlind).length,
          'place that the leak matrix is blind to',
          'places that the leak matrix is blind to',
        ],
        [
          differing,
          'place of the leak matrix other than known',
          'places of the leak matrix other than known',
        ],
        [
          leaks.filter(isBroken).length,
          'place of the leak matrix not asked',
          'places of the leak matrix not asked',
        ],
        [failed(proofs), 'failed proof'],
        [failed(expectations), 'failed expectation'],
        [failures.length, 'arm stopped by an error', 'arms stopped by errors'],
        [passes('failed') + judged('failed'), 'failed load'],
        [passes('behind'), 'rate not reached', 'rates not reached'],
        [undoneWork(view.part).length, 'piece of work skipped', 'pieces of work skipped'],
        [trustOf(view.part).untrusted.length, 'untrusted A/A pair'],
      ] as const
    ).flatMap(([n, one, many]) => (n === 0 ? [] : [count(n, one, many)]));
    return said.length === 0 ? [] : [`${view.facts.name}: ${said.join(', ')} (${path})`];
  });
  return lines.length === 0 ? [] : [{ title: 'Look also at these scenarios:', lines }];
}
