import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markdown } from '../../bench/report/exporters/markdown.js';
import { terminalSummary } from '../../bench/report/terminal.js';
import { writeReport } from '../../bench/report/write.js';
import { madeIndexes } from './made-index-scenarios.js';
import { madeLeakproof } from './made-policy-scenarios.js';
import { small, syntheticRun } from './synthetic.js';
import { MADE, onlySiblings, withSiblings } from './synthetic-siblings.js';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const missing = !existsSync(executablePath);
const reason = missing ? ` SKIPPED: no chromium at ${executablePath}; set CHROMIUM_PATH` : '';

let root = '';
const all = withSiblings(small(syntheticRun()));
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'rlsbench-pages-'));
  await writeReport(join(root, 'all'), all.result, all.plans);
  const hostile = small(syntheticRun({ hostile: true, troubled: true }));
  const [made, others] = [[madeIndexes, madeLeakproof], onlySiblings(hostile, [madeIndexes])];
  const bad = withSiblings(hostile, made, true);
  await writeReport(join(root, 'hostile'), bad.result, bad.plans);
  await writeReport(join(root, 'alone'), others.result, others.plans);
}, 120_000);
afterAll(() => rm(root, { recursive: true, force: true }));

const read = (...path: string[]) => readFile(join(root, ...path), 'utf8');

/** Those of the texts that a page lacks; a page itself is too long for a failure's message. */
const lacks = (page: string, ...texts: string[]) => texts.filter((text) => !page.includes(text));

describe('pages of a run of many scenarios', () => {
  test('index.html keeps to its own scenario and leads to the others with their answers', async () => {
    const index = await read('all', 'index.html');
    const links = MADE.map(
      ({ name, question }) => `<a href="${name}.html">${question.replaceAll('"', '&quot;')}</a>`,
    );
    expect(index.match(/<h1>/g)).toHaveLength(1);
    const own = all.result.proofs.filter(({ scenario }) => scenario === 'where-vs-rls').length;
    expect(
      lacks(
        index,
        ...links,
        '(tenant_id, created_at DESC) reads 24',
        `<dd>${own} of ${own}</dd>`,
        'indexes: 18\u00a0failed expectations, 1\u00a0piece of work skipped (indexes.html)',
      ),
    ).toEqual([]);
  });

  test('each page stays under 2 MB, with 40 arms on 8 operations too', async () => {
    for (const name of ['index', ...MADE.map((made) => made.name)]) {
      expect((await stat(join(root, 'all', `${name}.html`))).size, name).toBeLessThan(2_000_000);
    }
  });

  test('a failed expectation is said first, with its plan; skipped work is said on top', async () => {
    const page = await read('all', 'indexes.html');
    const texts = ['18 of 198\u00a0expectations failed.', '=> Seq Scan on invoices'];
    const undone = '1\u00a0piece of work was skipped, which could not be done';
    expect(lacks(page, ...texts, undone, '<p class="warning">It could not be done:</p>')).toEqual(
      [],
    );
    expect(page.indexOf('reads all 252 pages')).toBeLessThan(page.indexOf('Every rule, and on'));
  });

  test('what a profile leaves out by design is listed, and no alarm', async () => {
    const page = await read('all', 'index.html');
    const [own = '', list = ''] = page.split('<h2>What was skipped</h2>');
    expect(own).not.toContain('of work was skipped, which could not be done');
    expect(own).toContain('indexes: 18\u00a0failed expectations, 1\u00a0piece of work skipped');
    expect(list).toContain('As the profile and the method have it:');
    expect(list).toContain('<b>date-range, concurrency 4</b>: profile quick measures');
    expect(list).not.toContain('It could not be done:');
  });

  test('every link on every page leads somewhere', async () => {
    for (const name of ['index', ...MADE.map((made) => made.name)]) {
      const html = await read('all', `${name}.html`);
      const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
      for (const [, link = ''] of html.matchAll(/ href="([^"]*)"/g)) {
        const leads = link.startsWith('#')
          ? ids.has(link.slice(1))
          : existsSync(join(root, 'all', link));
        expect(leads, `${name}: ${link}`).toBe(true);
      }
    }
  });

  test('a scenario alone is the index page itself', async () => {
    const page = await read('alone', 'index.html');
    expect(lacks(page, 'Which index, operation by operation', 'href="index.html"')).toEqual([
      'href="index.html"',
    ]);
    expect(existsSync(join(root, 'alone', 'indexes.html'))).toBe(false);
  });

  test('hostile names reach no page as markup', async () => {
    for (const name of ['index', 'indexes', 'leakproof']) {
      const page = (await read('hostile', `${name}.html`)).toLowerCase();
      expect(lacks(page, '<script', '&lt;script'), name).toEqual(['<script']);
    }
  });

  test('terminal and Markdown have a line a scenario, and the failed expectations', () => {
    const terminal = terminalSummary(all.result, null, { colour: false });
    const [file] = markdown.files({ ...all, charts: [] });
    for (const { name } of MADE) {
      expect(terminal).toContain(`\n${name}: `);
      expect(file?.text).toContain(`([${name}](${name}.html))`);
    }
    expect(terminal).toMatch(/18 of \d+ expectations of plans failed/);
    expect(file?.text).toMatch(/## 18 of \d+ expectations failed/);
    expect(Math.max(...terminal.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe.skipIf(missing)(`a scenario's page in a browser${reason}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(() => browser?.close());

  /** Opens a page with everything unfolded; returns what the browser complained about. */
  async function open(path: string): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.isNavigationRequest()) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(pathToFileURL(join(root, path)).href);
    await page.$$eval('details', (found) => found.map((one) => one.setAttribute('open', '')));
    return { page, complaints };
  }

  test.each([
    ...MADE.map(({ name }) => `all/${name}.html`),
    'alone/index.html',
    'hostile/index.html',
    'hostile/indexes.html',
    'hostile/leakproof.html',
  ])(
    '%s at 1280 and 390 px: no complaint, nothing overflows, charts within their frames',
    async (path) => {
      const { page, complaints } = await open(path);
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.$eval('html', (html) => html.scrollWidth)).toBeLessThanOrEqual(width);
        const wide = await page.$$eval('body *', (elements) =>
          elements
            .filter((element) => !element.closest('svg') && !element.closest('.scroll'))
            .filter((element) => element.scrollWidth > element.clientWidth + 1)
            .filter((element) => element.clientWidth > 0)
            .map((element) => `${element.tagName} ${element.textContent?.slice(0, 60)}`),
        );
        expect(wide).toEqual([]);
        const charts = await page.$$eval('figure svg', (pictures) =>
          pictures.map((picture) => {
            const frame = picture.getBoundingClientRect();
            const scale =
              frame.width / Number((picture.getAttribute('viewBox') ?? '').split(' ')[2]);
            const texts = [...picture.querySelectorAll('text')];
            const sizes = texts.map(
              (text) => scale * Number.parseFloat(getComputedStyle(text).fontSize),
            );
            return {
              smallestPx: Math.min(...sizes),
              outside: texts
                .filter((text) => {
                  const box = text.getBoundingClientRect();
                  return box.left < frame.left - 1 || box.right > frame.right + 1;
                })
                .map((text) => text.textContent),
            };
          }),
        );
        for (const { smallestPx, outside } of charts) {
          expect(smallestPx).toBeGreaterThanOrEqual(9);
          if (!path.startsWith('hostile')) expect(outside).toEqual([]);
        }
      }
      expect(complaints).toEqual([]);
      await page.close();
    },
  );
});
