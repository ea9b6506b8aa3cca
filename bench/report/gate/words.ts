import type { FindingRule, GateTiming } from '../../gate/gate-result.js';
import type { GateSide } from '../../result/gate-parts.js';

/** What a rule of tier 1 looks at, as a heading over what it found. */
const RULE_WORDS: Record<FindingRule, string> = {
  expectation: 'An expectation of its plan',
  isolation: 'Isolation between tenants',
  proof: 'A proof',
  context: 'Without a tenant',
  'index-lost': 'The index it uses',
  buffers: 'Buffers it touches',
  'rows-removed': 'Rows read and thrown away',
  'heap-fetches': 'Fetches from the table by an index-only scan',
  calls: 'Function calls',
  'round-trips': 'Round trips',
  wal: 'Write-ahead log',
  ratio: 'A ratio within one run',
  'plan-changed': 'Another plan that costs no more',
  'answer-changed': 'Another answer',
  'operation-changed': 'Another text',
  'operation-added': 'New operation',
  'operation-removed': 'Operation taken away',
  'not-compared': 'Not compared',
};

export function ruleWords(rule: FindingRule): string {
  return RULE_WORDS[rule];
}

const METRIC_WORDS: Record<GateTiming['metric'], string> = {
  p50: 'median latency',
  p75: 'p75 latency',
  serverCpu: 'server CPU',
};

export function metricWords(metric: GateTiming['metric']): string {
  return METRIC_WORDS[metric];
}

/** What a timing came to, in a word or two. */
export function verdictWords({ verdict, better }: Pick<GateTiming, 'verdict' | 'better'>): string {
  if (verdict === 'fail') return 'slower';
  if (verdict === 'pass') return better ? 'faster' : 'no slower';
  return verdict;
}

/** Where a person mends it, as editors and terminals link it: `scenarios/invoices.ts:12`. */
export function sourcePlace(at: { file: string | null; line: number | null }): string | null {
  if (at.file === null) return null;
  return at.line === null ? at.file : `${at.file}:${at.line}`;
}

/** A side by its label, and the commit that a ref meant. */
export function sideWords({ label, commit }: GateSide): string {
  return commit === null ? label : `${label} (${commit.slice(0, 12)})`;
}

/** Arms by name, the first two of many: "where, rls and 11 more arms". */
export function armsWords(arms: readonly string[]): string {
  const more = arms.length - 2;
  return more <= 1 ? arms.join(', ') : `${arms.slice(0, 2).join(', ')} and ${more} more arms`;
}
