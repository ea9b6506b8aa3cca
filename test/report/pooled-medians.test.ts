import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import type { Chart } from '../../bench/report/charts/chart.js';
import { growth } from '../../bench/report/page/sections/growth.js';
import { policies } from '../../bench/report/page/sections/policies.js';
import { madeGrowth } from './made-index-scenarios.js';
import { madePolicies } from './made-policy-scenarios.js';
import { madeView } from './made-view.js';

/** What stands under a chart's title. */
function subtitle(charts: readonly Chart[], name: RegExp): string {
  const spec = charts.find((chart) => name.test(chart.name))?.spec as {
    title: { subtitle: string[] };
  };
  return spec.title.subtitle.join(' ');
}

test('bars of times by form say that they have no interval; bars of buffers need none', () => {
  const words = 'Pooled medians, no interval';
  expect(subtitle(policies.charts(madeView(madePolicies)), /--forms$/)).toContain(words);
  const untimed = madeView({ ...madePolicies, cost: () => ({ buffers: 9 }) });
  expect(subtitle(policies.charts(untimed), /--forms$/)).not.toContain(words);
});

test('exponents of latency say what their interval is of', () => {
  const view = madeView(madeGrowth);
  const charts = growth.charts(view);
  expect(subtitle(charts, /--growth-latency$/)).toContain('Fitted to pooled medians');
  expect(subtitle(charts, /--growth-buffers$/)).not.toContain('pooled');
  expect(renderToString(h(growth.Part, { view, charts: [] }))).toContain(
    'Those of latency are fitted to pooled medians, one a size: their interval is of the fit, and holds no noise of measuring.',
  );
});
