import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { ScenarioOperationPart } from '../../bench/report/page/scenario-operation.js';
import type { ContrastResult, Result } from '../../bench/result/result.js';
import { madeWrapRisk } from './made-policy-scenarios.js';
import { madeView } from './made-view.js';

const SHAPES = 'runs Seq Scan and b Index Scan, so the shape of the plan is part of the effect';
const FEW = 'only 9 blocks of at least 16: provisional';

/** What a scenario's page has of its first operation, contrasts of one tenant changed. */
function page(change: (one: ContrastResult) => Partial<ContrastResult>): string {
  const view = madeView(madeWrapRisk, (result: Result) => ({
    ...result,
    contrasts: result.contrasts.flatMap((one) => {
      if (one.operation !== 'latest') return [one];
      const changed = {
        ...one,
        blocks: 23,
        noiseFloor: 0.0123,
        differenceNs: 4321,
        ...change(one),
      };
      const cpu = { ...changed, metric: 'serverCpu' as const, ratio: 1.777, low: 1.7, high: 1.8 };
      return one.metric === 'p75'
        ? [{ ...changed, ratio: 1.444, low: 1.4, high: 1.5 }, cpu]
        : [changed];
    }),
  }));
  const [operation] = view.operations;
  if (operation === undefined) throw new Error('no operation');
  const part = h(ScenarioOperationPart, { id: 'one', view, operation, plans: [] });
  return renderToString(part).replaceAll('\u00a0', ' ');
}

describe('the contrasts of an operation on a page of its own', () => {
  test('every figure of each is there, folded under the ratios', () => {
    const text = page(() => ({}));
    const folded = text.slice(text.indexOf('<h3>Contrasts</h3>'), text.indexOf('<h3>Plans</h3>'));
    const figures = ['+44.4%', '+77.7%', '+4.32 µs', '1.2%', '<td>23</td>'];
    expect(figures.filter((figure) => !folded.includes(figure))).toEqual([]);
    expect(folded.match(/<summary>Every figure of these contrasts: \w+ tenant/g)).toHaveLength(3);
    expect(folded).not.toMatch(/<details open/);
  });

  test('warnings stand at their contrast, and the ratio says how many there are', () => {
    const tiny = page(({ tenant, contrast }) =>
      tenant === 'tiny' && contrast === 'wrapped-0-over-bare-0' ? { warnings: [SHAPES, FEW] } : {},
    );
    expect(tiny).toContain(`<span class="warning">${SHAPES}</span>`);
    expect(tiny).toContain(`<span class="warning">${FEW}</span>`);
    expect(tiny).toContain('tiny tenant, one at a time; 2 warnings');
    expect(tiny).not.toContain('whale tenant, one at a time; ');
    expect(tiny.match(/; 2 warnings<\/small>/g)).toHaveLength(1);
    expect(page(() => ({}))).not.toContain('warning');
  });
});
