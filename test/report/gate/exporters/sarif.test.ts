import { readFileSync } from 'node:fs';
import Draft04 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import type { GateResult } from '../../../../bench/gate/gate-result.js';
import { sarif } from '../../../../bench/report/gate/exporters/sarif.js';
import { madeGateFacts } from '../../../gate/made-facts.js';
import { madeFinding, madeGateResult, madePassedResult } from '../../../gate/made-gate.js';

const SCHEMA = new URL('../schemas/sarif-2.1.0-rtm.5.json', import.meta.url);
const ajv = new Draft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));

interface ReadLocation {
  readonly physicalLocation?: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
    readonly region?: { readonly startLine: number };
  };
  readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[];
}

interface ReadResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly ReadLocation[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

function read(result: GateResult) {
  const log = JSON.parse(sarif.text(result));
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  const [run] = log.runs;
  return {
    results: run.results as ReadResult[],
    rules: run.tool.driver.rules as { id: string }[],
    isWhole: run.invocations[0].executionSuccessful as boolean,
  };
}

function placeOf(result: GateResult) {
  return read(result).results[0]?.locations[0]?.physicalLocation;
}

describe('SARIF', () => {
  test('the schema is one that refuses', () => {
    const log = JSON.parse(sarif.text(madeGateResult()));
    log.runs[0].results[0].level = 'failure';
    expect(validate(log)).toBe(false);
  });

  test('each finding is a result of its rule, at its level, where its operation is defined', () => {
    const { findings } = madeGateResult();
    const { results, rules } = read(madeGateResult());
    expect(results.map(({ ruleId }) => ruleId)).toEqual(findings.map(({ rule }) => rule));
    expect(results.map(({ ruleIndex }) => rules[ruleIndex]?.id)).toEqual(
      findings.map(({ rule }) => rule),
    );
    expect(results.map(({ level }) => level)).toEqual(
      findings.map(({ level }) => (level === 'failure' ? 'error' : 'note')),
    );
    expect(results[0]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'scenarios/invoices.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 12 },
    });
  });

  test('nothing found, or not to the end: valid, and it says so', () => {
    expect(read(madePassedResult())).toMatchObject({ results: [], isWhole: true });
    expect(read(madePassedResult({ status: 'partial' })).isWhole).toBe(false);
  });

  test('a fingerprint holds while figures, messages and lines move; no two are the same', () => {
    const findings = [
      madeFinding(),
      madeFinding({ message: 'Another index of it is gone too.' }),
      madeFinding({ tenant: 'whale' }),
      madeFinding({ rule: 'buffers' }),
    ];
    const before = read(madeGateResult({ findings })).results;
    const moved = findings.map((finding) => ({
      ...finding,
      line: 99,
      message: `Now ${finding.message}`,
      headValue: 7,
    }));
    const after = read(madeGateResult({ findings: moved })).results;
    const prints = before.map(({ partialFingerprints }) => partialFingerprints);
    expect(after.map(({ partialFingerprints }) => partialFingerprints)).toEqual(prints);
    expect(new Set(prints.map(({ primaryLocationLineHash }) => primaryLocationLineHash)).size).toBe(
      4,
    );
  });

  test('what is the same on several arms is one result that names them', () => {
    const findings = ['rls', 'where'].map((arm) => madeFinding({ arm }));
    const { results } = read(madeGateResult({ findings }));
    expect(results).toHaveLength(1);
    expect(results[0]?.locations[0]?.logicalLocations).toEqual([
      { fullyQualifiedName: 'invoices/latest/tiny/rls' },
      { fullyQualifiedName: 'invoices/latest/tiny/where' },
    ]);
  });

  test('a finding without a file points to what made head what it is, for GitHub takes no other', () => {
    const findings = [madeFinding({ file: null, line: null })];
    expect(placeOf(madeGateResult({ findings }))).toEqual({
      artifactLocation: { uri: 'db/002-drop-index.sql', uriBaseId: '%SRCROOT%' },
    });
    const sqlFiles = ['topic/a:db/1.sql'];
    const ref = madeGateFacts({ head: { label: 'topic/a', kind: 'ref', commit: null, sqlFiles } });
    const ofRef = placeOf(madeGateResult({ findings, gate: ref }));
    expect(ofRef?.artifactLocation.uri).toBe('db/1.sql');
    const baseline = { label: 'gate.baseline.json', commit: null, sqlFiles: [] };
    const head = { ...baseline, label: '.', kind: 'folder' } as const;
    const gate = madeGateFacts({ base: { ...baseline, kind: 'baseline' }, head });
    expect(placeOf(madeGateResult({ findings, gate }))?.artifactLocation.uri).toBe(baseline.label);
    const nothing = madeGateFacts({ head });
    expect(placeOf(madeGateResult({ findings, gate: nothing }))).toBeUndefined();
  });

  test.each([
    ['./db/a file#1.ts', { uri: 'db/a%20file%231.ts', uriBaseId: '%SRCROOT%' }],
    ['db\\scenarios\\ä.ts', { uri: 'db/scenarios/%C3%A4.ts', uriBaseId: '%SRCROOT%' }],
    ['/home/ci/my scenario.ts', { uri: 'file:///home/ci/my%20scenario.ts' }],
    ['C:\\ci\\my scenario.ts', { uri: 'file:///C:/ci/my%20scenario.ts' }],
  ])('the path %s is a URI', (file, location) => {
    const findings = [madeFinding({ file })];
    expect(placeOf(madeGateResult({ findings }))?.artifactLocation).toEqual(location);
  });
});
