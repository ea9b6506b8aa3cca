import { Readable } from 'node:stream';
import { CopyWriter } from './copy-writer.js';

/** Writes the next row and returns true, or returns false when there is none left. */
export type WriteRow = (writer: CopyWriter) => boolean;

/** Large enough that a system call a chunk costs nothing, small enough to stay in the CPU's cache. */
const CHUNK_BYTES = 128 * 1024;
/** Room for the row that crosses the chunk's end; no row of ours comes near it. */
const LONGEST_ROW_BYTES = 8 * 1024;

/**
 * Rows as a stream of binary COPY bytes, made when they are asked for: a chunk at a time is in
 * memory. `onRows` is told how many rows a chunk held.
 */
export function copyStream(writeRow: WriteRow, onRows?: (rows: number) => void): Readable {
  let started = false;
  return new Readable({
    highWaterMark: 2 * CHUNK_BYTES,
    read() {
      const writer = new CopyWriter(CHUNK_BYTES + LONGEST_ROW_BYTES);
      if (!started) writer.header();
      started = true;
      let rows = 0;
      let more = true;
      while (more && writer.at < CHUNK_BYTES) {
        more = writeRow(writer);
        if (more) rows++;
      }
      if (!more) writer.trailer();
      onRows?.(rows);
      this.push(writer.bytes.subarray(0, writer.at));
      if (!more) this.push(null);
    },
  });
}
