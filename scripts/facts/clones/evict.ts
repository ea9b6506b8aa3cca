import { type FactGroup, notTestable, type Seen, seen } from '../fact.js';
import type { FactSession } from '../session.js';
import { number } from '../timing.js';

/** Emptying shared buffers, and what that does not empty. */

const UNDEFINED_FUNCTION = '42883';
const PAGES = `select count(*)::int from pg_buffercache
  where relfilenode = pg_relation_filenode('invoices')
    and reldatabase = (select oid from pg_database where datname = current_database())`;
const EVICT = `select count(pg_buffercache_evict(bufferid)) from pg_buffercache
  where relfilenode = pg_relation_filenode('invoices')
    and reldatabase = (select oid from pg_database where datname = current_database())`;

const PAGE_BYTES = 8192;
const SCAN = 'select sum(amount) from invoices';
/** By one process, whose reads are then all of them: no parallel or asynchronous workers. */
const WHOLE_TABLE = `set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off;
  set max_parallel_workers_per_gather = 0; set effective_io_concurrency = 0`;

/** What this process asked the system for so far, and what of it came from storage (proc_pid_io(5)). */
const READ_SO_FAR = `select (regexp_match(io, 'rchar: (\\d+)'))[1] as asked,
         (regexp_match(io, 'read_bytes: (\\d+)'))[1] as from_disk
  from pg_read_file('/proc/self/io') io`;
const FROM_SYSTEM_CACHE =
  'The next scan asks the system for every page of the table, and at most 1 in 10 comes from the disk, by the count of Linux (/proc/self/io of its process, whose own program is in it).';

const evict: FactGroup = {
  section: 'Clones',
  data: 'invoices',
  prepare: async ({ session }) => {
    await session.query('create extension pg_buffercache');
  },
  facts: [
    {
      name: 'buffercache-evict',
      claim: 'pg_buffercache_evict (17 and later) empties shared buffers of a table.',
      threshold: `17 and 18: its pages are gone, and the next scan reads each of them again. 15 and 16: no such function (${UNDEFINED_FUNCTION}).`,
      hingesOnSize: false,
      observe: async ({ session, major }) => {
        await session.query(WHOLE_TABLE);
        await session.explain(SCAN);
        const before = Number(await session.value(PAGES));
        const code = await session.errorOf(EVICT);
        if (major < 17) return seen(code === UNDEFINED_FUNCTION, String(code ?? 'evicted'));
        const left = Number(await session.value(PAGES));
        const again = await session.explain(SCAN);
        const reads = Number(again.nodes[0]?.['Shared Read Blocks']);
        return seen(
          code === null && before > 0 && left === 0 && reads >= 0.9 * before,
          `${number(before)} pages, ${number(left)} left, ${number(reads)} read again`,
        );
      },
    },
    {
      name: 'system-cache-after-evict',
      claim:
        "The operating system's cache stays warm after an eviction: the pages come from there.",
      threshold: FROM_SYSTEM_CACHE,
      hingesOnSize: false,
      observe: async ({ session, major }) => {
        if (major < 17) return notTestable('no pg_buffercache_evict before 17');
        await session.query(WHOLE_TABLE);
        await session.explain(SCAN);
        await session.query(EVICT);
        return readFromSystemCache(session);
      },
    },
    {
      name: 'system-cache-after-restart',
      claim: 'A restart empties shared buffers, and only those.',
      threshold: `The server is started anew, by killing a backend, and holds no page of the table. ${FROM_SYSTEM_CACHE}`,
      hingesOnSize: false,
      restarts: true,
      observe: async (lab) => {
        await lab.session.query(WHOLE_TABLE);
        await lab.session.explain(SCAN);
        await lab.restart();
        await lab.session.query(WHOLE_TABLE);
        return readFromSystemCache(lab.session);
      },
    },
  ],
};
export default evict;

/** Reads a table that shared buffers hold nothing of, and looks where its pages come from. */
async function readFromSystemCache(session: FactSession): Promise<Seen> {
  const left = Number(await session.value(PAGES));
  const error = await session.errorOf(READ_SO_FAR);
  if (error !== null)
    return notTestable(`this system does not tell what a process reads: ${error}`);
  const before = await readSoFar(session);
  const plan = await session.explain(SCAN);
  const after = await readSoFar(session);
  const pages = Number(plan.nodes[0]?.['Shared Read Blocks']);
  const table = Number(await session.value(`select pg_relation_size('invoices') / ${PAGE_BYTES}`));
  const asked = Math.floor((after.asked - before.asked) / PAGE_BYTES);
  const fromDisk = Math.ceil((after.fromDisk - before.fromDisk) / PAGE_BYTES);
  return seen(
    left === 0 && pages === table && asked >= pages && fromDisk <= pages / 10,
    `${number(left)} of ${number(table)} pages left; ${number(pages)} read again, ${number(fromDisk)} from the disk`,
  );
}

async function readSoFar(session: FactSession) {
  const [row] = await session.query(READ_SO_FAR);
  return { asked: Number(row?.asked), fromDisk: Number(row?.from_disk) };
}
