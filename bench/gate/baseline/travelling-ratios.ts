import { mixesLibraries } from '../../estimate/client-library.js';
import type { ContrastResult } from '../../result/parts.js';
import type { Result } from '../../result/result.js';
import type { BaselineRatio } from './baseline.js';

/**
 * The ratios of a run that say something on another machine too: RLS over WHERE, and one route to the
 * database over another, of arms that took turns in the same rounds with the same client and as many
 * round trips. What a round trip or a client library costs beside a query is a matter of the machine,
 * and left out; so is what the run itself does not trust.
 */
export function travellingRatios(result: Result): BaselineRatio[] {
  return travellingContrasts(result).map((contrast) => {
    const { scenario, operation, tenant, metric, ratio, low, high, blocks } = contrast;
    const figures = { ratio: rounded(ratio), low: rounded(low), high: rounded(high), blocks };
    return { scenario, operation, tenant, contrast: contrast.contrast, metric, ...figures };
  });
}

/** The contrasts those ratios are of. */
export function travellingContrasts({ scenarios, contrasts }: Result): ContrastResult[] {
  return contrasts.filter((contrast) => {
    const { scenario, kind, concurrency, untrusted, treatment, baseline } = contrast;
    if (concurrency !== 1 || untrusted || !['step', 'total', 'level'].includes(kind)) return false;
    const arms = scenarios.find(({ name }) => name === scenario)?.arms ?? [];
    const [over, under] = [treatment, baseline].map((arm) => arms.find(({ name }) => name === arm));
    if (!over || !under || mixesLibraries(scenarios, scenario, contrast)) return false;
    if (over.roundTrips !== under.roundTrips) return false;
    const isPolicy = over.isolation === 'rls' && under.isolation === 'where';
    return isPolicy || over.route !== under.route;
  });
}

/** Five digits: what an interval can bear, and short in a file. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
