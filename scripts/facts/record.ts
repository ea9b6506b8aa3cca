import { z } from 'zod';
import { SECTIONS } from './fact.js';
import type { Observed } from './observe.js';

/** docs/facts.json: what was seen of each fact on each version. */

const seenRecord = z.object({
  verdict: z.enum(['reproduced', 'refuted', 'not testable here']),
  figure: z.string(),
  details: z.array(z.string()).optional(),
});

export const factRecord = z.object({
  name: z.string(),
  section: z.enum(SECTIONS),
  claim: z.string(),
  threshold: z.string(),
  hingesOnSize: z.boolean(),
  restarts: z.boolean().default(false),
  /** By major version. */
  seen: z.record(z.string(), seenRecord),
  /** Name of the fact whose SQL begins with the set-up of this one's database, if another's. */
  setUpBy: z.string().nullable(),
  /** As executed on the newest version. */
  sql: z.array(z.string()),
});
export type FactRecord = z.infer<typeof factRecord>;

export const factsRecord = z.object({
  /** Rows and tenants of the dataset that the facts were looked at with. */
  invoices: z.int(),
  tenants: z.int(),
  /** Server versions by major. */
  versions: z.record(z.string(), z.string()),
  facts: z.array(factRecord),
});
export type FactsRecord = z.infer<typeof factsRecord>;

/** One version's run of all facts. */
export interface Run {
  readonly major: number;
  readonly version: string;
  readonly observed: readonly Observed[];
}

/** Puts the runs of all versions side by side. They must be of the same facts in the same order. */
export function recordRuns(
  runs: readonly Run[],
  size: { readonly invoices: number; readonly tenants: number },
): FactsRecord {
  const newest = runs.reduce((a, b) => (b.major > a.major ? b : a));
  return {
    invoices: size.invoices,
    tenants: size.tenants,
    versions: Object.fromEntries(runs.map(({ major, version }) => [major, version])),
    facts: newest.observed.map(({ fact, group, sql }, index) => {
      const { name, claim, threshold, hingesOnSize, restarts = false } = fact;
      const first = group.facts[0]?.name;
      const seen = runs.map(({ major, observed }) => {
        const same = observed[index];
        if (same?.fact.name !== name) throw new Error(`Expected ${name} on Postgres ${major}`);
        const { details, ...rest } = same.seen;
        return [major, { ...rest, ...(details ? { details: [...details] } : {}) }] as const;
      });
      return {
        name,
        section: group.section,
        claim,
        threshold,
        hingesOnSize,
        restarts,
        seen: Object.fromEntries(seen),
        setUpBy: first === undefined || first === name ? null : first,
        sql: [...sql],
      };
    }),
  };
}

/** Verdicts that differ from an earlier record's, one line each. */
export function changedVerdicts(before: FactsRecord, after: FactsRecord): string[] {
  return after.facts.flatMap(({ name, seen }) => {
    const known = before.facts.find((each) => each.name === name);
    return Object.entries(seen).flatMap(([major, { verdict, figure }]) => {
      const was = known?.seen[major]?.verdict;
      return was === undefined || was === verdict
        ? []
        : [`${name} on ${major}: was ${was}, is ${verdict} (${figure})`];
    });
  });
}
