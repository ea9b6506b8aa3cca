import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import type { Chart, DrawnChart } from './chart.js';
import { CONFIG, PLOT_WIDTH } from './theme.js';

/**
 * Draws a chart as SVG text, in Node and without a canvas: Vega's own `View.toSVG()`. Responsive:
 * the SVG keeps its viewBox and gives up its fixed size. The same chart gives the same bytes.
 */
export async function drawChart(chart: Chart): Promise<DrawnChart> {
  const view = new View(parse(compile(chart.spec).spec), { renderer: 'none' });
  try {
    return { ...chart, svg: tidy(await view.toSVG(), chart) };
  } finally {
    view.finalize();
  }
}

/**
 * Drops what says nothing (defaults, empty paths, hidden labels), rounds coordinates, names the
 * picture, and sets the view's width: without a canvas Vega guesses text widths, and pads for them.
 */
function tidy(svg: string, { title, axisWidth = 0 }: Chart): string {
  const left = Number(/<g[^>]* transform="translate\(([\d.]+),/.exec(svg)?.[1] ?? 0);
  const width = PLOT_WIDTH + 2 * MARGIN;
  const start = Math.round(left) - axisWidth - MARGIN;
  const open = (tag: string) =>
    `${tag
      .replace(/viewBox="0 0 [\d.]+/, `viewBox="${start} 0 ${width}`)
      .replace(
        '<svg',
        `<svg role="img" style='width:100%;max-width:${width}px;height:auto;font:11px ${CONFIG.font}'`,
      )}<title>${escapeXml(title)}</title>`;
  return svg
    .replace(/<[^>]*>/g, tidyTag)
    .replace(/<text[^>]* opacity="0"[^>]*>[^<]*<\/text>/g, '')
    .replace(/<path d="(M0,0h0v0h0Z)?"( display="none")?\/>/g, '')
    .replace(/<path d="M0,0h[\d.]+v[\d.]+h-[\d.]+Z"\/>/g, '')
    .replace(/<g[^>]*><\/g>/g, '')
    .replace(/<svg[^>]*>/, open);
}

/** Space around a plot, in px: half an axis label may reach into it. */
const MARGIN = 10;

/** Only tags are touched: text between them holds figures that must stay as they are. */
function tidyTag(tag: string): string {
  const bare = tag
    .replace(
      / (class|role|aria-[a-z]+|pointer-events|xmlns:xlink|version|font-family)="[^"]*"/g,
      '',
    )
    .replace(/ (opacity="1"|stroke-width="1"|font-size="11px"|text-anchor="start")/g, '')
    .replace(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1))));
  return bare.startsWith('<svg') ? bare.replace(/ (width|height)="[^"]*"/g, '') : bare;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
