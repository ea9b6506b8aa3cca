import { expect, test } from 'vitest';
import { nodeVersion, satisfies } from '../../bench/doctor/node-version.js';

test.each([
  ['v20.19.0', true],
  ['v20.18.3', false],
  ['v21.7.0', false],
  ['v22.11.9', false],
  ['v22.12.0', true],
  ['v23.1.0', false],
  ['v24.0.0', true],
  ['v26.3.1', true],
  ['v18.20.0', false],
])('%s: %s', (version, expected) => {
  expect(satisfies(version, '^20.19.0 || ^22.12.0 || >=24')).toBe(expected);
});

test('a range that is not understood is no silent yes', () => {
  expect(() => satisfies('v20.19.0', '~20.19.0')).toThrow('~20.19.0');
});

test('this Node is one that package.json asks for, an old one is missing', () => {
  expect(nodeVersion()).toEqual({ subject: 'node', status: 'ok', detail: process.version });
  expect(nodeVersion('v18.20.0')).toMatchObject({
    status: 'missing',
    remedy: expect.stringContaining('Install'),
  });
});
