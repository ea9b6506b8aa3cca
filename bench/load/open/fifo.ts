/** First in, first out, without moving what is in it. */
export interface Fifo<T> {
  readonly length: () => number;
  push(item: T): void;
  /** The oldest, or undefined where there is none. */
  shift(): T | undefined;
}

/** Beyond this many taken from the front, their room is given back. */
const TAKEN_BEFORE_TRIM = 1024;

/** Makes an empty queue. `Array.prototype.shift` alone moves all that wait, thousands in a burst. */
export function createFifo<T>(): Fifo<T> {
  let items: T[] = [];
  let head = 0;
  return {
    length: () => items.length - head,
    push(item) {
      items.push(item);
    },
    shift() {
      if (head === items.length) return undefined;
      const item = items[head];
      head += 1;
      if (head === items.length) {
        items.length = 0;
        head = 0;
      } else if (head >= TAKEN_BEFORE_TRIM && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
  };
}
