import Table from 'cli-table3';
import type { CommandModule } from 'yargs';
import { formatBytes } from '../report/format.js';
import { type CacheEntry, clearCache, listCache } from '../target/cache.js';
import { JSON_OPTION } from './options.js';

interface CacheArguments {
  readonly action: string | undefined;
  readonly json: boolean;
}

export const cacheCommand: CommandModule<object, CacheArguments> = {
  command: 'cache [action]',
  describe: 'List or clear the built data folders',
  builder: (yargs) =>
    yargs
      .positional('action', {
        type: 'string',
        default: 'list',
        choices: ['list', 'clear'],
        describe: 'What to do',
      })
      .option('json', JSON_OPTION)
      .example('$0 cache', 'what is kept, how large, last used when')
      .example('$0 cache clear', 'remove every data folder that no run is using'),
  handler: async ({ action, json }) => {
    const outcome = action === 'clear' ? await clearCache() : await listCache();
    if (json) console.log(JSON.stringify(outcome, null, 2));
    else if ('removed' in outcome) printCleared(outcome.removed, outcome.kept);
    else printList(outcome.folder, outcome.budgetBytes, outcome.entries);
  },
};

function printList(folder: string, budgetBytes: number, entries: readonly CacheEntry[]): void {
  console.log(`${folder}: ${formatBytes(totalBytes(entries))} of ${formatBytes(budgetBytes)}`);
  if (entries.length === 0) return;
  const table = new Table({ head: ['data', 'size', 'last used'], style: { head: [], border: [] } });
  for (const { name, bytes, lastUsed } of entries) {
    table.push([name, formatBytes(bytes), lastUsed.toISOString()]);
  }
  console.log(String(table));
}

function printCleared(removed: readonly CacheEntry[], kept: readonly CacheEntry[]): void {
  console.log(`Removed ${removed.length} data folders, ${formatBytes(totalBytes(removed))}.`);
  for (const { name } of kept) console.log(`Kept ${name}: a run is using it.`);
}

function totalBytes(entries: readonly CacheEntry[]): number {
  return entries.reduce((total, { bytes }) => total + bytes, 0);
}
