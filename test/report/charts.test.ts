import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawChart } from '../../bench/report/charts/draw.js';
import { ratioScale } from '../../bench/report/charts/ratioScale.js';
import { CHART_MAKERS } from '../../bench/report/charts/registry.js';
import { wrap } from '../../bench/report/charts/theme.js';
import { small, syntheticRun } from './synthetic.js';

describe('charts', { timeout: 60_000 }, () => {
  test('each kind has a title, units on its axes, a viewBox and no ids that could clash', async () => {
    const { result } = small(syntheticRun());
    const charts = CHART_MAKERS.flatMap((maker) => maker.charts(result));
    expect(new Set(charts.map((chart) => chart.kind)).size).toBe(CHART_MAKERS.length);
    expect(new Set(charts.map((chart) => chart.name)).size).toBe(charts.length);
    for (const chart of charts) {
      const { svg } = await drawChart(chart);
      expect(svg, chart.name).toMatch(/viewBox="-?\d+ 0 \d+ \d+"/);
      expect(svg, chart.name).toContain(`<title>${chart.title}</title>`);
      expect(svg, chart.name).toMatch(/latency, (µs|ms|treatment over baseline)/);
      expect(svg, chart.name).not.toMatch(/ id="|NaN|undefined|Infinity/);
      expect(svg.length, chart.name).toBeLessThan(25_000);
    }
  });

  test('figures in an SVG are not rounded away with its coordinates', async () => {
    const { result } = small(syntheticRun());
    const ladder = CHART_MAKERS.flatMap((maker) => maker.charts(result)).find(
      (chart) => chart.kind === 'ladder',
    );
    expect(ladder).toBeDefined();
    if (ladder === undefined) return;
    expect((await drawChart(ladder)).svg).toMatch(/×\d\.\d\d \(\d\.\d\d to \d\.\d\d\)/);
  });

  test('a ratio scale holds its values, and always shows where equal is', () => {
    const ratio = fc.double({ min: 0.06, max: 5000, noNaN: true });
    fc.assert(
      fc.property(fc.array(ratio, { minLength: 1, maxLength: 20 }), (values) => {
        const { domain, ticks } = ratioScale(values);
        expect(domain[0]).toBeLessThanOrEqual(Math.min(...values));
        expect(domain[1]).toBeGreaterThanOrEqual(Math.max(...values));
        expect(ticks).toContain(1);
        expect(ticks.every((tick) => tick >= domain[0] && tick <= domain[1])).toBe(true);
      }),
    );
  });

  test('wrapped lines keep to the limit', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        const lines = wrap(text, 40);
        expect(lines.length).toBeLessThanOrEqual(5);
        expect(lines.every((line) => line.length <= 42)).toBe(true);
      }),
    );
  });
});
