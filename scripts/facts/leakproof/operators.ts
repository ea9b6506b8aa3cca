import { type FactGroup, type Lab, seen } from '../fact.js';

/** What the catalogue says of each operator's function (pg_proc.proleakproof). */

const COMPARISONS = ['=', '<>', '<', '<=', '>', '>='];

const LEAKPROOF_TYPES = [
  'integer',
  'bigint',
  'uuid',
  'text',
  'boolean',
  'date',
  'timestamp without time zone',
  'timestamp with time zone',
  'real',
  'double precision',
  'bytea',
  'inet',
];

const LEAKING_TYPES = ['numeric', 'anyenum', 'jsonb', 'anyarray', 'anyrange'];

const LEAKING_OPERATORS = [
  ...['~~', '~~*', '~', '~*'].map((name) => `text ${name} text`),
  'tsvector @@ tsquery',
  ...['jsonb', 'anyarray', 'anyrange'].map((type) => `${type} @> ${type}`),
  ...['anyarray', 'anyrange'].map((type) => `${type} && ${type}`),
  ...COMPARISONS.map((name) => `timestamp with time zone ${name} date`),
];

const LEAKING_FUNCTIONS = [
  'lower(text)',
  'upper(text)',
  'date_trunc(text,timestamp with time zone)',
];

const comparisonsOf = (types: readonly string[]) =>
  types.flatMap((type) => COMPARISONS.map((name) => `${type} ${name} ${type}`));

const OPERATORS = `select format_type(oprleft, null) || ' ' || oprname || ' ' || format_type(oprright, null) as operator,
       proleakproof as leakproof
  from pg_operator join pg_proc on pg_proc.oid = oprcode
  where oprnamespace = 'pg_catalog'::regnamespace and oprleft <> 0
  order by 1`;

const FUNCTIONS = `select oid::regprocedure::text as function, proleakproof as leakproof
  from pg_proc where pronamespace = 'pg_catalog'::regnamespace`;

async function catalogue(lab: Lab): Promise<ReadonlyMap<string, boolean>> {
  const operators = await lab.session.query(OPERATORS);
  const functions = await lab.session.query(FUNCTIONS);
  return new Map([
    ...operators.map((row) => [String(row.operator), row.leakproof === true] as const),
    ...functions.map((row) => [String(row.function), row.leakproof === true] as const),
  ]);
}

/** Looks up whether all of a list are (or are not) leakproof, and lists them with their mark. */
async function allAre(lab: Lab, names: readonly string[], leakproof: boolean) {
  const known = await catalogue(lab);
  const missing = names.filter((name) => !known.has(name));
  if (missing.length > 0) throw new Error(`Expected in the catalogue: ${missing.join(', ')}`);
  const other = names.filter((name) => known.get(name) !== leakproof);
  const as = leakproof ? 'leakproof' : 'not leakproof';
  const figure = `${names.length - other.length} of ${names.length} ${as}`;
  return seen(
    other.length === 0,
    other.length === 0 ? figure : `${figure}; otherwise: ${other.join(', ')}`,
    [...names].map((name) => `${name}: ${known.get(name) ? 'leakproof' : 'not leakproof'}`),
  );
}

const operators: FactGroup = {
  section: 'Leakproof',
  data: 'empty',
  facts: [
    {
      name: 'leakproof-comparisons',
      claim:
        'Leakproof: = <> < <= > >= of int, bigint, uuid, text, bool, date, timestamp, timestamptz, float, bytea and inet.',
      threshold: 'pg_proc.proleakproof is true for all six operators of each type.',
      hingesOnSize: false,
      observe: (lab) => allAre(lab, comparisonsOf(LEAKPROOF_TYPES), true),
    },
    {
      name: 'leakproof-starts-with',
      claim: 'Leakproof: starts_with().',
      threshold: 'pg_proc.proleakproof is true.',
      hingesOnSize: false,
      observe: (lab) => allAre(lab, ['starts_with(text,text)', 'text ^@ text'], true),
    },
    {
      name: 'leaking-comparisons',
      claim: 'Not leakproof: = <> < <= > >= of numeric, enum, jsonb, arrays and ranges.',
      threshold: 'pg_proc.proleakproof is false for all six operators of each type.',
      hingesOnSize: false,
      observe: (lab) => allAre(lab, comparisonsOf(LEAKING_TYPES), false),
    },
    {
      name: 'leaking-operators',
      claim:
        'Not leakproof: LIKE, ILIKE, regular expressions, @@, @>, &&, timestamptz against date.',
      threshold: 'pg_proc.proleakproof is false for every one.',
      hingesOnSize: false,
      observe: (lab) => allAre(lab, LEAKING_OPERATORS, false),
    },
    {
      name: 'leaking-functions',
      claim: 'Not leakproof: lower(), upper(), date_trunc().',
      threshold: 'pg_proc.proleakproof is false for every one.',
      hingesOnSize: false,
      observe: (lab) => allAre(lab, LEAKING_FUNCTIONS, false),
    },
    {
      name: 'all-leakproof-operators',
      claim: 'Of all operators in pg_catalog with two operands, fewer than half are leakproof.',
      threshold:
        'pg_proc.proleakproof is true for fewer than half of them. All of those are listed below.',
      hingesOnSize: false,
      observe: async (lab) => {
        const rows = await lab.session.query(OPERATORS);
        const leakproof = rows.filter((row) => row.leakproof).map((row) => String(row.operator));
        return seen(
          2 * leakproof.length < rows.length,
          `${leakproof.length} of ${rows.length}`,
          byOperands(leakproof),
        );
      },
    },
  ],
};
export default operators;

/** "integer, bigint: < <= = ..." for "integer < bigint", "integer <= bigint" and so on. */
function byOperands(names: readonly string[]): string[] {
  const operatorsOf = new Map<string, string[]>();
  for (const name of names) {
    const [, left, operator = '', right] = /^(.+) ([^\w\s"]+) (.+)$/.exec(name) ?? [];
    const operands = `${left}, ${right}`;
    operatorsOf.set(operands, [...(operatorsOf.get(operands) ?? []), operator]);
  }
  return [...operatorsOf].map(([operands, operators]) => `${operands}: ${operators.join(' ')}`);
}
