import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { barChart } from '../../bench/report/charts/bars.js';
import { ColdTable } from '../../bench/report/page/cold-table.js';
import { madeCovering } from './made-index-scenarios.js';
import { madeView } from './made-view.js';

const cold = (arm: string, value: number) => ({
  ...{ probe: 'cold-reads', arm, operation: 'sum', tenant: 'whale' as const },
  ...{ metric: 'latency', unit: 'ns' as const, value, samples: 3, note: 'pages evicted' },
});

test('cold reads: covering beside plain in a row a state, arm names and samples not repeated', () => {
  const figures = [cold('covering-0-rls', 340_000), cold('plain-0-rls', 810_000)];
  const view = madeView({ ...madeCovering, figures });
  const page = renderToString(h(ColdTable, { view })).replaceAll('\u00a0', ' ');
  expect(page).toContain('<td>340 µs</td><td>810 µs</td>');
  expect(page.match(/median of 3/g)).toHaveLength(1);
  expect(page).not.toContain('INCLUDE');
});

test('bars with one label say it once', () => {
  const bar = (label: string) => ({ label, value: 1, text: '1' });
  const bars = [bar('fresh'), bar('fresh'), bar('updated'), bar('fresh')];
  const { spec } = barChart({ name: 'n', title: 't', subtitle: 's', axis: 'a', bars });
  const { values } = (spec as { data: { values: { label: string }[] } }).data;
  expect(values.map(({ label }) => label)).toEqual(['fresh', '', 'updated', 'fresh']);
});
