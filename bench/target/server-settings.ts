import { SESSION_SETTINGS } from './session-settings.js';
import { STATISTICS_TARGET } from './statistics-target.js';

/** One server setting of ours and why it is set. */
interface ServerSetting {
  readonly name: string;
  readonly value: string;
}

export interface ServerSizing {
  /** Bytes of the data the server will hold. */
  readonly dataBytes: number;
  readonly memoryBytes: number;
  readonly maxConnections: number;
}

const MEBIBYTE = 1024 ** 2;

/** Settings of a server that is measured. */
export function measuringSettings(sizing: ServerSizing): readonly ServerSetting[] {
  const buffers = sharedBuffersMebibytes(sizing);
  return [
    ...commonSettings(sizing),
    // Everything we read stays in memory: the cost of a policy is asked for, not that of a disk.
    { name: 'shared_buffers', value: `${buffers}MB` },
    // What the planner believes to be cached; three quarters of memory, as the manual suggests.
    {
      name: 'effective_cache_size',
      value: `${Math.max(buffers, Math.floor((sizing.memoryBytes * 0.75) / MEBIBYTE))}MB`,
    },
    // A background VACUUM or ANALYZE would change plans and steal time in the middle of a block.
    { name: 'autovacuum', value: 'off' },
    // Checkpoints come when we ask for them, not during a block.
    { name: 'checkpoint_timeout', value: '1h' },
    { name: 'max_wal_size', value: '8GB' },
  ];
}

/** Settings of a server that loads data into a folder nobody relies on yet. */
export function buildingSettings(sizing: ServerSizing): readonly ServerSetting[] {
  return [
    ...commonSettings(sizing),
    { name: 'shared_buffers', value: `${sharedBuffersMebibytes(sizing)}MB` },
    // Nothing is lost in a crash, the folder is thrown away then; it is synced once, at the end.
    { name: 'fsync', value: 'off' },
    { name: 'synchronous_commit', value: 'off' },
    { name: 'full_page_writes', value: 'off' },
    // COPY into a table made in the same transaction then needs no WAL (manual, 14.4.7).
    { name: 'wal_level', value: 'minimal' },
    { name: 'max_wal_senders', value: '0' },
    { name: 'max_wal_size', value: '8GB' },
    // Index builds sort in memory.
    { name: 'maintenance_work_mem', value: '256MB' },
    // The same rows in the same places every time: no background worker moves them.
    { name: 'autovacuum', value: 'off' },
  ];
}

function commonSettings(sizing: ServerSizing): readonly ServerSetting[] {
  return [
    // This machine only, and no socket file that others could find.
    { name: 'listen_addresses', value: '127.0.0.1' },
    { name: 'unix_socket_directories', value: '' },
    { name: 'password_encryption', value: 'scram-sha-256' },
    { name: 'max_connections', value: String(sizing.maxConnections) },
    ...SESSION_SETTINGS,
    { name: 'default_statistics_target', value: String(STATISTICS_TARGET) },
    // Timing every read costs clock calls that are no part of a query.
    { name: 'track_io_timing', value: 'off' },
    // The log goes where standard error goes: a file in the run's folder.
    { name: 'logging_collector', value: 'off' },
    { name: 'log_checkpoints', value: 'off' },
    // The same on every machine.
    { name: 'timezone', value: 'UTC' },
    { name: 'lc_messages', value: 'C' },
  ];
}

/** Twice the data (indexes, hash tables of a rebuild), at least 256 MB, at most a quarter of memory. */
function sharedBuffersMebibytes({ dataBytes, memoryBytes }: ServerSizing): number {
  const wanted = Math.max(256 * MEBIBYTE, 2 * dataBytes);
  const allowed = Math.max(16 * MEBIBYTE, memoryBytes / 4);
  return Math.floor(Math.min(wanted, allowed) / MEBIBYTE);
}
