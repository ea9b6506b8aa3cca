import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import type { GateResult } from '../../../../bench/gate/gate-result.js';
import {
  githubSummary,
  summaryWithin,
} from '../../../../bench/report/gate/exporters/github-summary.js';
import { htmlText, markdownText } from '../../../../bench/report/gate/exporters/markdown-text.js';
import { HOSTILE, HOSTILE_TITLE, madeGateFacts } from '../../../gate/made-facts.js';
import {
  madeFinding,
  madeGateResult,
  madePassedResult,
  madeTiming,
} from '../../../gate/made-gate.js';

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root | Root['children'][number] | { type: string; value?: string; children?: Node[] };

function parse(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** As GitHub's own parser has it: the syntax tree above also links what was escaped. */
function htmlOf(markdown: string): string {
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  });
}

function nodesOf(node: Node): Node[] {
  const children = 'children' in node ? (node.children as Node[]) : [];
  return [node, ...children.flatMap(nodesOf)];
}

function ofType(markdown: string, type: string): Node[] {
  return nodesOf(parse(markdown)).filter((node) => node.type === type);
}

function textOf(node: Node | undefined): string {
  if (node === undefined) return '';
  return 'value' in node && node.value !== undefined
    ? node.value
    : nodesOf(node)
        .slice(1)
        .map((child) => ('value' in child ? (child.value ?? '') : ''))
        .join('');
}

function cellsOf(markdown: string): number[][] {
  const rows = (table: Node) => ('children' in table ? (table.children as Node[]) : []);
  return ofType(markdown, 'table').map((table) => rows(table).map((row) => rows(row).length));
}

describe('the summary of a step', () => {
  test('opens with the verdict and the sentence', () => {
    const result = madeGateResult();
    const [heading, sentence] = parse(githubSummary.text(result)).children;
    expect(heading).toMatchObject({ type: 'heading', depth: 2 });
    expect(textOf(heading)).toBe('rlsbench gate: failed');
    expect(textOf(sentence)).toBe(result.sentence);
  });

  test('says what got worse, what got better, what was timed and why to trust it', () => {
    const headings = ofType(githubSummary.text(madeGateResult()), 'heading').map(textOf);
    expect(headings.slice(1)).toEqual([
      'What got worse',
      'What got better',
      'To be known',
      'Timings',
      'Can it be trusted?',
      'Not compared',
    ]);
    const passed = ofType(githubSummary.text(madePassedResult()), 'heading').map(textOf);
    expect(passed).toEqual(['rlsbench gate: passed', 'Timings', 'Can it be trusted?']);
  });

  test('its tables are whole, whatever a title holds', () => {
    const [worse, better, timings, ...others] = cellsOf(githubSummary.text(madeGateResult()));
    expect(worse).toEqual([5, 5, 5, 5]);
    expect(better).toEqual([5, 5, 5]);
    expect(timings).toEqual(Array(9).fill(10));
    expect(others).toEqual([]);
  });

  test('its only markup is its own: no HTML, link or picture of a title', () => {
    const markdown = githubSummary.text(madeGateResult());
    expect(new Set(ofType(markdown, 'html').map(textOf))).toEqual(
      new Set([
        '<details><summary>Plans of latest 20 invoices, tiny, rls</summary>',
        '<details><summary>8\u00a0timings</summary>',
        '</details>',
      ]),
    );
    expect(htmlOf(markdown)).not.toMatch(/<(a|img|script|del|sup)\b/);
  });

  test('a plan is code as it is, and cannot end its block', () => {
    const plan = '```\n</details>\n````\n<script>alert(1)</script>';
    const findings = [
      madeFinding({ plans: { base: 'Index Scan', head: plan }, operation: 'notes' }),
    ];
    const markdown = githubSummary.text(madeGateResult({ findings }));
    expect(ofType(markdown, 'code').map(textOf)).toEqual(['Index Scan', plan]);
    expect(markdown).toContain(
      `<details><summary>Plans of ${htmlText(HOSTILE_TITLE)}, tiny, rls</summary>`,
    );
    const html = ofType(markdown, 'html').map(textOf);
    expect(html.filter((text) => text.startsWith('<details>'))).toHaveLength(2);
    expect(html.filter((text) => text === '</details>')).toHaveLength(2);
    expect(html).toHaveLength(4);
  });

  test('any text is read back as itself, in a paragraph and in a cell', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(
        ...'\\`*_[]()<>!#|~$@:/&;-=+.\r\n ab1',
        'http://x.y',
        'www.x.y',
        '&lt;',
        '<b>',
        'a@b.c',
        '![x](y)',
      ),
    });
    fc.assert(
      fc.property(nasty, (text) => {
        const expected = text.replace(/\s+/g, ' ').trim();
        fc.pre(expected !== '');
        const paragraph = `x ${markdownText(text)} x`;
        expect(textOf(parse(paragraph).children[0])).toBe(`x ${expected} x`);
        expect(htmlOf(paragraph)).not.toMatch(/<(?!\/?p>)/);
        const table = `| a | b |\n| --- | --- |\n| x${markdownText(text)}x | y |`;
        expect(cellsOf(table)).toEqual([[2, 2]]);
        expect(textOf(ofType(table, 'tableCell')[2])).toBe(`x${expected}x`);
      }),
      { numRuns: 100 },
    );
  });

  test('a step whose timing is not trusted or not to the end says so before its tables', () => {
    const markdown = githubSummary.text(
      madeGateResult({
        ...{ status: 'partial', statusReason: `Stopped. ${HOSTILE}` },
        trust: { timed: true, untrusted: true, retried: true, notes: [] },
      }),
    );
    const quotes = ofType(markdown, 'blockquote').map(textOf);
    expect(quotes).toHaveLength(2);
    expect(quotes[0]).toMatch(/^The gate is partial: Stopped\. <script>/);
    expect(quotes[1]).toMatch(/^Timing is untrusted/);
  });

  test('says that what is inconclusive passes, or fails', () => {
    const strict = { ...madeGateResult(), gate: madeGateFacts({ strict: true }) };
    expect(githubSummary.text(madeGateResult())).toContain('inconclusive, which passes');
    expect(githubSummary.text(strict)).toContain('inconclusive, which fails with --strict: ');
    const stopped = githubSummary.text(madeGateResult({ status: 'partial' }));
    expect(stopped).not.toContain('which passes');
  });

  test('what is the same on other arms and tenants is one row, and one pair of plans a tenant', () => {
    const findings = (['whale', 'tiny'] as const).flatMap((tenant) =>
      ['rls', 'where', 'c', 'd'].map((arm) =>
        madeFinding({ tenant, arm, message: `Worse for ${tenant}.` }),
      ),
    );
    const markdown = githubSummary.text(madeGateResult({ findings, timings: [] }));
    const cells = ofType(markdown, 'tableCell').map(textOf).slice(5);
    expect(cells).toHaveLength(5);
    expect(cells[2]).toBe('whale, tiny; 4\u00a0arms');
    expect(textOf(ofType(markdown, 'listItem')[0])).toBe('Worse for whale. And 1 more like it.');
    expect(ofType(markdown, 'code')).toHaveLength(4);
    expect(markdown).toContain('<summary>Plans of latest 20 invoices, tiny, rls</summary>');
  });

  test('a tenant has its own figures', () => {
    const of = (tenant: 'whale' | 'tiny', head: string) =>
      madeFinding({ rule: 'buffers', tenant, base: '5 buffers', head });
    const findings = [of('whale', '2,989 buffers'), of('tiny', '9 buffers')];
    const markdown = githubSummary.text(madeGateResult({ findings, timings: [] }));
    const cells = ofType(markdown, 'tableCell').map(textOf).slice(5);
    expect([cells[2], cells[4], cells[7], cells[9]]).toEqual([
      ...['whale; rls', '2,989 buffers'],
      ...['tiny; rls', '9 buffers'],
    ]);
  });

  describe('too large for GitHub', () => {
    const size = (text: string) => Buffer.byteLength(text, 'utf8');
    const manyOf = (length: number): GateResult =>
      madeGateResult({
        findings: Array.from({ length }, (_, i) =>
          madeFinding({
            operation: `operation ${i}`,
            message: `Finding ${i} ä€.`,
            plans: { base: 'ä'.repeat(20_000), head: 'b'.repeat(20_000) },
          }),
        ),
        timings: Array.from({ length: 50 }, () => madeTiming()),
      });

    test('it is cut to 1 MiB: plans go from the end, every row stays, and it says so', () => {
      const text = githubSummary.text(manyOf(400));
      expect(size(text)).toBeLessThanOrEqual(1024 * 1024);
      expect(size(text)).toBeGreaterThan(950 * 1024);
      expect(text.match(/^\| operation \d+ \|.* \|$/gm)).toHaveLength(400);
      const shown = text.match(/^Base:$/gm)?.length ?? 0;
      expect(shown).toBeGreaterThan(10);
      expect(text.includes('380\u00a0more pairs of plans in the report.')).toBe(true);
      const end = text.slice(-200);
      expect(end).toMatch(/\n\n\*\*Cut here\*\*: GitHub shows at most 1 MiB .*\n$/);
      expect(end).toContain(`so ${20 - shown}\u00a0tables and pairs of plans went`);
    });

    const some = manyOf(30);
    test('in less room it keeps to it, ends with the cut, and holds no half of anything', () => {
      fc.assert(
        fc.property(fc.integer({ min: -10, max: 12_000 }), (room) => {
          const text = summaryWithin(some, room);
          expect(size(text)).toBeLessThanOrEqual(Math.max(0, room));
          if (text === '') return;
          expect(text.includes('**Cut here**')).toBe(true);
          expect(ofType(text, 'html').length % 2).toBe(0);
          expect(new Set(cellsOf(text)[0] ?? [5])).toEqual(new Set([5]));
        }),
        { numRuns: 15 },
      );
    });

    test('one byte less than it needs is cut, what it needs is not', () => {
      const whole = summaryWithin(madeGateResult(), Number.MAX_SAFE_INTEGER);
      expect(summaryWithin(madeGateResult(), size(whole))).toBe(whole);
      expect(summaryWithin(madeGateResult(), size(whole) - 1)).toContain('**Cut here**');
    });
  });
});
