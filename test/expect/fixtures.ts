import { readFileSync } from 'node:fs';
import { summarisePlan, withCalls } from '../../bench/plan/summarise.js';
import type { PlanSummary } from '../../bench/result/parts.js';
import type { CapturedCases } from './capture-cases.js';
import type { CaseName } from './cases.js';

/** The cases as real servers of all four versions ran them: see capture-fixtures.ts. */

export const VERSIONS = [15, 16, 17, 18] as const;
export type Version = (typeof VERSIONS)[number];

export function fixtureFile(version: Version): URL {
  return new URL(`fixtures/pg${version}.json`, import.meta.url);
}

const captured = new Map<Version, CapturedCases>();

export function capturedCases(version: Version): CapturedCases {
  const known = captured.get(version);
  if (known !== undefined) return known;
  const read: CapturedCases = JSON.parse(readFileSync(fixtureFile(version), 'utf8'));
  captured.set(version, read);
  return read;
}

/** One case as a version ran it. */
export function planOf(name: CaseName, version: Version): PlanSummary {
  return summaryOf(capturedCases(version), name);
}

export function summaryOf({ indexes, tables, cases }: CapturedCases, name: CaseName): PlanSummary {
  const { calls, ...plan } = cases[name];
  const summary = summarisePlan(plan, { indexes: new Map(indexes), tables: new Map(tables) });
  return calls === undefined ? summary : withCalls(summary, calls);
}

/** Costs, widths and times are no part of a judgement, and would change with every capture. */
const left = /Cost|Width|Startup Time|Total Time|^(?:Local|Temp)|Dirtied|Written/;

/** One line a case. */
export function fixtureText({ cases, ...head }: CapturedCases): string {
  const compact = (_: string, value: unknown) => (typeof value === 'object' ? strip(value) : value);
  const lines = Object.entries(cases).map(
    ([name, each]) => `${JSON.stringify(name)}: ${JSON.stringify(each, compact)}`,
  );
  const heads = Object.entries(head).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{\n${heads.join(',\n')},\n"cases": {\n${lines.join(',\n')}\n}}\n`;
}

function strip(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !left.test(key))
      .map(([key, each]) => [key, /(?:Planning|Execution) Time/.test(key) ? 1 : each]),
  );
}
