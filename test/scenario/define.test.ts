import { expect, test } from 'vitest';
import { BadInputError } from '../../bench/errors.js';
import { defineScenario } from '../../bench/scenario/define.js';
import { SCENARIOS } from '../../bench/scenario/registry.js';
import type { Scenario } from '../../bench/scenario/scenario.js';
import whereVsRls from '../../scenarios/where-vs-rls.js';

const [firstArm, secondArm, ...otherArms] = whereVsRls.arms;
const [firstOperation, ...otherOperations] = whereVsRls.operations;
const [firstContrast, ...otherContrasts] = whereVsRls.contrasts;
if (!firstArm || !secondArm || !firstOperation || !firstContrast) throw new Error('too small');

test('every scenario of the registry is sound, and has a name of its own', () => {
  for (const scenario of SCENARIOS) expect(defineScenario(scenario)).toBe(scenario);
  expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
});

const slips: [string, Partial<Scenario>, string][] = [
  [
    'two arms of a name',
    { arms: [firstArm, firstArm, secondArm, ...otherArms] },
    'two are named "where"',
  ],
  [
    'two arms of the same factors',
    { arms: [{ ...firstArm, name: 'twice' }, ...whereVsRls.arms] },
    'arms.where: has the same factors as "twice"',
  ],
  [
    'a repeat of nothing',
    { arms: [firstArm, { ...secondArm, repeats: 'wehre' }, ...otherArms] },
    'no arm is named "wehre"',
  ],
  [
    'two operations of a name',
    { operations: [firstOperation, ...whereVsRls.operations] },
    'two are named "point"',
  ],
  [
    'two contrasts of a name',
    { contrasts: [firstContrast, ...whereVsRls.contrasts] },
    'two are named "a-a"',
  ],
  [
    'a contrast of an unknown arm',
    { contrasts: [{ ...firstContrast, baseline: 'nobody' }, ...otherContrasts] },
    'contrasts.a-a: no arm is named "nobody"',
  ],
  [
    'no A/A contrast',
    { contrasts: whereVsRls.contrasts.filter(({ kind }) => kind !== 'aa') },
    'no cell would have a noise floor',
  ],
  [
    'a repeat with other factors',
    { arms: [firstArm, { ...secondArm, isolation: 'rls' }, ...otherArms] },
    'repeats "where" but has other factors',
  ],
  [
    'an A/A contrast of arms that are not the same',
    { contrasts: [{ ...firstContrast, treatment: 'rls-context' }, ...otherContrasts] },
    '"rls-context" must repeat "where"',
  ],
  [
    'an unknown telling operation',
    { operations: [firstOperation, ...otherOperations], telling: ['lastest'] },
    'telling: no operation is named "lastest"',
  ],
  [
    'an unknown concurrent operation',
    { concurrent: ['x'] },
    'concurrent: no operation is named "x"',
  ],
];

test.each(slips)('%s is refused, naming it and its file', (_, over, message) => {
  const define = () => defineScenario({ ...whereVsRls, ...over });
  expect(define).toThrow(BadInputError);
  expect(define).toThrow(message);
  expect(define).toThrow(/^Scenario where-vs-rls: /);
});
