import type { Result } from '../result/result.js';
import { KINDS, type Kind, type Term } from './comparison.js';

/** What terms ask of a run. */
export type Terms = Pick<
  Result,
  'environment' | 'target' | 'dataset' | 'seed' | 'profile' | 'scenarios'
>;

/**
 * What two runs have in common, line by line, and what may not be compared where they differ. Exact
 * figures need the same rows and the same planner; ratios within a run carry over to another machine
 * but need the same rows in kind; times need the same machine too.
 */
export function termsOf(a: Terms, b: Terms): Term[] {
  return [
    dataset(a, b),
    seed(a, b),
    postgres(a, b),
    settings(a, b),
    same('rlsbench', a, b, (of) => of.environment.rlsbenchVersion, {
      because: 'a difference may be that of rlsbench: of what it counts, or of how it makes rows',
    }),
    same('profile', a, b, (of) => of.profile.name, {
      because: 'it sets how long is measured, so one of them has the wider intervals',
    }),
    machine(a, b),
    same('target', a, b, (of) => KIND_WORDS[of.target.kind], {
      forbids: ['times'],
      because: 'a server in another kind of place takes another time for the same work',
    }),
    same('PgBouncer', a, b, (of) => of.target.pooler ?? 'none', {
      forbids: ['times'],
      because: 'what pooled arms take holds the time of another pooler',
    }),
  ];
}

/** Which kinds of figures no term forbids. */
export function kindsOf(terms: readonly Term[]): Record<Kind, boolean> {
  const may = (kind: Kind) => !terms.some(({ forbids }) => forbids.includes(kind));
  return { exact: may('exact'), ratios: may('ratios'), times: may('times') };
}

const KIND_WORDS = {
  embedded: 'embedded',
  docker: 'in a container',
  url: 'a server by URL',
} as const;

interface Difference {
  readonly forbids?: readonly Kind[];
  readonly because: string;
}

function same(
  what: string,
  a: Terms,
  b: Terms,
  of: (terms: Terms) => string,
  difference: Difference,
): Term {
  const [left, right] = [of(a), of(b)];
  const equal = left === right;
  return {
    what,
    a: left,
    b: right,
    equal,
    forbids: equal ? [] : [...(difference.forbids ?? [])],
    because: equal ? null : difference.because,
  };
}

function dataset(a: Terms, b: Terms): Term {
  const tables = ({ dataset: { schema, tables, tenantCount } }: Terms) =>
    `${schema}: ${tables.map(({ table, rows }) => `${rows} ${table}`).join(', ')}; ${tenantCount} tenants`;
  const term = same('dataset', a, b, tables, {
    forbids: KINDS,
    because: 'other tables or another size are other work, and nothing of it may be compared',
  });
  if (!term.equal || a.seed !== b.seed || tenantsOf(a) === tenantsOf(b)) return term;
  return {
    ...term,
    a: `${term.a}; ${tenantsOf(a)}`,
    b: `${term.b}; ${tenantsOf(b)}`,
    equal: false,
    forbids: ['exact', 'times'],
    because: 'the same seed made other rows, so the generator is another one',
  };
}

function tenantsOf({ dataset: { tenants } }: Terms): string {
  return tenants.map(({ name, tenantId, rows }) => `${name} ${tenantId} ${rows}`).join(', ');
}

function seed(a: Terms, b: Terms): Term {
  return same('seed', a, b, (of) => `${of.seed}`, {
    forbids: ['exact', 'times'],
    because: 'the rows are others, so other pages are read; ratios are of rows alike in kind',
  });
}

function postgres(a: Terms, b: Terms): Term {
  const major = ({ target }: Terms) => Math.floor(target.serverVersionNum / 10_000);
  return same('PostgreSQL', a, b, (of) => of.target.serverVersion, {
    forbids: major(a) === major(b) ? [] : ['exact', 'times'],
    because:
      major(a) === major(b)
        ? 'a minor version rarely changes a plan, but it may'
        : 'another major version plans otherwise and counts otherwise; run --pg with both versions to see how',
  });
}

/** They differ from run to run and say nothing about a plan or its time. */
const OF_NO_MATTER =
  /^(port|listen_addresses|unix_socket_.*|max_connections|cluster_name|log_.*|lc_.*|.*_file|data_directory)$/;

function settings(a: Terms, b: Terms): Term {
  const of = ({ target }: Terms) =>
    new Map(
      target.settings
        .filter(({ name }) => !OF_NO_MATTER.test(name))
        .map(({ name, value, unit }) => [name, `${value}${unit === null ? '' : ` x ${unit}`}`]),
    );
  const [left, right] = [of(a), of(b)];
  const apart = [...new Set([...left.keys(), ...right.keys()])].filter(
    (name) => left.get(name) !== right.get(name),
  );
  const words = (those: Map<string, string>) =>
    apart.length === 0
      ? `${those.size} beside the defaults`
      : apart.map((name) => `${name} ${those.get(name) ?? 'default'}`).join(', ');
  return {
    what: 'server settings',
    a: words(left),
    b: words(right),
    equal: apart.length === 0,
    forbids: [],
    because: apart.length === 0 ? null : 'a setting may be why a plan or a ratio differs',
  };
}

/**
 * Nothing that is recorded tells two machines of a kind apart; so equal facts are "alike", and the
 * warning beside the times stands.
 */
function machine(a: Terms, b: Terms): Term {
  const words = ({ environment: e, target }: Terms) =>
    `${e.cpuModel}, ${e.cores} cores, ${(e.memoryBytes / 2 ** 30).toFixed(1)} GiB, ${e.platform} ${e.arch}, kernel ${e.kernel}, Node ${e.nodeVersion}; ${target.placement}`;
  const term = same('machine', a, b, words, {
    forbids: ['times'],
    because: 'times are never compared across machines, nor where work is placed otherwise',
  });
  const isElsewhere = a.target.kind === 'url' || b.target.kind === 'url';
  if (!term.equal || !isElsewhere) return term;
  return {
    ...term,
    forbids: ['times'],
    because: 'a server by URL may be on any machine, and which one is not known',
  };
}
