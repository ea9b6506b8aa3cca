import { concurrencyWords, type ReportCell } from './cells.js';
import { doubt, effect, type Finding } from './finding.js';
import { count, formatRatio } from './format.js';
import { type Judgement, judge } from './judge.js';
import { plansDiffer } from './plan-differences.js';
import { policyContrasts } from './policy-evidence.js';

/**
 * The range of the policy over every trusted cell and every way to tell the tenant, so that one
 * contrast's answer hides none. Where plans differ a contrast holds more than the policy: it is left
 * out, unless its cell has no other.
 */
export function policyRange(cells: readonly ReportCell[]): Finding | null {
  const inCells = cells.map((cell) => {
    const all = policyContrasts(cell).map((contrast) => ({
      ...{ cell, contrast, apart: plansDiffer(cell, contrast) },
    }));
    const equal = all.filter(({ apart }) => !apart);
    const kept = equal.length > 0 ? equal : all.slice(0, 1);
    return { kept, leftOut: all.length - kept.length };
  });
  const measured = inCells.flatMap(({ kept }) => kept);
  if (measured.length < 2) return null;
  const trusted = measured.filter(({ contrast }) => !contrast.untrusted);
  const sorted = [...trusted].sort((a, b) => a.contrast.ratio - b.contrast.ratio);
  const [lowest, highest] = [sorted[0], sorted[sorted.length - 1]];
  const over = `${count(measured.length, 'contrast')} of the policy`;
  if (lowest === undefined || highest === undefined) {
    return { topic: 'policy-range', text: `None of the ${over} can be trusted.`, firm: false };
  }
  const untrusted = measured.length - trusted.length;
  const aside = untrusted === 0 ? '' : `, ${untrusted} untrusted left out`;
  const places = new Set(trusted.map(({ cell }) => cell)).size;
  const judged = (judgement: Judgement) =>
    trusted.filter(({ contrast }) => judge(contrast) === judgement).length;
  const [dearer, cheaper] = [judged('dearer'), judged('cheaper')];
  const { cell } = highest;
  const place = `“${cell.operationTitle}”, ${cell.tenant} tenant, ${concurrencyWords(cell.concurrency)}, “${highest.contrast.title}”`;
  return {
    topic: 'policy-range',
    text: `Over all ${count(trusted.length, 'contrast')} of the policy in ${count(places, 'cell')} measured${aside}, RLS over WHERE with the same messages runs from ${formatRatio(lowest.contrast.ratio)} to ${formatRatio(highest.contrast.ratio)}: dearer in ${dearer}, cheaper in ${cheaper}, not told from zero in ${trusted.length - dearer - cheaper}. Highest: ${place}, ${effect(highest.contrast)}${doubt(highest.contrast)}.${plansWords(
      trusted.filter(({ apart }) => apart).length,
      inCells.reduce((sum, { leftOut }) => sum + leftOut, 0),
    )}`,
    firm: true,
  };
}

/** Which of the range have plans that differ, and how many were left out for it. */
function plansWords(within: number, leftOut: number): string {
  const parts = [
    ...(within === 0
      ? []
      : [
          ` In ${within} of these the plans differ too, so the policy is not the only cause there.`,
        ]),
    ...(leftOut === 0 ? [] : [` ${leftOut} more whose plans differ are left out.`]),
  ];
  return parts.join('');
}
