/** Breaks a text into lines of at most `width` characters; all but the first begin with `indent`. */
export function wrapText(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(last === undefined ? word : `${indent}${word}`);
    }
  }
  return lines.join('\n');
}
