import { totalmem } from 'node:os';
import pg from 'pg';
import { EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { findBinaries, type PostgresBinaries } from './binaries.js';
import { type CacheFolder, openCache } from './cache-folder.js';
import { withClient } from './connect.js';
import { copyEntry, entryName, folderBytes, readEntry, storeEntry } from './data-cache.js';
import { CACHED_COPY, EMPTY_DATA_BYTES, PROOFS_COPY, RUNS_COPY, requireRoom } from './disk-room.js';
import { sweepDeadRuns } from './live-runs.js';
import { describePlacement, serverLauncher } from './placement.js';
import { openRunFolder, type RunFolder } from './run-folder.js';
import { newPrefix } from './run-id.js';
import { fitsMemory } from './run-places.js';
import { scramVerifier } from './scram.js';
import { initialiseData, startServer, syncData } from './server.js';
import { readOnCpuNs } from './server-cpu.js';
import { readServerFacts } from './server-facts.js';
import { buildingSettings, measuringSettings } from './server-settings.js';
import type { OpenedTarget, TargetRequest } from './target.js';

const DATABASE = 'rlsbench';

export interface EmbeddedOptions {
  readonly maxConnections?: number;
  /** False lets the server run on all cores, for tests that measure nothing. */
  readonly holdToCores?: boolean;
  /** False for work that no clock looks at: nothing is written through to the disk. */
  readonly fsync?: boolean;
  /**
   * About what all databases of the run take, for work that no clock looks at: it is done in memory
   * where that has room. A file system on a disk takes longer to make the 300 files of a database
   * than Postgres to copy the rows in them.
   */
  readonly bytesInMemory?: number;
}

/**
 * A Postgres server of our own on this machine, holding the requested data: from the cache, or
 * built and then cached. Every run works on a copy. The server and its folder live as long as this
 * process at most, however that ends.
 *
 * @throws EnvironmentError when the programs, the disk or the machine can't do it
 */
export async function openEmbedded(
  request: TargetRequest,
  options: EmbeddedOptions = {},
): Promise<OpenedTarget> {
  const { maxConnections = 200, holdToCores = true, fsync = true, bytesInMemory } = options;
  const cache = await openCache();
  await sweepDeadRuns(cache);
  const binaries = await findBinaries(request.pgMajor, cache, request.onProgress);
  const entry = entryName(binaries.version, request.dataKey);
  const run = await openPlace(cache, entry, bytesInMemory);
  try {
    const data = await provideData(cache, run, binaries, request);
    // Else the system would write the copy out in the middle of the first blocks.
    if (fsync) await syncData(run, binaries, data.folder);
    const sizing = { dataBytes: data.bytes, memoryBytes: memoryBytes(), maxConnections };
    const settings = [
      ...measuringSettings(sizing),
      ...(fsync ? [] : [{ name: 'fsync', value: 'off' }]),
    ];
    const launcher = holdToCores ? serverLauncher() : [];
    const server = await startServer(run, binaries, data.folder, data.password, settings, launcher);
    return describe(server.admin, run, data.source, holdToCores);
  } catch (error) {
    await run.close();
    throw isDiskFull(error) ? diskFull(cache, error) : error;
  }
}

/**
 * The folder that the server works in: in memory for data that is in the cache already. What is not is
 * built on the cache's disk, from where it can be moved there, and this time stays.
 */
async function openPlace(
  cache: CacheFolder,
  entry: string,
  bytesInMemory?: number,
): Promise<RunFolder> {
  const inMemory =
    bytesInMemory !== undefined &&
    (await fitsMemory(bytesInMemory)) &&
    (await readEntry(cache, entry)) !== undefined;
  return openRunFolder(cache, inMemory ? 'memory' : 'disk');
}

interface ProvidedData {
  readonly folder: string;
  readonly password: string;
  readonly bytes: number;
  readonly source: 'built' | 'cache';
}

async function provideData(
  cache: CacheFolder,
  run: RunFolder,
  binaries: PostgresBinaries,
  request: TargetRequest,
): Promise<ProvidedData> {
  const name = entryName(binaries.version, request.dataKey);
  const cached = await copyFromCache(cache, run, name);
  if (cached !== undefined) return { ...cached, source: 'cache' };

  if (request.dataBytes !== undefined) await requireRoomToBuild(cache, request.dataBytes);
  const built = await buildData(run, binaries, request);
  const { folder, password } = built;
  const stored = await storeEntry(cache, name, run, folder, password, request.onProgress);
  if (!stored) return built;
  const copied = await copyFromCache(cache, run, name);
  // Evicted by another run in this very moment: rare enough to build once more.
  return copied ? { ...copied, source: 'built' } : provideData(cache, run, binaries, request);
}

/** Three copies in the end, unless it is not going to be cached; shared blocks are not counted on. */
async function requireRoomToBuild(cache: CacheFolder, dataBytes: number): Promise<void> {
  const bytes = EMPTY_DATA_BYTES + dataBytes;
  const fitsCache = bytes <= cache.budgetBytes;
  await requireRoom(cache, [...(fitsCache ? [CACHED_COPY] : []), RUNS_COPY, PROOFS_COPY], bytes);
}

async function copyFromCache(cache: CacheFolder, run: RunFolder, name: string) {
  const entry = await readEntry(cache, name);
  if (entry === undefined) return undefined;
  const folder = await run.makePrivate('data');
  const password = await copyEntry(cache, entry, run, folder);
  if (password === undefined) return undefined;
  return { folder, password, bytes: entry.bytes };
}

async function buildData(
  run: RunFolder,
  binaries: PostgresBinaries,
  request: TargetRequest,
): Promise<ProvidedData> {
  const folder = await run.makePrivate('build');
  const password = await initialiseData(run, binaries, folder);
  const sizing = { dataBytes: 512 * 1024 ** 2, memoryBytes: memoryBytes(), maxConnections: 20 };
  const server = await startServer(run, binaries, folder, password, buildingSettings(sizing));
  await withClient(server.admin, async (client) => {
    // A run connects some hundred times, and every one of initdb's 4,096 iterations takes its time.
    const user = pg.escapeIdentifier(server.admin.user);
    await client.query(`ALTER ROLE ${user} PASSWORD ${pg.escapeLiteral(scramVerifier(password))}`);
    await client.query(`CREATE DATABASE ${DATABASE}`);
  });
  await request.fill({ ...server.admin, database: DATABASE }, 'public');
  await server.stop();
  await syncData(run, binaries, folder);
  return { folder, password, bytes: await folderBytes(folder), source: 'built' };
}

function describe(
  server: ConnectionSettings,
  run: RunFolder,
  dataSource: OpenedTarget['dataSource'],
  heldToCores: boolean,
): OpenedTarget {
  const admin = { ...server, database: DATABASE };
  const measuresServerCpu = readOnCpuNs(process.pid) !== null;
  return {
    kind: 'embedded',
    admin,
    schema: 'public',
    canCreateDatabase: true,
    canBypassRls: true,
    prefix: newPrefix(),
    measuresServerCpu,
    dataSource,
    facts: async () => ({
      kind: 'embedded',
      ...(await readServerFacts(admin)),
      ...describePlacement(heldToCores),
      whereArmsRead: 'same-tables',
      measuresServerCpu,
      warnings: [],
    }),
    close: () => run.close(),
  };
}

/** SQLSTATE disk_full of the server, or the system's own error. */
function isDiskFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === '53100' || code === 'ENOSPC';
}

function diskFull(cache: CacheFolder, cause: unknown): EnvironmentError {
  return new EnvironmentError(
    `The disk of the cache folder ${cache.root} is full.`,
    'Free some space, run `rlsbench cache clear`, or set RLSBENCH_CACHE to a larger disk.',
    { cause },
  );
}

/** What this process may use: the container's limit where there is one. */
function memoryBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
