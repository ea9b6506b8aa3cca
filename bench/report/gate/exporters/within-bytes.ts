/** A part of a Markdown text, without the empty line around it. */
export interface Piece {
  readonly text: string;
  /** May be left out by itself, and is where the text is too long; the others are cut from the end. */
  readonly optional: boolean;
}

/**
 * Pieces with an empty line between, in at most `mostBytes` of UTF-8: optional pieces go first, those
 * at the end before those at the beginning; then lines from the end, so that a table loses rows and
 * stays one. `note` says at the end that something went and is given how many optional pieces did.
 */
export function withinBytes(
  pieces: readonly Piece[],
  mostBytes: number,
  note: (leftOut: number) => string,
): string {
  const whole = join(pieces);
  if (bytes(whole) <= mostBytes) return whole;
  const room = mostBytes - bytes(`\n\n${note(pieces.length)}\n`);
  const needed = pieces.filter(({ optional }) => !optional);
  let used = bytes(join(needed));
  const kept = pieces.filter((piece) => {
    if (!piece.optional) return true;
    const added = bytes(`${piece.text}\n\n`);
    if (used + added > room) return false;
    used += added;
    return true;
  });
  const text = `${firstLines(join(kept), room)}\n\n${note(pieces.length - kept.length)}\n`;
  return bytes(text) <= mostBytes ? text : '';
}

function join(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => `${text}\n`).join('\n');
}

function firstLines(text: string, room: number): string {
  let used = 0;
  const kept: string[] = [];
  for (const line of text.split('\n')) {
    used += bytes(`${line}\n`);
    if (used > room) break;
    kept.push(line);
  }
  return kept.join('\n');
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
