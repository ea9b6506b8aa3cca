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

/** Share of the profile's load time after which no further repetition is begun. */
const TIME_SHARE = 0.05;
/** What the repetitions need on the ten siblings of profile start, with as much to spare. */
const LEAST_SECONDS = 8;

/** One sibling at work. */
interface Subject {
  readonly sibling: string;
  readonly client: pg.Client;
  readonly bytes: number;
  readonly work: IndexWork[];
}

/**
 * Probe: what each sibling's indexes cost to have. Bytes; the time to build them all; time and WAL of
 * a row inserted and of a row updated, without reading or finding the rows. Repetitions go over the siblings in random order, so that a
 * drift of the machine meets all alike; the first is left out, since it writes whole pages to the WAL
 * (manual, 30.1 `full_page_writes`). A sibling that repeats another has the same indexes.
 */
export async function indexCost(request: ProbeRequest): Promise<void> {
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
      const bytes = await indexBytes(client, table);
      subjects.push({ sibling, client, bytes, work: [] });
      request.onFigure(bytesFigure(request, sibling, bytes));
      await client.query(`set search_path = ${pg.escapeIdentifier(target.schema)}`);
      await prepareIndexWork(client, table, writes);
    }
    const seconds = Math.max(LEAST_SECONDS, profile.loadSeconds * TIME_SHARE);
    const until = performance.now() + seconds * 1_000;
    for (let repetition = 0; repetition <= REPETITIONS; repetition++) {
      if (repetition > 1 && performance.now() > until) break;
      for (const { client, work } of shuffle([...subjects], random)) {
        if (signal.aborted) return;
        const done = await measureIndexWork(client, table, writes);
        if (repetition > 0) work.push(done);
      }
    }
  } finally {
    await Promise.allSettled(subjects.map(({ client }) => client.end()));
  }
  for (const figure of subjects.flatMap((subject) => figuresOf(request, subject))) {
    request.onFigure(figure);
  }
}

function siblingsOf({ scenario, roles }: ProbeRequest): string[] {
  return (scenario.siblings ?? [])
    .filter(({ name, repeats }) => repeats === undefined && roles.siblings?.has(name))
    .map(({ name }) => name);
}

function bytesFigure({ scenario }: ProbeRequest, sibling: string, bytes: number): Figure {
  const subject = { scenario: scenario.name, probe: 'index-cost', sibling };
  return medianFigure({ ...subject, metric: 'index bytes', unit: 'bytes', note: 'as built' }, [
    bytes,
  ]);
}

function figuresOf({ scenario }: ProbeRequest, { sibling, bytes, work }: Subject): Figure[] {
  const subject = { scenario: scenario.name, probe: 'index-cost', sibling };
  const build = 'all indexes of the table, by REINDEX, without parallel workers';
  const figures: Figure[] = [];
  if (bytes > 0) {
    const times = work.map(({ buildNs }) => buildNs);
    figures.push(
      medianFigure({ ...subject, metric: 'build time', unit: 'ns', note: build }, times),
    );
  }
  for (const kind of ['insert', 'update'] as const) {
    const one = `one of ${ROWS.toLocaleString('en')} rows in a statement that is rolled back`;
    const alone = `${one}; without the time to read or find them`;
    const whole = work.map((each) => each[kind]);
    const withoutImages = whole.filter(({ fullPageImages }) => fullPageImages === 0);
    const perRow = (pick: (write: WriteWork) => number, from: readonly WriteWork[]) =>
      from.map((each) => pick(each) / ROWS);
    figures.push(
      medianFigure(
        { ...subject, metric: `${kind} time a row`, unit: 'ns', note: alone },
        perRow(({ ns }) => ns, whole),
      ),
    );
    if (withoutImages.length === 0) continue;
    figures.push(
      medianFigure(
        {
          ...{ ...subject, metric: `${kind} WAL bytes a row`, unit: 'bytes' },
          note: `${one}; without page images`,
        },
        perRow(({ walBytes }) => walBytes, withoutImages),
      ),
    );
  }
  return figures;
}
