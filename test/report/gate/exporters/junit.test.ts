import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { GateResult } from '../../../../bench/gate/gate-result.js';
import { junit } from '../../../../bench/report/gate/exporters/junit.js';
import { madeGateFacts } from '../../../gate/made-facts.js';
import {
  madeFinding,
  madeGateResult,
  madePassedResult,
  madeTiming,
} from '../../../gate/made-gate.js';
import { withTenants } from './with-tenants.js';

const XSD = readFileSync(new URL('../schemas/jenkins-junit.xsd', import.meta.url), 'utf8');

interface ReadCase {
  readonly '@name': string;
  readonly '@classname': string;
  readonly '@time': string;
  readonly failure?: readonly (
    | string
    | { '#text'?: string; '@message': string; '@type': string }
  )[];
  readonly skipped?: string;
  readonly error?: readonly { '@message': string }[];
}

interface ReadSuite {
  readonly '@name': string;
  readonly '@tests': string;
  readonly '@failures': string;
  readonly '@errors': string;
  readonly '@skipped'?: string;
  readonly testcase: readonly ReadCase[];
}

/** As any reader of XML sees it, by a parser that knows nothing of ours. */
function read(xml: string): ReadSuite[] {
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    trimValues: false,
    htmlEntities: true,
    isArray: (name) => ['testsuite', 'testcase', 'failure', 'error'].includes(name),
  });
  return parser.parse(xml).testsuites.testsuite;
}

function casesOf(result: GateResult): ReadCase[] {
  return read(junit.text(result)).flatMap(({ testcase }) => testcase);
}

describe('JUnit', () => {
  test("is what Jenkins' schema asks for, whatever the gate found", async () => {
    const made = [
      madeGateResult(),
      withTenants(madeGateResult()),
      withTenants(madePassedResult()),
      madeGateResult({ findings: [], timings: [] }),
      madeGateResult({ status: 'partial', statusReason: 'Stopped by Ctrl-C.' }),
    ];
    const { valid, errors } = await validateXML({
      xml: made.map((result, i) => ({ fileName: `${i}.xml`, contents: junit.text(result) })),
      schema: [XSD],
    });
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
    const broken = junit.text(madeGateResult()).replace(' classname=', ' class=');
    const seen = await validateXML({ xml: [{ fileName: 'x', contents: broken }], schema: [XSD] });
    expect(seen.valid).toBe(false);
  }, 30_000);

  test('has a case for every operation, tenant and arm, and counts them', () => {
    const result = withTenants(madeGateResult());
    const [suite] = read(junit.text(result));
    const cases = suite?.testcase ?? [];
    expect(cases).toHaveLength(result.gate.pairs.length * 3);
    expect(new Set(cases.map((each) => `${each['@classname']} ${each['@name']}`)).size).toBe(
      cases.length,
    );
    const failed = cases.filter(({ failure }) => failure !== undefined);
    expect(failed.map((each) => each['@name'])).toEqual([
      'latest 20 invoices, tiny tenant, rls',
      'count open invoices, whale tenant, rls',
    ]);
    expect(suite).toMatchObject({ '@tests': `${cases.length}`, '@failures': '2', '@errors': '0' });
    expect(suite?.['@skipped']).toBe(`${cases.filter(({ skipped }) => skipped).length}`);
  });

  test('a failure holds its message and both plans', () => {
    const failed = casesOf(madeGateResult()).find(({ failure }) => failure !== undefined);
    const { message, plans } = madeFinding();
    expect(failed?.failure?.[0]).toEqual({
      '@type': 'index-lost',
      '@message': message,
      '#text': `${message}\n\nBase:\n${plans?.base}\n\nHead:\n${plans?.head}`,
    });
  });

  test('what could not be told is skipped, and fails where it was asked to', () => {
    const timings = [madeTiming({ verdict: 'inconclusive', reason: 'the interval is too wide' })];
    const lenient = madePassedResult({ timings });
    expect(casesOf(lenient)[0]?.skipped).toContain('the interval is too wide');
    const strict = { ...lenient, gate: madeGateFacts({ strict: true }) };
    expect(casesOf(strict)[0]?.skipped).toBeUndefined();
    expect(casesOf(strict)[0]?.failure).toHaveLength(1);
  });

  test('what only one side has is skipped, and says so', () => {
    const cases = casesOf(withTenants(madePassedResult()));
    const reasons = cases.flatMap(({ skipped }) => skipped ?? []);
    expect(reasons).toEqual([
      ...Array(3).fill('Only head has it.'),
      ...Array(3).fill('Only base has it.'),
    ]);
  });

  test('a gate that did not come to its end is an error beside its cases', () => {
    const suites = read(
      junit.text(madePassedResult({ status: 'failed', statusReason: 'No disk.' })),
    );
    expect(suites.at(-1)?.testcase[0]?.error?.[0]?.['@message']).toBe(
      'The gate is failed: No disk.',
    );
  });

  test('any text comes back as it went in, but for what XML cannot hold', () => {
    const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({ unit: fc.constantFrom(...'<>&"\'\r\n\t]-\u0000\ud800a') }),
        ),
        (message) => {
          const findings = [madeFinding({ message, plans: null })];
          const [each] = casesOf(madePassedResult({ findings, timings: [] }));
          const [failure] = each?.failure ?? [];
          const expected = message.replace(forbidden, '\ufffd');
          expect(failure).toMatchObject({ '@message': expected });
        },
      ),
      { numRuns: 60 },
    );
  });
});
