import type { Chart, DrawnChart } from './chart.js';
import { CONFIG, PLOT_WIDTH } from './theme.js';
import { tidySvg } from './tidy.js';

/**
 * Draws a chart as SVG text, in Node and without a canvas: Vega's own `View.toSVG()`. Responsive:
 * the SVG keeps its viewBox and gives up its fixed size. The same chart gives the same bytes.
 */
export async function drawChart(chart: Chart): Promise<DrawnChart> {
  // Only here: reading them takes longer than most commands that draw nothing.
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new View(parse(compile(chart.spec).spec), { renderer: 'none' });
  try {
    return { ...chart, svg: framed(tidySvg(await view.toSVG()), chart) };
  } finally {
    view.finalize();
  }
}

/**
 * Names the picture, and sets the view's width: without a canvas Vega guesses text widths, and pads
 * for them.
 */
function framed(svg: string, { title, axisWidth = 0 }: Chart): string {
  const left = Number(/<g[^>]* transform="translate\(([\d.]+),/.exec(svg)?.[1] ?? 0);
  const width = PLOT_WIDTH + 2 * MARGIN;
  const start = Math.round(left) - axisWidth - MARGIN;
  return svg.replace(
    /<svg[^>]*>/,
    (tag) =>
      `${tag
        .replace(/ (width|height)="[^"]*"/g, '')
        .replace(/viewBox="0 0 [\d.]+/, `viewBox="${start} 0 ${width}`)
        .replace(
          '<svg',
          `<svg role="img" style='width:100%;max-width:${width}px;height:auto;font:11px ${CONFIG.font}'`,
        )}<title>${escapeXml(title)}</title>`,
  );
}

/** Space around a plot, in px: half an axis label may reach into it. */
const MARGIN = 10;

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
