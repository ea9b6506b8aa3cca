/** Text from a server or a scenario must not steer the terminal: control characters go. */
export function plainText(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
