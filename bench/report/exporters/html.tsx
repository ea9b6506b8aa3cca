import { renderToString } from 'preact-render-to-string';
import { Page } from '../page/page.js';
import type { Exporter } from './exporter.js';

/** `index.html`: one file, nothing loaded, no scripts; Preact escapes everything shown. */
export const html: Exporter = {
  name: 'html',
  files: (input) => [
    { path: 'index.html', text: `<!doctype html>\n${renderToString(<Page {...input} />)}\n` },
  ],
};
