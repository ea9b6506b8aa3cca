import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markdown } from '../../bench/report/exporters/markdown.js';
import { terminalSummary } from '../../bench/report/terminal.js';
import { writeReport } from '../../bench/report/write.js';
import { madePooling } from './made-pooling.js';
import { HOSTILE, small, syntheticRun } from './synthetic.js';
import {
  burstLoads,
  clientsLoads,
  loadPass,
  madeBurst,
  madeClients,
  madePoolSize,
  poolSizeLoads,
  TOO_MANY,
} from './synthetic-loads.js';
import { onlySiblings } from './synthetic-siblings.js';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const missing = !existsSync(executablePath);
const reason = missing ? ` SKIPPED: no chromium at ${executablePath}; set CHROMIUM_PATH` : '';

const MADE = [madePooling, madeClients, madeBurst, madePoolSize];
let root = '';
const { result, plans } = onlySiblings(small(syntheticRun()), MADE);
const hostilePass = loadPass({
  ...{ levels: { clients: 20 }, clients: 20, connected: 19, note: HOSTILE },
  connectErrors: [{ ...TOO_MANY, message: HOSTILE }],
});
const all = {
  result: {
    ...result,
    loads: [...clientsLoads(), hostilePass, ...burstLoads(), ...poolSizeLoads([1, 4, 16])],
  },
  plans,
};
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'rlsbench-loads-'));
  await writeReport(root, all.result, all.plans);
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

test('terminal, Markdown and index.html have a line each, and what went wrong', async () => {
  const terminal = terminalSummary(all.result, null, { colour: false });
  const [file] = markdown.files({ ...all, charts: [] });
  const index = await readFile(join(root, 'index.html'), 'utf8');
  for (const { name, question } of MADE) {
    expect(terminal).toContain(`\n${name}: `);
    expect(file?.text).toContain(`([${name}](${name}.html))`);
    expect(index).toContain(`<a href="${name}.html">${question}</a>`);
  }
  expect(terminal.replaceAll('\u00a0', ' ')).toMatch(
    /! 1 arm did not reach the rate in 21 passes\./,
  );
  expect(file?.text).toMatch(/1\u00a0arm did not reach the rate in 21\u00a0passes\./);
  expect(index).toMatch(/clients: .*21\u00a0rates not reached.*\(clients\.html\)/);
});

test('the words of a server reach no page as markup', async () => {
  const page = (await readFile(join(root, 'clients.html'), 'utf8')).toLowerCase();
  expect(page.includes('<script')).toBe(false);
  expect(page).toContain('&lt;script');
});

describe.skipIf(missing)(`pages of load in a browser${reason}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(() => browser?.close());

  test.each(MADE.map(({ name }) => name))(
    '%s at 1280 and 390 px: nothing overflows, and no text of a chart meets another',
    async (name) => {
      const page = await browser.newPage();
      await page.goto(pathToFileURL(join(root, `${name}.html`)).href);
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.$eval('html', (html) => html.scrollWidth)).toBeLessThanOrEqual(width);
        if (width === 1280) {
          const wide = await page.$$eval(
            '.scroll:has(.compact)',
            (frames) => frames.filter((frame) => frame.scrollWidth > frame.clientWidth).length,
          );
          expect(wide).toBe(0);
        }
        const charts = await page.$$eval(`section figure svg`, (pictures) =>
          pictures.map((picture) => {
            const frame = picture.getBoundingClientRect();
            const boxes = [...picture.querySelectorAll('text')].map((text) => ({
              text: text.textContent ?? '',
              ...JSON.parse(JSON.stringify(text.getBoundingClientRect())),
            }));
            const meet = boxes.flatMap((a, i) =>
              boxes
                .slice(i + 1)
                .filter(
                  (b) =>
                    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
                    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4,
                )
                .map((b) => `${a.text} | ${b.text}`),
            );
            const outside = boxes
              .filter(({ left, right }) => left < frame.left - 1 || right > frame.right + 1)
              .map(({ text }) => text);
            return { meet, outside };
          }),
        );
        expect(charts.length).toBeGreaterThan(1);
        for (const chart of charts) expect(chart).toEqual({ meet: [], outside: [] });
      }
      await page.close();
    },
  );
});
