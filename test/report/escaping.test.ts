import { describe, expect, test } from 'vitest';
import type { DrawnChart } from '../../bench/report/charts/chart.js';
import { drawChart } from '../../bench/report/charts/draw.js';
import { CHART_MAKERS } from '../../bench/report/charts/registry.js';
import { EXPORTERS } from '../../bench/report/exporters/registry.js';
import { joinNames } from '../../bench/report/names.js';
import { terminalSummary } from '../../bench/report/terminal.js';
import { small, syntheticRun } from './synthetic.js';

describe('hostile names', { timeout: 60_000 }, () => {
  test('no file but the data files holds markup of theirs', async () => {
    const { result, plans } = small(syntheticRun({ hostile: true, troubled: true }));
    const charts: DrawnChart[] = [];
    for (const chart of CHART_MAKERS.flatMap((maker) => maker.charts(result))) {
      charts.push(await drawChart(chart));
    }
    const files = EXPORTERS.flatMap((exporter) => exporter.files({ result, plans, charts }));
    const shown = files.filter((file) => /\.(html|md|svg)$/.test(file.path));
    expect(shown.length).toBeGreaterThan(5);
    for (const { path, text } of shown) {
      expect(text.toLowerCase(), path).not.toContain('<script');
      expect(text.toLowerCase(), path).toContain('&lt;script');
    }
  });

  test('a file name stays within its folder', () => {
    expect(joinNames('../../etc', 'a/b\\c', '.hidden', '')).toBe('__.._etc--a_b_c--_hidden--_');
  });

  test('control characters do not reach the terminal', () => {
    const { result } = syntheticRun({ status: 'partial' });
    const summary = terminalSummary(
      { ...result, statusReason: 'bad \u001b]0;title\u0007 \u009b31m' },
      null,
      { colour: false },
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(summary).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

describe('terminalSummary', () => {
  test('holds answer, table, trust and the way to the report, within 100 columns', () => {
    const { result } = syntheticRun();
    const summary = terminalSummary(result, '/reports/x', { colour: false });
    expect(summary).toContain('The policy itself');
    expect(summary).toMatch(/Proofs passed: (\d+) of \1 /);
    expect(summary).toContain('Report: /reports/x/index.html');
    expect(Math.max(...summary.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('colours only where asked', () => {
    const { result } = syntheticRun();
    expect(terminalSummary(result, null, { colour: true })).toContain('\u001b[');
    expect(terminalSummary(result, null, { colour: false })).not.toContain('\u001b');
  });
});
