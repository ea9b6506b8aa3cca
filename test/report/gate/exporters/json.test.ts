import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../../bench/package-root.js';
import { bencher } from '../../../../bench/report/gate/exporters/bencher.js';
import { json } from '../../../../bench/report/gate/exporters/json.js';
import { GATE_EXPORTERS } from '../../../../bench/report/gate/exporters/registry.js';
import { smallerIsBetter } from '../../../../bench/report/gate/exporters/smaller-is-better.js';
import { madeGateResult, madePassedResult, madeTiming } from '../../../gate/made-gate.js';

const RESULTS = [
  madeGateResult(),
  madePassedResult(),
  madePassedResult({ findings: [], timings: [] }),
];

test('every exporter has a name and a file of its own', () => {
  const names = GATE_EXPORTERS.map(({ name }) => name);
  const files = GATE_EXPORTERS.flatMap(({ file }) => file ?? []);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(files).size).toBe(files.length);
});

test('gate.json is what docs/gate.schema.json describes, by a validator of others', () => {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  const schema = readFileSync(join(packageRoot(), 'docs', 'gate.schema.json'), 'utf8');
  const validate = ajv.compile(JSON.parse(schema));
  for (const result of RESULTS) {
    const read = JSON.parse(json.text(result));
    expect(validate(read), JSON.stringify(validate.errors)).toBe(true);
    expect(read).toEqual(result);
  }
  expect(validate({ ...madeGateResult(), verdict: 'maybe' })).toBe(false);
});

describe('Bencher', () => {
  /** The schema of https://bencher.dev/docs/reference/bencher-metric-format, and its limits of names. */
  const metric = {
    type: 'object',
    properties: {
      value: { type: 'number' },
      lower_value: { type: 'number' },
      upper_value: { type: 'number' },
    },
    required: ['value'],
    additionalProperties: false,
  };
  const validate = new Ajv().compile({
    type: 'object',
    propertyNames: { minLength: 1, maxLength: 1024 },
    additionalProperties: {
      type: 'object',
      propertyNames: { pattern: '^[a-z0-9-]{1,64}$' },
      additionalProperties: metric,
    },
  });

  test('takes it', () => {
    for (const result of RESULTS) {
      expect(validate(JSON.parse(bencher.text(result))), JSON.stringify(validate.errors)).toBe(
        true,
      );
    }
    expect(validate({ name: { p50: { lower_value: 1 } } })).toBe(false);
  });

  test('a cell is a benchmark, a metric a measure, with the interval around its ratio', () => {
    const read = JSON.parse(bencher.text(madeGateResult()));
    expect(read['invoices/point/whale/rls']).toEqual({
      'p50-ratio': { value: 1.001, lower_value: 0.996, upper_value: 1.006 },
      'p75-ratio': { value: 1.001, lower_value: 0.996, upper_value: 1.006 },
      'server-cpu-ratio': { value: 1.001, lower_value: 0.996, upper_value: 1.006 },
    });
    expect(read.gate).toEqual({
      failures: { value: 2 },
      slower: { value: 1 },
      inconclusive: { value: 2 },
      untrusted: { value: 1 },
    });
  });
});

describe('github-action-benchmark', () => {
  /** What its src/extract.ts makes of a `customSmallerIsBetter` file, and what it refuses. */
  function extract(output: string): { name: string; value: number; unit: string }[] {
    const benches = JSON.parse(output).map(
      ({ name, value, unit, range, extra }: Record<string, unknown>) => {
        expect([typeof name, typeof value, typeof unit]).toEqual(['string', 'number', 'string']);
        for (const text of [range, extra]) expect(['string', 'undefined']).toContain(typeof text);
        return { name, value, unit };
      },
    );
    if (benches.length === 0) throw new Error('No benchmark result was found');
    return benches;
  }

  test('takes it, also where nothing was timed', () => {
    for (const result of RESULTS) {
      const benches = extract(smallerIsBetter.text(result));
      expect(benches).toHaveLength(1 + result.timings.length);
      // It finds an earlier value by its name.
      expect(new Set(benches.map(({ name }) => name)).size).toBe(benches.length);
    }
  });

  test('a slower head is a larger value', () => {
    const of = (ratio: number) =>
      extract(smallerIsBetter.text(madePassedResult({ timings: [madeTiming({ ratio })] })))[1]
        ?.value;
    expect(of(1.2)).toBe(1.2);
    expect(of(0.8)).toBe(0.8);
  });
});
