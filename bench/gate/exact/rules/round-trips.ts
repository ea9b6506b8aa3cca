import { count, number } from '../../../plan/tree.js';
import { judgeFigure } from '../budget.js';
import { finding, sentence } from '../place.js';
import type { ExactRule } from '../rule.js';

/** Round trips of an arm's exchange: the same for all its operations and tenants. */
export const roundTrips: ExactRule = (comparison) =>
  comparison.arms.flatMap(({ scenario, arm, base, head }) => {
    const budget = comparison.input.gate.budgets.roundTrips;
    const judged = judgeFigure(budget, base.roundTrips, head.roundTrips);
    if (judged === 'alike') return [];
    const by = base.context === head.context ? '' : `: ${head.context} instead of ${base.context}`;
    const message = `every exchange of arm ${arm} waits for ${count(head.roundTrips, 'round trip')} instead of ${number(base.roundTrips)}${by}`;
    return finding(
      comparison,
      { scenario, arm, operation: null, tenant: null },
      {
        ...{ rule: 'round-trips', level: judged === 'worse' ? 'failure' : 'better' },
        message: sentence(message),
        ...{
          base: count(base.roundTrips, 'round trip'),
          head: count(head.roundTrips, 'round trip'),
        },
        ...{ baseValue: base.roundTrips, headValue: head.roundTrips },
      },
    );
  });
