import { type FactGroup, notTestable, seen } from '../fact.js';
import { number } from '../timing.js';

/** Emptying shared buffers, and what that does not empty. */

const UNDEFINED_FUNCTION = '42883';
const PAGES = `select count(*)::int from pg_buffercache
  where relfilenode = pg_relation_filenode('invoices')
    and reldatabase = (select oid from pg_database where datname = current_database())`;
const EVICT = `select count(pg_buffercache_evict(bufferid)) from pg_buffercache
  where relfilenode = pg_relation_filenode('invoices')
    and reldatabase = (select oid from pg_database where datname = current_database())`;

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
        await session.query('set enable_indexscan = off; set enable_indexonlyscan = off');
        await session.query('set enable_bitmapscan = off');
        await session.explain('select sum(amount) from invoices');
        const before = Number(await session.value(PAGES));
        const code = await session.errorOf(EVICT);
        if (major < 17) return seen(code === UNDEFINED_FUNCTION, String(code ?? 'evicted'));
        const left = Number(await session.value(PAGES));
        const again = await session.explain('select sum(amount) from invoices');
        const reads = Number(again.nodes[0]?.['Shared Read Blocks']);
        return seen(
          code === null && before > 0 && left === 0 && reads >= 0.9 * before,
          `${number(before)} pages, ${number(left)} left, ${number(reads)} read again`,
        );
      },
    },
    {
      name: 'system-cache-stays-warm',
      claim: "The operating system's cache stays warm after an eviction or a restart.",
      threshold: 'The system’s own count of cached pages.',
      hingesOnSize: false,
      observe: async () =>
        notTestable('SQL cannot see the cache of the operating system, only that a page was read'),
    },
  ],
};
export default evict;
