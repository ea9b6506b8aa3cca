import { z } from 'zod';
import { CONTEXT_STRATEGIES } from '../context/registry.js';
import { suggest } from './problem.js';
import {
  type Arm,
  type BurstPlan,
  type ByExtent,
  type ClientKind,
  type ClientsPlan,
  type ContextName,
  type Contrast,
  type Expectation,
  type Isolation,
  type LoadPlan,
  type Operation,
  type PlanCacheMode,
  type PoolSizesPlan,
  type ProbeName,
  ROUTES,
  type Scenario,
  type Sibling,
  type StatementForm,
  TENANT_NAMES,
  type TransactionLength,
} from './scenario.js';

/*
 * The shape of a scenario, for files that no compiler has seen. Each message of its own is what was
 * expected, as a noun (all but that on unknown keys). A key or a level that is added to scenario.ts and forgotten here does not
 * compile.
 */

const text = z.string().refine((value) => value.trim() !== '', 'a text that is not empty');
const flag = z.literal(true).exactOptional();
const count = z.int().min(0, 'a whole number of 0 or more').exactOptional();

/** Names become those of prepared statements, databases and pages: short, and plain in all three. */
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'a name of up to 40 lower-case letters, digits, - and _');

const tenants = z.array(z.enum(TENANT_NAMES)).min(1, 'at least one tenant').exactOptional();

const sibling = strict({
  name,
  title: text,
  from: text.exactOptional(),
  setup: z.array(text).exactOptional(),
  repeats: text.exactOptional(),
  rows: text.exactOptional(),
  reads: z.array(text).exactOptional(),
} satisfies ShapeOf<Omit<Sibling, 'sql'>>);

const arm = strict({
  name,
  title: text,
  isolation: levels<Isolation>({ where: true, rls: true }),
  context: z.enum(Object.keys(CONTEXT_STRATEGIES) as ContextName[]),
  client: levels<ClientKind>({ wire: true, pg: true, 'pg-pipeline': true, 'pg-pool': true }),
  planCacheMode: levels<PlanCacheMode>({
    auto: true,
    force_generic_plan: true,
    force_custom_plan: true,
  }),
  route: z.enum(ROUTES).exactOptional(),
  statement: levels<StatementForm>({ simple: true, unnamed: true, named: true }).exactOptional(),
  indexes: text.exactOptional(),
  policy: text.exactOptional(),
  rows: text.exactOptional(),
  state: text.exactOptional(),
  form: text.exactOptional(),
  warmedBy: z.enum(TENANT_NAMES).exactOptional(),
  repeats: text.exactOptional(),
  sibling: text.exactOptional(),
  operations: z.array(text).min(1, 'at least one operation').exactOptional(),
} satisfies ShapeOf<Arm>);

const expectation = strict({
  arms: z.array(text).min(1, 'at least one arm').exactOptional(),
  tenants,
  uses: text.exactOptional(),
  indexOnly: flag,
  noSeqScan: strict({
    aboveRows: z.number().min(0, 'a number of 0 or more'),
  } satisfies ShapeOf<NonNullable<Expectation['noSeqScan']>>).exactOptional(),
  noFilterOn: text.exactOptional(),
  maxBuffers: count,
  maxRowsRemoved: count,
  maxHeapFetches: count,
  maxFunctionCalls: count,
  maxRoundTrips: z.int().min(1, 'a whole number of 1 or more').exactOptional(),
  noSort: flag,
  estimateWithin: z.number().min(1, 'a factor of 1 or more').exactOptional(),
} satisfies ShapeOf<Expectation>);

const operation = strict({
  name,
  title: text,
  where: text,
  rls: text,
  tables: z.array(text).min(1, 'at least one table'),
  draw: text.exactOptional(),
  tenantColumn: text.exactOptional(),
  forms: z.record(z.string(), text).exactOptional(),
  tenantForms: z.array(text).exactOptional(),
  effect: z.literal('write').exactOptional(),
  verify: text.exactOptional(),
  expect: z.array(expectation).exactOptional(),
} satisfies ShapeOf<Operation>);

const contrast = strict({
  name,
  title: text,
  treatment: text,
  baseline: text,
  kind: levels<Contrast['kind']>({ step: true, total: true, aa: true, twin: true, level: true }),
} satisfies ShapeOf<Contrast>);

const atLeastOne = z.int().min(1, 'a whole number of 1 or more');
const positive = z.number().gt(0, 'a number above 0');
const notNegative = z.number().min(0, 'a number of 0 or more');

function byExtent<T extends z.ZodType>(of: T) {
  return strict({ telling: of, quick: of, all: of } satisfies ShapeOf<ByExtent<unknown>>);
}

const load = strict({
  passes: byExtent(atLeastOne),
  poolSize: atLeastOne,
  ownConnections: z.array(text).exactOptional(),
  clients: strict({
    counts: byExtent(z.array(atLeastOne).min(1, 'at least one number of clients')),
    closedCounts: byExtent(z.array(atLeastOne)).exactOptional(),
    exchanges: byExtent(atLeastOne),
    ratePerSecond: positive,
    seconds: byExtent(positive),
  } satisfies ShapeOf<ClientsPlan>).exactOptional(),
  burst: strict({
    baselineShare: z.number().gt(0, 'a share above 0').lt(1, 'a share below 1'),
    factor: z.number().gt(1, 'a factor above 1'),
    baselineSeconds: byExtent(positive),
    burstSeconds: byExtent(positive),
    bursts: byExtent(atLeastOne),
    clients: atLeastOne,
  } satisfies ShapeOf<BurstPlan>).exactOptional(),
  poolSizes: strict({
    sizes: byExtent(z.array(atLeastOne).min(1, 'at least one pool size')),
    lengths: byExtent(
      z
        .array(
          strict({
            title: text,
            serverMs: notNegative,
            thinkMs: notNegative,
          } satisfies ShapeOf<TransactionLength>),
        )
        .min(1, 'at least one length'),
    ),
    clients: atLeastOne,
    seconds: byExtent(positive),
  } satisfies ShapeOf<PoolSizesPlan>).exactOptional(),
} satisfies ShapeOf<LoadPlan>);

export const scenarioSchema = strict({
  name,
  question: z.string().regex(/\S.*\?$/s, 'one sentence that ends in a question mark'),
  dataset: text,
  operations: z.array(operation).min(1, 'at least one operation'),
  arms: z.array(arm).min(1, 'at least one arm'),
  contrasts: z.array(contrast),
  telling: z.array(text).min(1, 'at least one operation'),
  tellingTenants: tenants,
  concurrent: z.array(text),
  timed: z.array(text).exactOptional(),
  timedTenants: tenants,
  siblings: z.array(sibling).exactOptional(),
  sample: flag,
  drawFrom: text.exactOptional(),
  countCalls: flag,
  loadShare: z.number().gt(0, 'a share above 0').max(1, 'a share of at most 1').exactOptional(),
  probes: z
    .array(
      levels<ProbeName>({
        'index-cost': true,
        'cold-reads': true,
        'refused-write': true,
        copy: true,
        'leak-matrix': true,
        hammer: true,
        clients: true,
        burst: true,
        'pool-size': true,
      }),
    )
    .exactOptional(),
  load: load.exactOptional(),
} satisfies ShapeOf<Scenario>) satisfies z.ZodType<Scenario>;

/** Every key of an interface, optional ones too. */
type ShapeOf<T> = Readonly<Record<keyof T, z.ZodType>>;

/** An object with no other keys than these. */
function strict<S extends z.ZodRawShape>(shape: S) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const unknown = String(issue.keys?.[0]);
      return `expected one of the keys ${known.join(', ')}; got "${unknown}".${suggest(unknown, known)}`;
    },
  });
}

function levels<T extends string>(names: Readonly<Record<T, true>>) {
  return z.enum(Object.keys(names) as T[]);
}
