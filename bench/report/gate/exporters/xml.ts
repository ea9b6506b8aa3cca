/** XML 1.0 from elements of text; what XML cannot hold becomes U+FFFD. */

export type Attributes = Readonly<Record<string, string | number>>;

/** An element with text, or with elements already written. */
export function element(
  name: string,
  attributes: Attributes,
  content: string | readonly string[] = [],
): string {
  const opening = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeXml(`${value}`)}"`,
  );
  const inside = typeof content === 'string' ? escapeXml(content, false) : lines(content);
  return inside === ''
    ? `<${name}${opening.join('')}/>`
    : `<${name}${opening.join('')}>${inside}</${name}>`;
}

export function xmlDocument(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function lines(elements: readonly string[]): string {
  return elements.length === 0 ? '' : `\n${elements.join('\n')}\n`;
}

/**
 * Extensible Markup Language 1.0 (fifth edition), 2.2: which characters there are; 2.4: markup;
 * 3.3.3: line ends and tabs in an attribute become spaces unless they are written as references.
 */
function escapeXml(text: string, isAttribute = true): string {
  const safe = text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\r/g, '&#13;');
  return isAttribute
    ? safe.replace(/"/g, '&quot;').replace(/\n/g, '&#10;').replace(/\t/g, '&#9;')
    : safe;
}

/** Control characters but tab and line ends, and the two that end a plane, and halves of pairs. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
