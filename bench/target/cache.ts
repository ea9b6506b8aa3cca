import { locateCache, openCache } from './cache-folder.js';
import { readEntries, removeEntry } from './data-cache.js';
import { entriesInUse } from './live-runs.js';

export type { CacheEntry } from './data-cache.js';

/** The cached data, least recently used first, and where it is. */
export async function listCache() {
  const cache = locateCache();
  return { folder: cache.root, budgetBytes: cache.budgetBytes, entries: await readEntries(cache) };
}

/**
 * Removes all cached data but what runs in progress use.
 *
 * @returns the entries that went and those that stayed
 */
export async function clearCache() {
  const cache = await openCache();
  const inUse = await entriesInUse(cache);
  const entries = await readEntries(cache);
  const removed = entries.filter(({ name }) => !inUse.has(name));
  for (const { name } of removed) await removeEntry(cache, name);
  return { removed, kept: entries.filter(({ name }) => inUse.has(name)) };
}
