import type { GateScenarioFacts } from '../../../result/gate-parts.js';
import type { FindingRule } from '../../gate-result.js';
import { finding, sentence } from '../place.js';
import type { ExactRule } from '../rule.js';

type State = GateScenarioFacts['operations'][number]['state'];

const TOLD: Readonly<Record<State, { readonly rule: FindingRule; readonly what: string } | null>> =
  {
    same: null,
    changed: {
      rule: 'operation-changed',
      what: 'is asked in another text: each side runs its own',
    },
    incomparable: {
      rule: 'operation-changed',
      what: 'draws other parameters or reads other tables: it is judged by itself and compared with nothing',
    },
    added: { rule: 'operation-added', what: 'is new: there is nothing to compare it with' },
    removed: { rule: 'operation-removed', what: 'is gone from head' },
  };

/** Operations that are not the same on both sides. */
export const operations: ExactRule = (comparison) =>
  comparison.input.gate.scenarios.flatMap(({ name: scenario, operations: all }) =>
    all.flatMap(({ name: operation, title, state }) => {
      const told = TOLD[state];
      if (told === null) return [];
      const subject = { scenario, operation, tenant: null, arm: null };
      const message = sentence(`${title} ${told.what}`);
      return finding(comparison, subject, { rule: told.rule, level: 'notice', message });
    }),
  );
