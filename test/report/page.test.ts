import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeReport } from '../../bench/report/write.js';
import { small, syntheticRun } from './synthetic.js';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const missing = !existsSync(executablePath);
const reason = missing ? ` SKIPPED: no chromium at ${executablePath}; set CHROMIUM_PATH` : '';
if (missing) console.warn(`The report's page was not looked at:${reason}`);

describe.skipIf(missing)(`the page in a browser${reason}`, { timeout: 60_000 }, () => {
  let root = '';
  let browser: Browser;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'rlsbench-page-'));
    const plain = syntheticRun();
    await writeReport(join(root, 'plain'), plain.result, plain.plans);
    const hostile = small(syntheticRun({ hostile: true, troubled: true, status: 'partial' }));
    await writeReport(join(root, 'hostile'), hostile.result, hostile.plans);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await rm(root, { recursive: true, force: true });
  });

  /** Opens a report with everything unfolded; returns what the browser complained about. */
  async function open(name: string, width: number): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== page.url() && !request.isNavigationRequest()) {
        complaints.push(`asked for ${request.url()}`);
      }
    });
    await page.goto(pathToFileURL(join(root, name, 'index.html')).href);
    await page.$$eval('details', (all) => all.map((details) => details.setAttribute('open', '')));
    return { page, complaints };
  }

  test.each([
    ['plain', 1280],
    ['plain', 390],
    ['hostile', 1280],
    ['hostile', 390],
  ])('%s at %d px: no complaint, nothing loaded, nothing overflows', async (name, width) => {
    const { page, complaints } = await open(name, width);
    const scrollWidth = await page.$eval('html', (html) => html.scrollWidth);
    expect(scrollWidth).toBeLessThanOrEqual(width);
    const wide = await page.$$eval('body *', (elements) =>
      elements
        .filter((element) => !element.closest('svg') && !element.closest('.scroll'))
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .filter((element) => element.clientWidth > 0)
        .map(
          (element) =>
            `${element.tagName}.${element.className} ${element.textContent?.slice(0, 60)}`,
        ),
    );
    expect(wide).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('every chart on a phone shows its text at 9 px or more, inside its picture, with units', async () => {
    const { page } = await open('plain', 390);
    const charts = await page.$$eval('figure svg', (pictures) =>
      pictures.map((picture) => {
        const frame = picture.getBoundingClientRect();
        const texts = [...picture.querySelectorAll('text')];
        const scale = frame.width / Number((picture.getAttribute('viewBox') ?? '').split(' ')[2]);
        return {
          name: picture.querySelector('title')?.textContent ?? '',
          words: texts.map((text) => text.textContent).join(' '),
          smallestPx: Math.min(
            ...texts.map((text) => scale * Number.parseFloat(getComputedStyle(text).fontSize)),
          ),
          outside: texts
            .filter((text) => {
              const box = text.getBoundingClientRect();
              return box.left < frame.left - 1 || box.right > frame.right + 1;
            })
            .map((text) => text.textContent),
        };
      }),
    );
    expect(charts.length).toBeGreaterThan(36 * 3);
    for (const { name, words, smallestPx, outside } of charts) {
      expect(name).not.toBe('');
      expect(words).toMatch(/µs|ms|%/);
      expect(smallestPx).toBeGreaterThanOrEqual(9);
      expect(outside, name).toEqual([]);
    }
    await page.close();
  });

  test('36 cells of 14 arms stay under 1.5 MB', async () => {
    expect((await stat(join(root, 'plain', 'index.html'))).size).toBeLessThan(1_500_000);
  });

  test('only the telling operation is unfolded; the others are folded to their result', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
    await page.goto(pathToFileURL(join(root, 'plain', 'index.html')).href);
    const operations = await page.$$eval('details.operation', (all) =>
      all.map((operation) => ({
        open: operation.hasAttribute('open'),
        title: operation.querySelector('summary h2')?.textContent,
        result: operation.querySelector('summary .result')?.textContent ?? '',
      })),
    );
    expect(operations).toHaveLength(6);
    expect(operations.map(({ open }) => open)).toEqual([true, ...Array(5).fill(false)]);
    expect(operations[0]?.title).toBe('Latest 20 invoices');
    for (const { result } of operations) {
      expect(result).toMatch(/^The policy itself: whale .*%.* median .*%.* tiny .*%/);
    }
    expect(await page.$eval('html', (html) => html.scrollHeight)).toBeLessThan(25_000);
    await page.close();
  });

  test('a link to a folded operation unfolds it, with scripts off', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(root, 'plain', 'index.html')).href);
    const folded = page.locator('details.operation', { hasText: 'Count open invoices' });
    const ladder = folded.getByText('Cost ladder').first();
    expect(await ladder.isVisible()).toBe(false);
    await page.locator('nav a', { hasText: 'Count open invoices' }).click();
    await ladder.waitFor({ state: 'visible' });
    expect(await folded.locator('summary').first().isVisible()).toBe(true);
    await context.close();
  });

  test('a print unfolds all but the single checks of the proofs', async () => {
    const page = await browser.newPage({ viewport: { width: 703, height: 1000 } });
    await page.goto(pathToFileURL(join(root, 'plain', 'index.html')).href);
    const hidden = () =>
      page.$$eval('details', (all) =>
        all
          .filter((details) => [...details.children].some((child) => !child.checkVisibility()))
          .map((details) => (details.closest('#proofs') ? 'proof' : 'other')),
      );
    expect(await hidden()).toContain('other');
    await page.emulateMedia({ media: 'print' });
    expect(new Set(await hidden())).toEqual(new Set(['proof']));
    const wide = await page.$$eval('table, figure, pre', (all) =>
      all.filter((element) => element.getBoundingClientRect().right > 704).map((e) => e.outerHTML),
    );
    expect(wide).toEqual([]);
    await page.close();
  });

  test('a PDF has the pages that folded parts need', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(root, 'hostile', 'index.html')).href);
    const pages = async () =>
      (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
    const unfolded = await pages();
    const fold = 'details::details-content{content-visibility:hidden!important;height:0}';
    await page.addStyleTag({ content: fold });
    expect(unfolded).toBeGreaterThan((await pages()) + 1);
    await page.close();
  });

  test('every link on the page leads somewhere', async () => {
    const html = await readFile(join(root, 'plain', 'index.html'), 'utf8');
    const links = [...html.matchAll(/ href="([^"]*)"/g)].map(([, href = '']) => href);
    expect(links.length).toBeGreaterThan(10);
    const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    for (const link of links) {
      expect(
        link.startsWith('#') ? ids.has(link.slice(1)) : existsSync(join(root, 'plain', link)),
        link,
      ).toBe(true);
    }
  });
});
