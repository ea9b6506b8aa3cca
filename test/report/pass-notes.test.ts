import { expect, test } from 'vitest';
import { passNotes } from '../../bench/report/scenario/pass-notes.js';
import { madeView } from './made-view.js';
import { renderedSection } from './section-rows.js';
import {
  burstLoads,
  loadPass,
  madeBurst,
  madeClients,
  madePoolSize,
  poolSizeLoads,
  withLoads,
} from './synthetic-loads.js';

const LIMIT = 'Our client was the limit: it was busy for 97% of the time.';
const noted = (note: string) => loadPass({ note });

test('a note is said once, of whole ways and of parts of others', () => {
  const spins = 'Sent by 1 thread that spins on a core.';
  const rows = [
    { way: 'Direct', at: '1 client', passes: [noted(spins), noted(spins)] },
    { way: 'Direct', at: '30 clients', passes: [noted(spins), noted(spins)] },
    { way: 'PgBouncer', at: '1 client', passes: [noted(spins), noted('')] },
    { way: 'PgBouncer', at: '30 clients', passes: [noted(spins), noted(LIMIT)] },
    { way: 'Session mode', at: '1 client', passes: [noted(''), noted('')] },
  ];
  expect(passNotes(rows)).toEqual([
    {
      note: spins,
      places: ['Direct', 'PgBouncer (1 client, 1 of 2 passes; 30 clients, 1 of 2 passes)'],
    },
    { note: LIMIT, places: ['PgBouncer (30 clients, 1 of 2 passes)'] },
  ]);
});

test('a pass that could not be made says why in its row, not again below it', () => {
  const unmade = loadPass({ threads: 0, note: 'This pass could not be made: no.' });
  expect(passNotes([{ way: 'Direct', at: '', passes: [unmade] }])).toEqual([]);
});

test.each([
  [
    'clients',
    madeClients,
    [loadPass({ levels: { clients: 30 }, clients: 30 })],
    'PgBouncer, transaction mode',
  ],
  ['burst', madeBurst, burstLoads(), 'Direct, a connection a client (1 of 3 passes)'],
  ['pool-size', madePoolSize, poolSizeLoads([4]), '1 ms (a pool of 4, 1 of 3 passes)'],
] as const)('the page of %s shows it below its table', (_, made, passes, place) => {
  const [first, ...others] = passes;
  if (first === undefined) throw new Error('It has no pass.');
  const { text } = renderedSection(madeView(made, withLoads({ ...first, note: LIMIT }, ...others)));
  expect(text.replaceAll('\u00a0', ' ')).toContain(`${place}: ${LIMIT}`);
  const silent = renderedSection(madeView(made, withLoads(first, ...others)));
  expect(silent.text).not.toContain(LIMIT);
});
