import { describe, expect, test } from 'vitest';
import { parseBudgets } from '../../bench/cli/gate-options.js';
import { BadInputError } from '../../bench/errors.js';
import { DEFAULT_BUDGETS } from '../../bench/gate/budgets.js';

describe('--budget', () => {
  test('changes the figure it names, by share or by number, and no other', () => {
    expect(parseBudgets([])).toEqual(DEFAULT_BUDGETS);
    expect(parseBudgets(['buffers=30%', 'calls=+100', 'buffers=+7', 'wal-bytes=12.5%'])).toEqual({
      ...DEFAULT_BUDGETS,
      buffers: { ratio: 0.3, absolute: 7 },
      calls: { ratio: 0, absolute: 100 },
      walBytes: { ratio: 0.125, absolute: 512 },
    });
    expect(parseBudgets(['rows-removed=10%', 'rows-removed=0%']).rowsRemoved.ratio).toBe(0);
  });

  test.each([
    'buffers',
    'buffers=',
    'buffers=30',
    'buffers=-3',
    'buffers=+1.5',
    'buffers=1e9%',
    'buffers=30%=1',
    '',
  ])('%j is refused with what it takes and its names', (value) => {
    const refused = () => parseBudgets([value]);
    expect(refused).toThrow(BadInputError);
    expect(refused).toThrow(`got "${value}"`);
  });

  test('a name that is none is refused with the nearest', () => {
    expect(() => parseBudgets(['bufers=30%'])).toThrow('Did you mean "buffers"?');
  });
});
