import { renderToString } from 'preact-render-to-string';
import { Page } from '../page/page.js';
import { ScenarioPage } from '../page/scenario-page.js';
import { pagesOf } from '../pages.js';
import type { Exporter } from './exporter.js';

/**
 * `index.html`, and a page for each scenario that has one of its own: each one file, nothing loaded,
 * no scripts; Preact escapes everything shown.
 */
export const html: Exporter = {
  name: 'html',
  files: (input) => {
    const pages = pagesOf(input.result);
    const own = pages.own.map((page) => ({
      path: page.path,
      text: document(renderToString(<ScenarioPage input={input} page={page} />)),
    }));
    return own.some(({ path }) => path === 'index.html')
      ? own
      : [
          {
            path: 'index.html',
            text: document(renderToString(<Page input={input} pages={pages} />)),
          },
          ...own,
        ];
  },
};

function document(markup: string): string {
  return `<!doctype html>\n${markup}\n`;
}
