/** What became of every arrival, as columns: a load of a million exchanges is 25 MB and no garbage. */

export const COMPLETED = 0;
export const FAILED = 1;
export const DROPPED = 2;
/** Added to the fate of an arrival that found no connection free. */
export const WAITED = 4;

/** Times are milliseconds from the start of the load; NaN where it never came to that. */
export interface LogChunk {
  readonly length: number;
  readonly intended: Float64Array<ArrayBuffer>;
  readonly sent: Float64Array<ArrayBuffer>;
  readonly ended: Float64Array<ArrayBuffer>;
  readonly fate: Uint8Array<ArrayBuffer>;
}

export interface LoadLog {
  add(intended: number, sent: number, ended: number, fate: number): void;
  /** All that was added; the log is not used any more. */
  chunks(): LogChunk[];
}

const CHUNK_RECORDS = 16_384;

/** Makes an empty log. */
export function createLog(): LoadLog {
  const full: LogChunk[] = [];
  let current = newChunk();
  let length = 0;
  return {
    add(intended, sent, ended, fate) {
      if (length === CHUNK_RECORDS) {
        full.push({ ...current, length });
        current = newChunk();
        length = 0;
      }
      current.intended[length] = intended;
      current.sent[length] = sent;
      current.ended[length] = ended;
      current.fate[length] = fate;
      length += 1;
    },
    chunks: () => [...full, { ...current, length }],
  };
}

function newChunk(): Omit<LogChunk, 'length'> {
  return {
    intended: new Float64Array(CHUNK_RECORDS),
    sent: new Float64Array(CHUNK_RECORDS),
    ended: new Float64Array(CHUNK_RECORDS),
    fate: new Uint8Array(CHUNK_RECORDS),
  };
}
