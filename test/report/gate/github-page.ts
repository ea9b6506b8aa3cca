import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** Markdown as the page of a GitHub job shows it: the same syntax, much the same look. */
export function githubPage(markdown: string): string {
  const body = micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>summary</title><style>${STYLE}</style><body><main>${body}</main></body></html>`;
}

const STYLE = `
body { margin: 0; background: #fff; }
main { box-sizing: border-box; max-width: 1012px; margin: 0 auto; padding: 24px;
  color: #1f2328; font: 16px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif;
  overflow-wrap: break-word; }
h2, h3 { margin: 24px 0 16px; font-weight: 600; line-height: 1.25; }
h2 { margin-top: 0; padding-bottom: .3em; font-size: 1.5em; border-bottom: 1px solid #d1d9e0; }
h3 { font-size: 1.25em; }
p, ul, blockquote, details, table, pre { margin: 0 0 16px; }
ul { padding-left: 2em; }
blockquote { padding: 0 1em; color: #59636e; border-left: .25em solid #d1d9e0; }
table { display: block; width: max-content; max-width: 100%; overflow: auto;
  border-spacing: 0; border-collapse: collapse; }
th, td { padding: 6px 13px; border: 1px solid #d1d9e0; }
th { font-weight: 600; }
tr:nth-child(2n) { background: #f6f8fa; }
code { font: 13.6px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { padding: 16px; overflow: auto; line-height: 1.45; background: #f6f8fa; border-radius: 6px; }
summary { cursor: pointer; }
`;
