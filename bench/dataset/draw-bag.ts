/**
 * A bag of labelled items drawn without replacement: label `i` is drawn exactly as often as it was
 * put in, in an order that looks like live traffic. O(log labels) a draw and memory for the labels
 * only, whatever the number of items.
 *
 * A Fenwick tree over the remaining counts (Fenwick 1994, "A new data structure for cumulative
 * frequency tables"); a draw walks down the tree to the item at a given position.
 */
export interface DrawBag {
  /** Items left. */
  readonly remaining: () => number;
  /** Puts `count` more items of `label` in. */
  readonly put: (label: number, count: number) => void;
  /** Takes out the item at `position` in [0, remaining) and returns its label. */
  readonly take: (position: number) => number;
}

export function drawBag(counts: Uint32Array): DrawBag {
  const size = counts.length;
  const tree = new Uint32Array(size + 1);
  let remaining = 0;
  for (let index = 0; index < size; index++) {
    const count = counts[index] as number;
    const node = index + 1;
    tree[node] = (tree[node] as number) + count;
    const parent = node + (node & -node);
    if (parent <= size) tree[parent] = (tree[parent] as number) + (tree[node] as number);
    remaining += count;
  }
  let topStep = 1;
  while (topStep * 2 <= size) topStep *= 2;

  const put = (label: number, count: number) => {
    for (let node = label + 1; node <= size; node += node & -node) {
      tree[node] = (tree[node] as number) + count;
    }
    remaining += count;
  };

  const take = (position: number) => {
    if (position < 0 || position >= remaining) {
      throw new RangeError(`Expected a position in [0, ${remaining}), got ${position}.`);
    }
    let node = 0;
    let left = position;
    for (let step = topStep; step > 0; step >>= 1) {
      const next = node + step;
      if (next > size) continue;
      const count = tree[next] as number;
      // The node holds the item when the walk stops before it: its count goes down on the way.
      if (count <= left) {
        node = next;
        left -= count;
      } else {
        tree[next] = count - 1;
      }
    }
    remaining--;
    return node;
  };

  return { remaining: () => remaining, put, take };
}
