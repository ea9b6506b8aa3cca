import { level, OPERATIONS, SIZE, step } from './made-words.js';
import type { MadeScenario } from './synthetic-scenario.js';

/** Made-up scenarios that vary the policy, the query's form, who warmed it, and writes. */

const FORMS = Array.from({ length: 38 }, (_, i) => `form ${i + 1}: volatile helper, wrapped`);

/** As large as a scenario gets: 40 arms on 8 operations. */
export const madePolicies: MadeScenario = {
  name: 'policies',
  question: 'Which form of a policy costs what?',
  operations: Array.from({ length: 8 }, (_, i) => ({ name: `op-${i}`, title: `Operation ${i}` })),
  arms: [
    { name: 'where', isolation: 'where', title: 'WHERE' },
    ...['bare setting', ...FORMS].map((policy, i) => ({
      ...{ name: `form-${i}`, isolation: 'rls' as const, policy, title: policy },
      sibling: `form-${i}`,
    })),
  ],
  contrasts: [step('form-0', 'where'), ...FORMS.map((_, i) => level(`form-${i + 1}`, 'form-0'))],
  cost: (arm, operation, tenant) => {
    const i = arm.isolation === 'where' ? 0 : Number(arm.name.split('-')[1]);
    const slow = i > 30 && operation === 'op-0';
    return {
      ...{ buffers: slow ? 9000 : 24, removed: slow ? 180_000 : 0, calls: slow ? 400_001 : 2 },
      ...{ p50Us: slow ? 90_000 * (0.3 + SIZE[tenant]) : 100 },
      ...(slow ? {} : { index: 'invoices_latest' }),
    };
  },
};

const PREDICATES = ['numeric range', 'enum', 'text prefix', 'timestamp'];

export const madeLeakproof: MadeScenario = {
  name: 'leakproof',
  question: 'Which predicates lose their index under a policy, and what wins it back?',
  operations: PREDICATES.map((title) => ({
    name: title.replace(' ', '-'),
    title: `Filter by ${title}`,
    ...(title === 'enum' || title === 'timestamp' ? {} : { forms: { rewrite: 'select 1' } }),
  })),
  arms: [
    { name: 'where', isolation: 'where', title: 'WHERE' },
    { name: 'rls', isolation: 'rls', title: 'RLS' },
    { name: 'rls-rewrite', isolation: 'rls', form: 'rewrite', title: 'RLS, rewritten' },
  ],
  contrasts: [step('rls', 'where'), level('rls-rewrite', 'rls'), level('rls-rewrite', 'where')],
  cost: (arm, operation, tenant) => {
    const lost = operation !== 'timestamp' && arm.name === 'rls';
    if (arm.form !== undefined && ['enum', 'timestamp'].includes(operation)) return null;
    const buffers = Math.max(4, Math.round((lost ? 4200 : 40) * SIZE[tenant]));
    return { buffers, p50Us: 60 + buffers, ...(lost ? { removed: 31_000 } : { index: 'i' }) };
  },
};

export const madeWrapRisk: MadeScenario = {
  name: 'wrap-risk',
  question: 'Is it safe to wrap the setting of a policy in a subselect?',
  operations: OPERATIONS.slice(0, 2),
  arms: ['separate', '(tenant_id, created_at)'].flatMap((indexes, i) =>
    ['bare', 'wrapped'].map((policy) => ({
      ...{ name: `${policy}-${i}`, isolation: 'rls' as const, indexes, policy },
      ...{ title: `${policy}, ${indexes}`, sibling: `${policy}-${i}` },
    })),
  ),
  contrasts: [level('wrapped-0', 'bare-0'), level('wrapped-1', 'bare-1')],
  cost: (arm, operation, tenant) => {
    const harmed = arm.name === 'wrapped-0' && operation === 'latest' && tenant === 'tiny';
    return { buffers: harmed ? 190_000 : 9, p50Us: harmed ? 88_000 : 70, index: 'i' };
  },
};

export const madePrepared: MadeScenario = {
  name: 'prepared',
  question: "Does one tenant's plan poison another's prepared statement?",
  operations: OPERATIONS.slice(0, 2),
  arms: (['auto', 'force_generic_plan', 'force_custom_plan'] as const).flatMap((planCacheMode) =>
    (['whale', 'tiny', undefined] as const).map((warmedBy) => ({
      ...{
        name: `${planCacheMode}-${warmedBy ?? 'own'}`,
        isolation: 'rls' as const,
        planCacheMode,
      },
      ...(warmedBy === undefined ? {} : { warmedBy }),
      title: `${planCacheMode}, warmed by ${warmedBy ?? 'itself'}`,
    })),
  ),
  contrasts: (['auto', 'force_generic_plan', 'force_custom_plan'] as const).flatMap((mode) => [
    level(`${mode}-whale`, `${mode}-own`),
    level(`${mode}-tiny`, `${mode}-own`),
  ]),
  cost: (arm, _, tenant) => {
    const poisoned = arm.planCacheMode === 'auto' && arm.warmedBy === 'whale' && tenant === 'tiny';
    return { buffers: poisoned ? 800 : 8, p50Us: poisoned ? 900 : 80, index: 'i' };
  },
};

export const madeWrites: MadeScenario = {
  name: 'writes',
  question: 'What does a policy cost on writes?',
  operations: ['Insert one invoice', 'Insert 100 invoices', 'Update one invoice'].map((title) => ({
    ...{ name: title.toLowerCase().replaceAll(' ', '-'), title },
    effect: 'write' as const,
  })),
  arms: [
    { name: 'where', isolation: 'where', title: 'WHERE', sibling: 'a' },
    { name: 'rls', isolation: 'rls', title: 'RLS', sibling: 'b' },
  ],
  contrasts: [step('rls', 'where')],
  cost: (arm, operation) => {
    const n = operation.includes('100') ? 100 : 1;
    const rls = arm.isolation === 'rls' && n === 100 ? 1.12 : 1;
    return { buffers: 9 * n, p50Us: 80 * n ** 0.6 * rls, walRecords: 3 * n };
  },
  figures: [
    { probe: 'refused-write', arm: 'rls', metric: 'latency', unit: 'ns', value: 91_000 },
    { probe: 'copy', arm: 'where', metric: 'time a row', unit: 'ns', value: 2100, samples: 5 },
  ],
};
