import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GateResult } from '../../../bench/gate/gate-result.js';
import { drawChart } from '../../../bench/report/charts/draw.js';
import { gateForests } from '../../../bench/report/charts/gateForest.js';
import { gatePage } from '../../../bench/report/gate/page/page.js';
import type { PlanRecord } from '../../../bench/result/journal.js';
import { HOSTILE_TITLE, SCENARIO } from '../../gate/made-facts.js';
import { madeFinding, madeGateResult, madePassedResult, madeTiming } from '../../gate/made-gate.js';
import { syntheticPlan } from '../synthetic-plans.js';

async function pageOf(result: GateResult, plans: readonly PlanRecord[] = []): Promise<string> {
  const charts = await Promise.all(gateForests(result).map(drawChart));
  return gatePage(result, { plans, charts });
}

/** Base's and head's plans of `latest` for the tiny tenant: head joins what base did not. */
function madePlans(): PlanRecord[] {
  return (['base', 'head'] as const).map((side) => ({
    type: 'plan',
    scenario: SCENARIO,
    operation: 'latest',
    tenant: 'tiny',
    arm: `${side}:rls`,
    ...syntheticPlan('rls', side === 'base' ? 'latest' : 'with-line-items', ''),
  }));
}

function order(html: string, ...texts: string[]): number[] {
  const main = html.slice(html.indexOf('<body>'));
  return texts.map((text) => main.indexOf(text));
}

describe('the page of a gate', () => {
  test('opens with the verdict and the sentence; what got worse comes before all else', async () => {
    const result = madeGateResult();
    const html = await pageOf(result);
    const places = order(
      html,
      '<p class="verdict failed">Failed</p>',
      '2 of 5 operations got worse',
      'id="worse"',
      'id="better"',
      'id="untold"',
      'id="notices"',
      'id="timings"',
      'id="judged"',
      'id="compared"',
      'id="environment"',
      'id="exact"',
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('one entry an operation, a table a cause, a row a tenant, base beside head', async () => {
    const tenants = ['whale', 'median', 'tiny'] as const;
    const findings = tenants.map((tenant) =>
      madeFinding({ rule: 'buffers', tenant, base: '4 buffers', head: '1,204 buffers' }),
    );
    const html = await pageOf(madeGateResult({ findings, timings: [] }));
    const worse = html.slice(html.indexOf('id="worse"'), html.indexOf('id="timings"'));
    expect(worse.match(/class="entry worse"/g)).toHaveLength(1);
    expect(worse.match(/<h4>Buffers it touches<\/h4>/g)).toHaveLength(1);
    for (const tenant of tenants) expect(worse).toContain(`${tenant} tenant, rls`);
    expect(worse.match(/>4 buffers<\/td>/g)).toHaveLength(3);
    expect(worse).toContain('scenarios/invoices.ts:12');
  });

  test('plans that were recorded are compared node by node; others line by line', async () => {
    const recorded = await pageOf(madeGateResult(), madePlans());
    expect(recorded).toContain('<h5>Base</h5>');
    expect(recorded).toContain('plans/invoices--latest--tiny--head_rls.json');
    expect(recorded).toMatch(/<mark><b>Seq Scan on line_items<\/b> <small>only here/);
    expect(recorded).toContain('Base and head of 1 plans');
    const texts = await pageOf(madeGateResult());
    expect(texts).toMatch(/<mark> {7}-> Seq Scan on invoices<\/mark>/);
    expect(texts).toContain('No pair of plans was recorded.');
  });

  test('figures of a pair that differ are marked, equal ones are said once', async () => {
    const [base, head] = madePlans();
    if (base === undefined || head === undefined) throw new Error('made two plans');
    const dearer = { ...head, summary: { ...head.summary, buffers: 1204 } };
    const html = await pageOf(madeGateResult(), [base, dearer]);
    const exact = html.slice(html.indexOf('id="exact"'));
    expect(exact).toContain('<mark>23 → 1,204</mark>');
    expect(exact.match(/<mark>/g)).toHaveLength(2);
  });

  test('what many rows say is folded, and what thirteen arms share is one row', async () => {
    const operations = ['latest', 'point', 'total', 'count-open', 'notes'];
    const timings = operations.flatMap((operation) =>
      (['whale', 'median', 'tiny'] as const).flatMap((tenant) =>
        (['p50', 'p75', 'serverCpu'] as const).map((metric) =>
          madeTiming({ operation, tenant, metric, verdict: 'inconclusive' }),
        ),
      ),
    );
    const findings = Array.from({ length: 13 }, (_, i) => madeFinding({ arm: `arm-${i}` }));
    const html = await pageOf(madeGateResult({ findings, timings }));
    const untold = html.slice(html.indexOf('id="untold"'), html.indexOf('id="timings"'));
    expect(untold).toMatch(/<summary>3.more rows<\/summary>/);
    expect(untold).toMatch(/<summary>2.more operations<\/summary>/);
    const worse = html.slice(html.indexOf('id="worse"'), html.indexOf('id="untold"'));
    expect(worse).toContain('tiny tenant, arm-0, arm-1 and 11 more arms');
    expect(worse.match(/<th scope="row">/g)).toHaveLength(1);
  });

  test('a passed gate has no section for what there is none of', async () => {
    const html = await pageOf(madePassedResult());
    expect(html).toContain('<p class="verdict passed">Passed</p>');
    for (const id of ['worse', 'better', 'untold', 'notices']) {
      expect(html).not.toContain(`id="${id}"`);
    }
  });

  test('a gate that timed nothing says why, one that is untrusted says it on top', async () => {
    const trust = { timed: false, untrusted: false, retried: false, notes: [] };
    const early = await pageOf(madeGateResult({ timings: [], trust }));
    expect(early).toContain('Nothing was timed: the exact checks had failed the gate before.');
    const untrusted = await pageOf(
      madeGateResult({ trust: { ...trust, timed: true, untrusted: true, retried: true } }),
    );
    const [alarm, sentence] = order(untrusted, 'Timing is untrusted', '2 of 5 operations');
    expect(alarm).toBeGreaterThan(0);
    expect(alarm).toBeLessThan(sentence ?? 0);
  });

  test('names are shown as they are, and do nothing', async () => {
    const html = await pageOf(madeGateResult());
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script>alert(&quot;x&quot;)&lt;/script>');
  });
});

describe('the forest of a gate', () => {
  test('one chart a metric, dearest first, with the margin drawn', async () => {
    const charts = gateForests(madeGateResult());
    expect(charts.map(({ name }) => name)).toEqual([
      'gate--p50--forest',
      'gate--p75--forest',
      'gate--serverCpu--forest',
    ]);
    expect(charts[0]?.title).toBe('Median latency: 1 of 5 slower');
    const spec = JSON.stringify(charts[0]?.spec);
    expect(spec.indexOf('latest 20 invoices, median')).toBeLessThan(
      spec.indexOf('total of a month, whale'),
    );
    expect(spec).toContain('"datum":1.05');
    const drawn = await drawChart(charts[0] as (typeof charts)[number]);
    expect(drawn.svg).toContain('−38.0% (−40.0 to −36.0): faster');
    expect(drawn.svg).toContain('+12.0% (+9.0 to +15.0): slower');
  });

  test('of many timings it shows the dearest, and says that it does', () => {
    const timings = Array.from({ length: 40 }, (_, i) =>
      madeTiming({ operation: `op-${i}`, ratio: 1 + i / 1000 }),
    );
    const spec = JSON.stringify(gateForests(madeGateResult({ timings }))[0]?.spec);
    expect(spec).toContain('op-39');
    expect(spec).not.toContain('op-3,');
    expect(spec.replaceAll('","', ' ')).toContain('The 24 cheapest are in the table');
  });
});

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const missing = !existsSync(executablePath);
const reason = missing ? ` SKIPPED: no chromium at ${executablePath}; set CHROMIUM_PATH` : '';
if (missing) console.warn(`The gate's page was not looked at:${reason}`);

describe.skipIf(missing)(`the page in a browser${reason}`, { timeout: 60_000 }, () => {
  let root = '';
  let browser: Browser;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'rlsbench-gate-page-'));
    await writeFile(join(root, 'failed.html'), await pageOf(madeGateResult(), madePlans()));
    await writeFile(join(root, 'passed.html'), await pageOf(madePassedResult()));
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await rm(root, { recursive: true, force: true });
  });

  async function open(name: string, width: number): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.isNavigationRequest()) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(pathToFileURL(join(root, `${name}.html`)).href);
    return { page, complaints };
  }

  test.each([
    ['failed', 1280],
    ['failed', 390],
    ['passed', 1280],
    ['passed', 390],
  ])('%s at %d px: no complaint, nothing loaded, nothing overflows', async (name, width) => {
    const { page, complaints } = await open(name, width);
    await page.$$eval('details', (all) => all.map((details) => details.setAttribute('open', '')));
    expect(await page.$eval('html', (html) => html.scrollWidth)).toBeLessThanOrEqual(width);
    const wide = await page.$$eval('body *', (elements) =>
      elements
        .filter((element) => !element.closest('svg') && !element.closest('.scroll'))
        .filter((element) => element.clientWidth > 0)
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map(({ tagName, textContent }) => `${tagName} ${textContent?.slice(0, 60)}`),
    );
    expect(wide).toEqual([]);
    const links = await page.$$eval(
      'a[href^="#"]',
      (all) =>
        all.filter((a) => document.querySelector(a.getAttribute('href') ?? '') === null).length,
    );
    expect(links).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('the sentence is seen without scrolling, on a phone too', async () => {
    const { page } = await open('failed', 390);
    const lead = await page.locator('.lead').boundingBox();
    expect(lead?.y ?? 900).toBeLessThan(450);
    expect(await page.textContent('body')).toContain(HOSTILE_TITLE.replace('\r', ''));
    await page.close();
  });
});
