import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { factsPage } from '../../../scripts/facts/page.js';
import { factsRecord } from '../../../scripts/facts/record.js';
import { FACT_GROUPS } from '../../../scripts/facts/registry.js';

/** Both files are written by `npm run facts`: a fact that is worded anew needs it run anew. */
const record = factsRecord.parse(JSON.parse(readFileSync('docs/facts.json', 'utf8')));

test('docs/facts.md is the page of docs/facts.json', () => {
  const written = readFileSync('docs/facts.md', 'utf8').split('\n');
  const page = factsPage(record).split('\n');
  const at = page.findIndex((line, i) => line !== written[i]);
  expect({ line: at, text: written[at] }).toEqual({ line: at, text: page[at] });
  expect(written).toHaveLength(page.length);
});

test('docs/facts.json has the claims and thresholds of the registry', () => {
  const wordsOf = ({ name, claim, threshold, hingesOnSize }: (typeof record.facts)[number]) => ({
    ...{ name, claim, threshold, hingesOnSize },
  });
  const recorded = new Map(record.facts.map((fact) => [fact.name, wordsOf(fact)]));
  for (const { section, facts } of FACT_GROUPS) {
    for (const { name, claim, threshold, hingesOnSize } of facts) {
      expect(recorded.get(name), name).toEqual({ name, claim, threshold, hingesOnSize });
      expect(record.facts.find((fact) => fact.name === name)?.section, name).toBe(section);
    }
  }
});
