import { expect, test } from 'vitest';
import { BadInputError } from '../../bench/errors.js';
import { checkScenario } from '../../bench/scenario/check.js';
import { mistaken } from './mistaken.js';
import { MISTAKES } from './mistakes.js';
import { SOUND } from './sound-scenario.js';

test('a sound scenario is returned as it is', () => {
  expect(checkScenario(SOUND, 'scenarios/sound.ts')).toEqual(SOUND);
});

test.each(MISTAKES)(
  '%s is refused, naming file, key and what was expected',
  (_, make, key, said) => {
    const check = () => checkScenario(mistaken(SOUND, make), 'scenarios/sound.ts');
    expect(check).toThrow(BadInputError);
    expect(check).toThrow(said);
    expect(check).toThrow(`scenarios/sound.ts: ${key}: expected `);
  },
);

test.each([[undefined], [null], ['sound'], [() => SOUND], [[SOUND]]])(
  '%s is no scenario',
  (value) => {
    expect(() => checkScenario(value, 'x.ts')).toThrow(
      /^x\.ts: default export: expected an object, got /,
    );
  },
);
