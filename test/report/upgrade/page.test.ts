import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareVersions } from '../../../bench/matrix/compare.js';
import type { Member } from '../../../bench/matrix/member.js';
import { writeUpgrade } from '../../../bench/report/upgrade/write.js';
import {
  type Changes,
  matrixFactsOf,
  otherPlan,
  skipScanned,
  syntheticMember,
} from '../../matrix/synthetic-members.js';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const missing = !existsSync(executablePath);
const reason = missing ? ` SKIPPED: no chromium at ${executablePath}; set CHROMIUM_PATH` : '';
if (missing) console.warn(`The upgrade page was not looked at:${reason}`);

/** Four versions: 16 plans some otherwise, 18 skip-scans and costs more under RLS. */
function members(hostile: boolean): Member[] {
  const changes = (major: number): Changes => ({
    hostile,
    plan: (plan, { arm, operation, tenant }) => {
      if (major >= 18 && operation === 'count-open' && tenant === 'whale') return skipScanned(plan);
      if (major >= 16 && operation === 'with-line-items' && arm.startsWith('rls'))
        return otherPlan(plan);
      return major === 17 && operation === 'latest' ? { ...plan, buffers: 24 } : plan;
    },
    contrast: (contrast) =>
      major >= 18 && contrast.operation === 'point' && contrast.contrast === 'policy'
        ? { ...contrast, ratio: 1.5, low: 1.4, high: 1.6 }
        : contrast,
    ...(hostile && major === 17
      ? {
          result: (result) => ({
            ...result,
            status: 'failed',
            statusReason: `it broke ${'x'.repeat(200)}`,
          }),
        }
      : {}),
  });
  const majors = hostile ? [15, 17, 18] : [15, 16, 17, 18];
  return majors.map((major) => syntheticMember(major, changes(major)));
}

describe.skipIf(missing)(`the upgrade page in a browser${reason}`, { timeout: 60_000 }, () => {
  let root = '';
  let browser: Browser;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'rlsbench-upgrade-'));
    for (const name of ['plain', 'hostile']) {
      const those = members(name === 'hostile');
      await mkdir(join(root, name));
      const upgrade = compareVersions(matrixFactsOf([15, 16, 17, 18]), those);
      await writeUpgrade(join(root, name), upgrade, those);
    }
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
    await page.goto(pathToFileURL(join(root, name, 'index.html')).href);
    return { page, complaints };
  }

  test.each([
    ['plain', 1280],
    ['plain', 390],
    ['hostile', 1280],
    ['hostile', 390],
  ])('%s at %d px: no complaint, nothing loaded, nothing overflows', async (name, width) => {
    const { page, complaints } = await open(name, width);
    await page.$$eval('details', (all) => all.map((details) => details.setAttribute('open', '')));
    expect(await page.$eval('html', (html) => html.scrollWidth)).toBeLessThanOrEqual(width);
    const wide = await page.$$eval('body *', (elements) =>
      elements
        .filter((element) => !element.closest('.scroll') && element.clientWidth > 0)
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map(
          ({ tagName, className, textContent }) =>
            `${tagName}.${className} ${textContent?.slice(0, 60)}`,
        ),
    );
    expect(wide).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('says first what changed, then shows it; what is equal is folded', async () => {
    const { page } = await open('plain', 1280);
    expect(await page.textContent('.lead')).toMatch(
      /^From 17 to 18: \d+ of \d+.plans changed, \d+ read fewer buffers.*; \d+ are equal/,
    );
    const changes = await page.$$eval('.change', (all) =>
      all.map((change) => change.textContent ?? ''),
    );
    // Two forms of three tenants' joins, the whale's two skip scans, and latest on 17 and back.
    expect(changes[0]).toMatch(/runs Index Only Scan where 15 ran|skip-scans invoices_latest/);
    expect(changes.some((text) => text.includes('18 skip-scans invoices_latest'))).toBe(true);
    expect(changes.at(-1)).toMatch(/24.buffers instead of 23.*23.buffers instead of 24/);
    expect(await page.locator('text=The equal plans').isVisible()).toBe(true);
    expect(await page.locator('#equal table').isVisible()).toBe(false);
    expect(await page.$$eval('#time mark', (all) => all.length)).toBe(0);
    await page.close();
  });

  test('two plans stand side by side, and what differs is marked', async () => {
    const { page } = await open('plain', 1280);
    const change = page.locator('.change', { hasText: 'Index Only Scan where' }).first();
    await change.locator('summary').first().click();
    const [left, right] = await change.locator('.sides').first().locator('> div').all();
    expect(await left?.locator('h5').textContent()).toMatch(/^Postgres 15: /);
    expect(await right?.locator('h5').textContent()).toMatch(/^Postgres 16: /);
    expect(await left?.locator('mark').allTextContents()).toContainEqual(
      expect.stringContaining('Index Scan Backward'),
    );
    const boxes = [await left?.boundingBox(), await right?.boundingBox()];
    expect(boxes[0]?.y).toBe(boxes[1]?.y);
    await page.close();
  });

  test('medians are said to be no verdict, next to where they are', async () => {
    const { page } = await open('plain', 390);
    const note = await page.textContent('h3:has-text("Median latencies") + .note');
    expect(note).toMatch(/Not paired, different servers: an indication/);
    await page.close();
  });

  test('ratios whose intervals are apart stand open, the others folded', async () => {
    const { page } = await open('plain', 1280);
    const rows = await page.$$eval('#time > .scroll tbody tr', (all) =>
      all.map((row) => row.textContent ?? ''),
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toMatch(/^Read one invoice by id.*Apart: 17 and 18/);
    await page.close();
  });

  test('what is missing or failed stands on top', async () => {
    const { page } = await open('hostile', 390);
    const alarms = await page.$$eval('.alarm', (all) => all.map((alarm) => alarm.textContent));
    expect(alarms[0]).toMatch(/1.version missing.*Postgres 16: /);
    expect(alarms[1]).toMatch(/Postgres 17: failed, it broke/);
    await page.close();
  });

  test('under 2 MB, and every link leads somewhere', async () => {
    const folder = join(root, 'plain');
    expect((await stat(join(folder, 'index.html'))).size).toBeLessThan(2_000_000);
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    const links = [...html.matchAll(/ href="([^"]*)"/g)].map(([, href = '']) => href);
    const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    // The versions' own reports are not made here.
    const own = /^pg1[5-8]\/(index\.html|plans\/where-vs-rls--[\w-]+\.json)$/;
    for (const link of links) {
      const leads = link.startsWith('#')
        ? ids.has(link.slice(1))
        : own.test(link) || existsSync(join(folder, link));
      expect(leads, link).toBe(true);
    }
    expect(links.filter((link) => own.test(link)).length).toBeGreaterThan(10);
  });
});
