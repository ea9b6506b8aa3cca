/**
 * Cuts a byte stream into backend messages (Postgres manual, 53.7): one type byte, an Int32 length
 * that counts itself, and the body.
 */

/** Type bytes of the backend messages the driver looks at. */
export const COMMAND_COMPLETE = 0x43; // 'C'
export const DATA_ROW = 0x44; // 'D'
export const ERROR_RESPONSE = 0x45; // 'E'
export const ROW_DESCRIPTION = 0x54; // 'T'
export const READY_FOR_QUERY = 0x5a; // 'Z'

/** Gets one message; its body is `buffer[start..end)`, valid only during the call. */
export type OnFrame = (type: number, buffer: Uint8Array, start: number, end: number) => void;

/** Feeds `buffer[0..length)`; the buffer may be reused as soon as the call returns. */
export type FrameScanner = (buffer: Uint8Array, length: number) => void;

const HEADER_BYTES = 5;

/**
 * Makes a scanner that may be fed chunks split anywhere. Whole frames are passed on in place;
 * only a frame that straddles two chunks is copied, into a buffer kept for that.
 */
export function createFrameScanner(onFrame: OnFrame): FrameScanner {
  let carried: Uint8Array = new Uint8Array(0);
  let carriedLength = 0;

  function carry(buffer: Uint8Array, from: number, to: number, room: number): void {
    if (carried.length < room) {
      const larger = new Uint8Array(Math.max(room, 2 * carried.length));
      larger.set(carried.subarray(0, carriedLength));
      carried = larger;
    }
    carried.set(buffer.subarray(from, to), carriedLength);
    carriedLength += to - from;
  }

  /** Completes the carried frame from the start of a chunk; returns where the next frame starts. */
  function completeCarried(buffer: Uint8Array, length: number): number {
    let at = 0;
    if (carriedLength < HEADER_BYTES) {
      at = Math.min(HEADER_BYTES - carriedLength, length);
      carry(buffer, 0, at, HEADER_BYTES);
      if (carriedLength < HEADER_BYTES) return length;
    }
    const size = frameSize(carried, 0);
    const upTo = Math.min(at + size - carriedLength, length);
    carry(buffer, at, upTo, size);
    if (carriedLength < size) return length;
    carriedLength = 0;
    onFrame(carried[0] as number, carried, HEADER_BYTES, size);
    return upTo;
  }

  return (buffer, length) => {
    let at = carriedLength > 0 ? completeCarried(buffer, length) : 0;
    while (at + HEADER_BYTES <= length) {
      const end = at + frameSize(buffer, at);
      if (end > length) break;
      onFrame(buffer[at] as number, buffer, at + HEADER_BYTES, end);
      at = end;
    }
    if (at < length) carry(buffer, at, length, length - at);
  };
}

function frameSize(buffer: Uint8Array, at: number): number {
  const length =
    ((buffer[at + 1] as number) << 24) |
    ((buffer[at + 2] as number) << 16) |
    ((buffer[at + 3] as number) << 8) |
    (buffer[at + 4] as number);
  if (length < 4) throw new Error(`A backend message says it is ${length} bytes long`);
  return length + 1;
}
