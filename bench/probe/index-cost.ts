import pg from 'pg';
import { shuffle } from '../load/random.js';
import type { Figure } from '../result/parts.js';
import { databaseOf } from '../target/arm-connection.js';
import { connect } from '../target/connect.js';
import { medianFigure } from './figure.js';
import {
  type IndexWork,
  indexBytes,
  measureIndexWork,
  prepareIndexWork,
  type WriteWork,
} from './index-writes.js';
import type { ProbeRequest } from './probe.js';

/** Rows of one write: enough for an index to split pages, and a small share of the table. */
const ROWS = 1_000;

/** The fewest that give a median its 95% interval; one more is made and left out. */
const REPETITIONS = 6;
const REPETITIONS_TELLING = 1;

/** Share of the profile's load time after which no further repetition is begun. */
const TIME_SHARE = 0.05;

/** One sibling at work. */
interface Subject {
  readonly sibling: string;
  readonly client: pg.Client;
  readonly bytes: number;
  readonly work: IndexWork[];
}

/**
 * Probe: what each sibling's indexes cost to have. Bytes; the time to build them all; time and WAL of
 * a row inserted and of a row updated. Repetitions go over the siblings in random order, so that a
 * drift of the machine meets all alike; the first is left out, since it writes whole pages to the WAL
 * (manual, 30.1 `full_page_writes`). A sibling that repeats another has the same indexes.
 */
export async function indexCost(request: ProbeRequest): Promise<Figure[]> {
  const { rows, profile, random, signal, target } = request;
  const table = `${pg.escapeIdentifier(target.schema)}.${pg.escapeIdentifier(rows.mainTable)}`;
  const writes = rows.costWrites(ROWS);
  const subjects: Subject[] = [];
  try {
    for (const sibling of siblingsOf(request)) {
      const client = await connect({
        ...target.admin,
        database: databaseOf(request.roles, sibling),
      });
      subjects.push({ sibling, client, bytes: await indexBytes(client, table), work: [] });
      await client.query(`set search_path = ${pg.escapeIdentifier(target.schema)}`);
      await prepareIndexWork(client, table, writes);
    }
    const repetitions = profile.cells === 'telling' ? REPETITIONS_TELLING : REPETITIONS;
    const until = performance.now() + profile.loadSeconds * 1_000 * TIME_SHARE;
    for (let repetition = 0; repetition <= repetitions; repetition++) {
      if (repetition > 1 && performance.now() > until) break;
      for (const { client, work } of shuffle([...subjects], random)) {
        if (signal.aborted) return [];
        const done = await measureIndexWork(client, table, writes);
        if (repetition > 0) work.push(done);
      }
    }
  } finally {
    await Promise.allSettled(subjects.map(({ client }) => client.end()));
  }
  return subjects.flatMap((subject) => figuresOf(request, subject));
}

function siblingsOf({ scenario, roles }: ProbeRequest): string[] {
  return (scenario.siblings ?? [])
    .filter(({ name, repeats }) => repeats === undefined && roles.siblings?.has(name))
    .map(({ name }) => name);
}

function figuresOf({ scenario }: ProbeRequest, { sibling, bytes, work }: Subject): Figure[] {
  const subject = { scenario: scenario.name, probe: 'index-cost', sibling };
  const build = 'all indexes of the table, by REINDEX, without parallel workers';
  const figures = [
    medianFigure({ ...subject, metric: 'index bytes', unit: 'bytes', note: 'as built' }, [bytes]),
  ];
  if (bytes > 0) {
    const times = work.map(({ buildNs }) => buildNs);
    figures.push(
      medianFigure({ ...subject, metric: 'build time', unit: 'ns', note: build }, times),
    );
  }
  for (const kind of ['insert', 'update'] as const) {
    const note = `a row, of ${ROWS.toLocaleString('en')} in one statement that is rolled back`;
    const whole = work.map((each) => each[kind]);
    const withoutImages = whole.filter(({ fullPageImages }) => fullPageImages === 0);
    const perRow = (pick: (write: WriteWork) => number, from: readonly WriteWork[]) =>
      from.map((each) => pick(each) / ROWS);
    figures.push(
      medianFigure(
        { ...subject, metric: `${kind} time`, unit: 'ns', note },
        perRow(({ ns }) => ns, whole),
      ),
    );
    if (withoutImages.length === 0) continue;
    figures.push(
      medianFigure(
        { ...subject, metric: `${kind} WAL bytes`, unit: 'bytes', note: `${note}; no page images` },
        perRow(({ walBytes }) => walBytes, withoutImages),
      ),
    );
  }
  return figures;
}
