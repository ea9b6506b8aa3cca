import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { FigureTable } from '../../bench/report/page/figure-table.js';
import type { Figure } from '../../bench/result/result.js';
import { madeWrites } from './made-policy-scenarios.js';
import { madeView } from './made-view.js';

/** A cell of the table that a probe's figure is shown in. */
function cell(figure: Partial<Figure>): string {
  const view = madeView({ ...madeWrites, figures: [{ probe: 'copy', arm: 'rls', ...figure }] });
  const table = renderToString(h(FigureTable, { view, probe: 'copy' })).replaceAll('\u00a0', ' ');
  return /<td>(.*?)<\/td>/.exec(table)?.[1] ?? '';
}

test('what is no amount is yes or no', () => {
  expect(cell({ metric: 'refused', unit: 'none', value: 1 })).toBe('yes');
  expect(cell({ metric: 'refused', unit: 'none', value: 0 })).toBe('no');
  expect(cell({ metric: 'levels of the tree', unit: 'none', value: 3 })).toBe('3');
});

test('a time measured once has no interval and says so; a count that does not vary needs none', () => {
  const once = { metric: 'build time', value: 4_000_000, samples: 1 };
  expect(cell({ ...once, unit: 'ns' })).toBe(
    '4.00 ms<small>one measurement, noise not known</small>',
  );
  expect(cell({ ...once, unit: 'bytes' })).toBe('3.81 MiB');
  expect(cell({ ...once, unit: 'ns', samples: 3 })).toBe('4.00 ms<small>median of 3</small>');
  const interval = { low: 3_000_000, high: 5_000_000, samples: 9 };
  expect(cell({ ...once, unit: 'ns', ...interval })).toBe(
    '4.00 ms<small>3.00 ms to 5.00 ms</small>',
  );
});
