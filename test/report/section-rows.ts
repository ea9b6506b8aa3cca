import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { sectionOf } from '../../bench/report/page/sections/registry.js';
import type { ScenarioView } from '../../bench/report/scenario/view.js';

/** A table's row as it reads: its cells as text, with plain spaces. */
export interface SectionRow {
  /** A failed row is marked as one. */
  readonly marked: boolean;
  readonly cells: readonly string[];
}

/** The tables' rows of a scenario's section, as it is rendered, and all it says. */
export function renderedSection(view: ScenarioView): {
  rows: SectionRow[];
  text: string;
  html: string;
} {
  const section = sectionOf(view);
  if (section === undefined) throw new Error(`no section for ${view.facts.name}`);
  const html = render(h(section.Part, { view, charts: [] }));
  const rows = [...html.matchAll(/<tr(?: class="([^"]*)")?>(.*?)<\/tr>/gs)].map(
    ([, marks = '', row = '']) => ({
      marked: marks.includes('failed'),
      cells: row
        .split(/(?=<t[hd])/)
        .filter((cell) => /^<t[hd]/.test(cell))
        .map(textOf),
    }),
  );
  return { rows, text: textOf(html), html };
}

/** What a person reads of markup. */
function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
}
