import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { knownOf } from '../../bench/leak/known.js';
import { TRANSACTION } from '../../bench/leak/route.js';
import { Page } from '../../bench/report/page/page.js';
import { pagesOf } from '../../bench/report/pages.js';
import { terminalSummary } from '../../bench/report/terminal.js';
import { BLIND, BROKE_OFF } from '../../bench/result/leak-notes.js';
import type { Result } from '../../bench/result/result.js';
import { madePooling } from './made-pooling.js';
import { small, syntheticRun } from './synthetic.js';
import { madeHammer, madeLeakScenario, madeLeaks, withLeaks } from './synthetic-leaks.js';
import {
  burstLoads,
  clientsLoads,
  loadPass,
  madeBurst,
  madeClients,
  madePoolSize,
  poolSizeLoads,
} from './synthetic-loads.js';
import { withSiblings } from './synthetic-siblings.js';

/** As of `start`: every scenario of pooling beside the first one, one pass and one kind of state. */
const MADE = [madePooling, madeLeakScenario, madeClients, madeBurst, madePoolSize];
const { result, plans } = withSiblings(small(syntheticRun()), MADE);
const loads = [...clientsLoads([1, 100]), ...burstLoads(), ...poolSizeLoads([1, 4])];
const start: Result = withLeaks(madeLeaks().filter(({ state }) => state === 'custom setting'))({
  ...result,
  loads: loads.filter(({ pass }) => pass === 0),
});

const terminal = (of: Result) =>
  terminalSummary(of, null, { colour: false, width: 2000 }).replaceAll('\u00a0', ' ');
/** What index.html says above all: its alarms. */
const alarms = (of: Result) =>
  [
    ...render(h(Page, { input: { result: of, plans, charts: [] }, pages: pagesOf(of) })).matchAll(
      /<div class="alarm" role="alert">(.*?)<\/div>/gs,
    ),
  ]
    .map(([, text = '']) => text.replace(/<[^>]*>/g, ' '))
    .join('\n')
    .replaceAll('\u00a0', ' ')
    .replace(/ +/g, ' ');

test('every scenario has one line in the terminal', () => {
  const lines = terminal(start).split('\n');
  for (const { name } of MADE) {
    expect(
      lines.filter((line) => line.startsWith(`${name}: `)),
      name,
    ).toHaveLength(1);
  }
  expect(lines.find((line) => line.startsWith('clients: '))).toContain('clients: Not firm. ');
});

describe('what a run ends badly with is an alarm in the terminal and on index.html', () => {
  const both = (of: Result, text: string) => {
    expect(terminal(of)).toContain(`! ${text}`);
    expect(alarms(of)).toContain(text);
  };
  const leaks = (each: (leak: Result['leaks'][number]) => Partial<Result['leaks'][number]>) => ({
    ...start,
    leaks: start.leaks.map((leak) => ({ ...leak, ...each(leak) })),
  });

  test('nothing where nothing went wrong', () => {
    expect(`${terminal(start)}${alarms(start)}`).not.toMatch(/leak found|missed|blind|failed/i);
  });

  test('a leak under load, and a control that was missed', () => {
    const leaking = madeHammer('set-local', { verdict: 'leak', foreignReads: 7 });
    both({ ...start, hammers: [leaking] }, 'Leak found: 1 hammer read rows of another tenant.');
    const missed = madeHammer('session-set', { isControl: true, verdict: 'control missed' });
    both({ ...start, hammers: [missed] }, 'Control missed: 1 hammer that has to leak');
    expect(alarms({ ...start, hammers: [leaking] })).toContain('leaks: 1 leak found, ');
  });

  test('a leak of the matrix where none is known, and a matrix that is blind', () => {
    const found = leaks((leak) =>
      leak.route === TRANSACTION && knownOf(leak) === 'does not leak'
        ? { observed: 'leaks', agrees: false }
        : {},
    );
    expect(found.leaks.some(({ agrees }) => agrees === false)).toBe(true);
    expect(terminal(found)).toMatch(/^! Leak found: in \d+ places of the leak matrix/);
    expect(alarms(found)).toMatch(/Leak found: in \d+ places .*custom setting, SET LOCAL in a/s);
    expect(terminal(found)).not.toContain('came out otherwise than known');
    both(
      leaks(() => ({ note: BLIND })),
      'The leak matrix is blind: a leak that has to be there was not seen',
    );
  });

  test('a route that broke off, a hammer and a pass that failed', () => {
    const broken = leaks(({ route }) =>
      route === TRANSACTION
        ? { observed: 'not tested', agrees: null, note: `${BROKE_OFF} SET: gone` }
        : {},
    );
    expect(terminal(broken)).toMatch(/! 7 places of the leak matrix could not be asked\./);
    expect(alarms(broken)).toContain('7 places of the leak matrix not asked, ');
    const hammers = [...start.hammers, madeHammer('set-local', { verdict: 'failed' })];
    const pass = loadPass({ ...{ scenario: 'burst', probe: 'burst', failed: 9, completed: 2991 } });
    const failed = { ...start, hammers, loads: [...start.loads, pass] };
    expect(terminal(failed)).toContain('! 2 arms failed under load');
    expect(alarms(failed)).toContain('leaks: 1 failed load');
    expect(alarms(failed)).toContain('burst: 1 failed load');
  });
});
