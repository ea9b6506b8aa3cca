/**
 * Smaller SVG that looks the same: what says nothing goes (defaults, empty elements, groups without
 * attributes), coordinates are rounded, and what all elements of a group share is said once.
 */
export function tidySvg(svg: string): string {
  return shareAttributes(
    withoutBareGroups(
      svg
        .replace(/<[^>]*>/g, tidyTag)
        .replace(/<text[^>]* opacity="0"[^>]*>[^<]*<\/text>/g, '')
        .replace(/<text[^>]*\/>/g, '')
        .replace(/<path d="(M0,0h0v0h0Z)?"( display="none")?\/>/g, '')
        .replace(/<path d="M0,0h[\d.]+v[\d.]+h-[\d.]+Z"\/>/g, '')
        .replace(/<g[^>]*><\/g>/g, ''),
    ),
  );
}

/** Only tags are touched: text between them holds figures that must stay as they are. */
function tidyTag(tag: string): string {
  return tag
    .replace(
      / (class|role|aria-[a-z]+|pointer-events|xmlns:xlink|version|font-family)="[^"]*"/g,
      '',
    )
    .replace(/ (opacity="1"|stroke-width="1"|font-size="11px"|text-anchor="start")/g, '')
    .replace(/ (font-weight="normal"|transform="translate\(0,0\)"|stroke-dasharray="1,0")/g, '')
    .replace(/ (x2|y2)="0"/g, '')
    .replace(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1))));
}

/** Drops each `<g>` that carries no attribute, with the `</g>` that ends it. */
function withoutBareGroups(svg: string): string {
  const bare: boolean[] = [];
  return svg.replace(/<g>|<g [^>]*>|<\/g>/g, (tag) => {
    if (tag !== '</g>') bare.push(tag === '<g>');
    const isBare = tag === '</g>' ? bare.pop() : tag === '<g>';
    return isBare ? '' : tag;
  });
}

const SHARED = / (fill|stroke|stroke-width|font-size|font-weight|text-anchor)="[^"]*"/g;

/** Neighbours of one kind that say the same of themselves are put in a group that says it. */
function shareAttributes(svg: string): string {
  return svg.replace(
    /(?:<(line|path)[^>]*\/>)(?:<\1[^>]*\/>)+|<text[^>]*>[^<]*<\/text>(?:<text[^>]*>[^<]*<\/text>)+/g,
    (run) => {
      const tags = run.match(/<(line|path|text)[^>]*>/g) ?? [];
      const [first = '', ...rest] = tags;
      const shared = (first.match(SHARED) ?? []).filter((attribute) =>
        rest.every((tag) => tag.includes(attribute)),
      );
      if (shared.length === 0) return run;
      const plain = run.replace(/<(?:line|path|text)[^>]*>/g, (tag) =>
        shared.reduce((left, attribute) => left.replace(attribute, ''), tag),
      );
      return `<g${shared.join('')}>${plain}</g>`;
    },
  );
}
