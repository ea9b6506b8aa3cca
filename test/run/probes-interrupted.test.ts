import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readJournal } from '../../bench/result/read-journal.js';
import openInvoices from '../../docs/examples/open-invoices.js';
import { makeOut, runSmall, SMALL } from './small-run.js';

test('Ctrl-C in a probe keeps the figures that were made before it', async () => {
  const reportsFolder = await makeOut();
  const controller = new AbortController();
  const running = runSmall({
    scenarios: [{ ...openInvoices, loadShare: 0, probes: ['index-cost', 'cold-reads'] }],
    // Probes may take their share of the load time, however much of it measuring left.
    profile: { ...SMALL, cells: 'quick', loadSeconds: 600, minimumBlocks: 1, roundsPerBlock: 2 },
    ...{ reportsFolder, signal: controller.signal },
  });
  const firstFigure = async () => {
    const [folder] = await readdir(reportsFolder);
    const journal = await readFile(join(reportsFolder, folder ?? '', 'journal.jsonl'), 'utf8');
    return journal.includes('"type":"figure"');
  };
  const poll = { timeout: 30_000, interval: 5 };
  await expect.poll(() => firstFigure().catch(() => false), poll).toBe(true);
  controller.abort();
  const { result, folder } = await running;
  expect(result.status).toBe('partial');
  expect(result.figures?.length).toBeGreaterThan(0);
  expect(new Set(result.figures?.map(({ probe }) => probe))).toEqual(new Set(['index-cost']));
  expect(readJournal(folder).at(-1)?.type).toBe('end');
}, 60_000);
