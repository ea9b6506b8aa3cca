import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operationLines } from '../../bench/gate/source-lines.js';

const sourceOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const linesOf = (path: string, ...names: string[]) => operationLines(sourceOf(path), names);

test('an operation of a real scenario is found where its name is given', () => {
  const path = 'scenarios/where-vs-rls.ts';
  const lines = linesOf(path, 'with-line-items', 'point', 'latest');
  const line = lines.get('with-line-items') ?? 0;
  expect(sourceOf(path).split('\n')[line - 1]).toBe("    name: 'with-line-items',");
  // Taken from schemas/invoices/operations.ts: they are not in this file.
  expect([...lines.keys()]).toEqual(['with-line-items']);
});

test('all of a file of operations are found, each on a line of its own', () => {
  const path = 'schemas/invoices/operations.ts';
  const names = ['point', 'latest', 'next-page', 'filter-and-sort', 'count-open', 'date-range'];
  const lines = linesOf(path, ...names);
  expect([...lines.keys()]).toEqual(names);
  for (const [name, line] of lines) {
    expect(sourceOf(path).split('\n')[line - 1]).toContain(`name: '${name}'`);
  }
});

test('an operation made out of another is found by its new name', () => {
  expect(linesOf('scenarios/leaks.ts', 'latest-3', 'latest').size).toBe(1);
});

test('arms, siblings and contrasts of the same name are none', () => {
  const source = `
    const arms = [{ name: 'where', isolation: 'where' }, { name: "latest", context: 'none' }];
    const operations = [
      { name: \`latest\`, title: 'Latest', where: 'select 1', rls: 'select 1' },
      { name: "it's", where, rls },
      { name, where: 'x' },
    ];`;
  expect([...operationLines(source, ['where', 'latest', "it's", 'gone'])]).toEqual([
    ['latest', 4],
    ["it's", 5],
  ]);
  expect(operationLines('', ['latest']).size).toBe(0);
});

test('in JSON, as a program writes a scenario', () => {
  const source = JSON.stringify({ operations: [{ name: 'latest', where: 'select 1' }] }, null, 1);
  expect(operationLines(source, ['latest'])).toEqual(new Map([['latest', 4]]));
});
