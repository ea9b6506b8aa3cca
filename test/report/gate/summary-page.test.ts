import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { githubSummary } from '../../../bench/report/gate/exporters/github-summary.js';
import { HOSTILE_TITLE } from '../../gate/made-facts.js';
import { madeGateResult } from '../../gate/made-gate.js';
import { githubPage } from './github-page.js';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const missing = !existsSync(executablePath);
const reason = missing ? ` SKIPPED: no chromium at ${executablePath}; set CHROMIUM_PATH` : '';
if (missing) console.warn(`The summary of a step was not looked at:${reason}`);

describe.skipIf(missing)(`the summary in a browser${reason}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage({ viewport: { width: 1012, height: 900 } });
    await page.setContent(githubPage(githubSummary.text(madeGateResult())));
  }, 60_000);
  afterAll(() => browser?.close());

  test('a title is text, however hostile, and runs nothing', async () => {
    const said = HOSTILE_TITLE.replace(/\s+/g, ' ');
    await page.locator('details', { hasText: 'timings' }).evaluate((each) => {
      each.setAttribute('open', '');
    });
    expect(await page.getByRole('cell', { name: said, exact: true }).count()).toBe(1);
    expect(await page.locator('script, img, iframe, a').count()).toBe(0);
  });

  test('plans are folded until they are asked for, and keep their shape', async () => {
    const plans = page.locator('details', { hasText: 'Plans of latest 20 invoices' });
    const head = plans.locator('pre').nth(1);
    expect(await head.isVisible()).toBe(false);
    await plans.locator('summary').click();
    expect(await head.isVisible()).toBe(true);
    expect(await head.innerText()).toContain('\n       -> Seq Scan on invoices\n');
  });

  test('nothing reaches beyond the width of a job page', async () => {
    const [wide, room] = (await page.evaluate(
      '[document.documentElement.scrollWidth, innerWidth]',
    )) as [number, number];
    expect(wide).toBeLessThanOrEqual(room);
  });
});
