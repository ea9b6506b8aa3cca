import { availableParallelism } from 'node:os';
import type { NamedTenant, SchemaRows } from '../dataset/dataset.js';
import { readDatasetFacts } from '../dataset/facts.js';
import { datasetKey } from '../dataset/key.js';
import { fillDatabase } from '../dataset/load.js';
import { loadError } from '../dataset/load-error.js';
import { SCHEMAS } from '../dataset/registry.js';
import { inOneLine } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import type { DatasetFacts } from '../result/facts.js';
import { EMPTY_DATA_BYTES } from '../target/disk-room.js';
import { openTarget } from '../target/open.js';
import type { OpenedTarget } from '../target/target.js';
import { highConcurrency } from './cells.js';
import { untilInterrupted } from './interrupt.js';
import type { CheckRequest } from './request.js';
import { cachedSampleOf, makeSample, sampleKey } from './sample.js';
import { bytesOfGroup, scenarioGroups } from './sibling-groups.js';

/** An opened target with the run's data in it. */
export interface OpenedData {
  readonly target: OpenedTarget;
  readonly rows: SchemaRows;
  readonly tenants: readonly NamedTenant[];
  readonly facts: DatasetFacts;
}

export interface DataOptions {
  /** True where no clock looks: nothing is held to a core, written through, or kept from memory. */
  readonly untimed?: boolean;
  /**
   * True where what is timed is one database beside another: what memory saves, it saves both. The
   * server is held to its cores, and keeps its files in memory where there is room, unsynced.
   */
  readonly compared?: boolean;
}

/**
 * Opens the run's target with the scenarios' dataset in it, from the cache or newly loaded, and
 * checks that what should be there is. The caller closes the target.
 *
 * @throws {BadInputError} or EnvironmentError, when the target can't be opened or filled.
 * @throws {InterruptedError} when interrupted; nothing is left behind.
 */
export async function openData(
  request: CheckRequest,
  options: DataOptions = {},
): Promise<OpenedData> {
  const { location, pgMajor, isMajorAsked = false, profile, seed, signal, onEvent } = request;
  const rows = schemaOf(request);
  const doing = (text: string) => onEvent({ kind: 'doing', text });
  const say = (text: string) => onEvent({ kind: 'said', text });
  const startedAt = performance.now();
  doing('opening the target');
  const target = await explaining('opening the target', () =>
    openTarget(
      {
        location,
        pgMajor,
        isMajorAsked,
        dataKey: `${datasetKey(rows, profile.size, seed)}-${sampleKey({ rows, profile, seed })}`,
        dataBytes: rows.bytesPerMainRow * profile.size.invoices,
        fill: (admin, schema) => untilInterrupted(fill(admin, schema, request, rows), signal),
        onProgress: say,
      },
      {
        maxConnections: connectionsNeeded(request),
        ...(options.untimed && { holdToCores: false }),
        ...((options.untimed || options.compared) && {
          fsync: false,
          bytesInMemory: bytesOfAll(request, rows),
        }),
      },
    ),
  );
  try {
    const facts = await explaining('checking the data', () =>
      readDatasetFacts(target.admin, target.schema, rows, profile.size, seed, {
        source: target.dataSource,
        setupSeconds: (performance.now() - startedAt) / 1000,
      }),
    );
    return { target, rows, tenants: rows.namedTenants(profile.size, seed), facts };
  } catch (error) {
    await target.close().catch((left) => say(inOneLine(left)));
    throw error;
  }
}

/** Loads the rows; on a server of ours the sample too, so that it is cached with them. */
async function fill(
  admin: ConnectionSettings,
  schema: string,
  { location, profile, seed, onEvent }: CheckRequest,
  rows: SchemaRows,
): Promise<void> {
  const doing = (text: string) => onEvent({ kind: 'doing', text });
  await fillDatabase(admin, schema, rows, profile.size, seed, doing);
  if (location !== 'embedded') return;
  doing('Making the sample that siblings are clones of');
  await makeSample(admin, schema, cachedSampleOf(admin), { rows, profile, seed });
}

/** What the server answers to `work` in words for its user; a bug of ours stays one. */
async function explaining<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw loadError(error, doing);
  }
}

/** A worker holds one connection an arm; a few more are for us. Asked before we are pinned to a core. */
function connectionsNeeded({ scenarios }: CheckRequest): number {
  const arms = Math.max(...scenarios.map((scenario) => scenario.arms.length));
  const needed = arms * highConcurrency(availableParallelism()) + 20;
  return Math.max(POSTGRES_DEFAULT_CONNECTIONS, needed);
}

/** `max_connections` as Postgres comes (manual, 19.3.1): what direct connections run into. */
const POSTGRES_DEFAULT_CONNECTIONS = 100;

/** About what the loaded data and the siblings of all scenarios take, of which a check drops none. */
function bytesOfAll({ scenarios, profile }: CheckRequest, rows: SchemaRows): number {
  const siblings = scenarios
    .flatMap((scenario) => scenarioGroups(scenario, { rows, profile }))
    .reduce((sum, group) => sum + bytesOfGroup(group, { rows, profile }), 0);
  return (
    EMPTY_DATA_BYTES +
    rows.bytesPerMainRow * profile.size.invoices +
    Math.min(siblings, profile.siblingBytes)
  );
}

function schemaOf({ scenarios }: CheckRequest) {
  const names = [...new Set(scenarios.map(({ dataset }) => dataset))];
  const rows = SCHEMAS.find(({ name }) => name === names[0]);
  if (!rows || names.length > 1) {
    throw new Error(`Expected scenarios of one known dataset, got ${names.join(', ')}`);
  }
  return rows;
}
