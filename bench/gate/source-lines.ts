/**
 * The line, counted from 1, on which each operation's definition begins in the source of its scenario:
 * that of its `name: 'latest'`, key and name in any quotes. Arms, siblings and contrasts have names too,
 * and may have the same: an operation is told by the `where` that follows before the next name. One
 * that is taken from another file, or whose name is computed, is not in the result.
 */
export function operationLines(source: string, names: readonly string[]): Map<string, number> {
  const given = [...source.matchAll(/\bname['"]?:\s*(['"`])((?:(?!\1).)*)\1/g)];
  const lines = new Map<string, number>();
  for (const [at, match] of given.entries()) {
    const name = match[2] ?? '';
    const body = source.slice(match.index, given[at + 1]?.index);
    if (!names.includes(name) || lines.has(name) || !/\bwhere(?:\s*[:,]|['"]\s*:)/.test(body))
      continue;
    lines.set(name, source.slice(0, match.index).split('\n').length);
  }
  return lines;
}
