import { expect, test } from 'vitest';
import { tidySvg } from '../../bench/report/charts/tidy.js';

test('groups without attributes go, each with its own end', () => {
  expect(
    tidySvg(
      '<g><g fill="none"><g><g transform="translate(0,0)"><rect/></g></g></g><path d="M1"/></g>',
    ),
  ).toBe('<g fill="none"><rect/></g><path d="M1"/>');
});

test('what neighbours share is said once; what one of them lacks stays with the others', () => {
  expect(
    tidySvg(
      '<text fill="#111" font-weight="600">a</text><text fill="#111">b</text><line stroke="#eee" x2="0" y2="5"/>',
    ),
  ).toBe(
    '<g fill="#111"><text font-weight="600">a</text><text>b</text></g><line stroke="#eee" y2="5"/>',
  );
});

test('coordinates are rounded, figures in texts are not, and hidden or empty texts go', () => {
  expect(
    tidySvg('<text x="1.23456">1.23456</text><text opacity="0">x</text><text fill="#111"/>'),
  ).toBe('<text x="1.2">1.23456</text>');
});
