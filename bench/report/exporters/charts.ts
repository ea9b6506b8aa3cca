import type { Exporter } from './exporter.js';

/** Each chart twice: its Vega-Lite spec, data inside, and the drawn SVG. */
export const charts: Exporter = {
  name: 'charts',
  files: ({ charts }) =>
    charts.flatMap(({ name, spec, svg }) => [
      { path: `charts/${name}.vl.json`, text: `${JSON.stringify(spec, null, 1)}\n` },
      { path: `charts/${name}.svg`, text: `${svg}\n` },
    ]),
};
