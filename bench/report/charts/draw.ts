import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import type { Chart, DrawnChart } from './chart.js';

/**
 * Draws a chart as SVG text, in Node and without a canvas: Vega's own `View.toSVG()`. Responsive:
 * the SVG keeps its viewBox and gives up its fixed size. The same chart gives the same bytes.
 */
export async function drawChart(chart: Chart): Promise<DrawnChart> {
  const view = new View(parse(compile(chart.spec).spec), { renderer: 'none' });
  try {
    return { ...chart, svg: tidy(await view.toSVG(), chart.title) };
  } finally {
    view.finalize();
  }
}

/** Drops what Vega adds for interaction, rounds coordinates, and names the picture. */
function tidy(svg: string, title: string): string {
  const width = Math.round(Number(/viewBox="0 0 ([\d.]+) /.exec(svg)?.[1] ?? 356));
  return svg
    .replace(/<[^>]*>/g, tidyTag)
    .replace(
      /<svg[^>]*>/,
      (tag) =>
        `${tag.replace('<svg', `<svg role="img" style="width:100%;max-width:${width}px;height:auto"`)}<title>${escapeXml(title)}</title>`,
    );
}

/** Only tags are touched: text between them holds figures that must stay as they are. */
function tidyTag(tag: string): string {
  const bare = tag
    .replace(/ (class|role|aria-[a-z]+|pointer-events|xmlns:xlink|version)="[^"]*"/g, '')
    .replace(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1))));
  return bare.startsWith('<svg') ? bare.replace(/ (width|height)="[^"]*"/g, '') : bare;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
