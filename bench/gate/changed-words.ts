import { plainText } from '../plain-text.js';
import { count, number } from '../plan/tree.js';
import type { FindingRule, GateFinding, GateResult, GateTiming } from './gate-result.js';
import { operationTitle, tenantWords } from './words.js';

type Changes = Pick<GateResult, 'gate' | 'findings' | 'timings'>;

/** One operation that got worse or better, in a clause. */
export interface Change {
  /** "latest 20 invoices" */
  readonly title: string;
  /** "for the tiny tenant lost its index" */
  readonly what: string;
}

const LONGEST_TITLE = 50;

/** What got worse, an operation each, the most telling first: causes before figures before times. */
export function worseChanges({ gate, findings, timings }: Changes): Change[] {
  return changes(
    gate,
    findings.filter(({ level }) => level === 'failure'),
    timings.filter(({ verdict }) => verdict === 'fail'),
    WORSE,
  );
}

/** What got better. */
export function betterChanges({ gate, findings, timings }: Changes): Change[] {
  return changes(
    gate,
    findings.filter(({ level }) => level === 'better'),
    timings.filter(({ better }) => better),
    BETTER,
  );
}

/** A text of a scenario's or a server's within a sentence: on one line, and not longer than it may be. */
export function shortText(text: string, longest = LONGEST_TITLE): string {
  const plain = [...plainText(text).replace(/\s+/g, ' ').trim()];
  return plain.length <= longest ? plain.join('') : `${plain.slice(0, longest - 1).join('')}…`;
}

/** What says most of an operation: whose rows it shows, then the cause, then figures. */
const TELLING: readonly FindingRule[] = [
  ...(['isolation', 'proof', 'context', 'index-lost', 'expectation'] as const),
  ...(['calls', 'round-trips', 'buffers', 'heap-fetches', 'rows-removed', 'wal', 'ratio'] as const),
];

type RuleWords = Partial<Record<FindingRule, (finding: GateFinding) => string>>;

const figures: RuleWords = {
  buffers: instead('reads', 'buffer'),
  'rows-removed': instead('throws away', 'row'),
  'heap-fetches': instead('fetches', 'row', ' from the table'),
  calls: instead('makes', 'function call'),
  'round-trips': instead('makes', 'round trip'),
};

const WORSE: RuleWords = {
  ...figures,
  expectation: () => 'breaks an expectation',
  isolation: () => 'fails a proof of isolation',
  proof: () => 'fails a proof',
  context: () => 'no longer carries its tenant',
  'index-lost': () => 'lost its index',
  wal: () => 'writes more WAL',
  ratio: () => 'costs more beside its baseline',
};

const BETTER: RuleWords = {
  ...figures,
  expectation: () => 'holds an expectation again',
  isolation: () => 'passes a proof of isolation again',
  proof: () => 'passes a proof again',
  context: () => 'carries its tenant again',
  wal: () => 'writes less WAL',
  ratio: () => 'costs less beside its baseline',
};

function changes(
  gate: GateResult['gate'],
  findings: readonly GateFinding[],
  timings: readonly GateTiming[],
  words: RuleWords,
): Change[] {
  const told = new Map<string, Change>();
  const tell = (scenario: string, operation: string, what: string) => {
    const key = JSON.stringify([scenario, operation]);
    const title = shortText(operationTitle({ gate }, scenario, operation));
    if (!told.has(key)) told.set(key, { title, what });
  };
  const byTelling = (a: GateFinding, b: GateFinding) =>
    TELLING.indexOf(a.rule) - TELLING.indexOf(b.rule);
  for (const finding of [...findings].sort(byTelling)) {
    const { scenario, operation, rule } = finding;
    if (operation === null) continue;
    const alike = findings.filter(
      (each) => each.scenario === scenario && each.operation === operation && each.rule === rule,
    );
    const worst = furthest(alike);
    const what = words[rule]?.(worst) ?? 'changed';
    tell(scenario, operation, ofWhom(worst.headValue === null ? alike : [worst], what));
  }
  for (const timing of [...timings].sort(byMetricAndSize)) {
    tell(
      timing.scenario,
      timing.operation,
      `for ${tenantWords(timing.tenant)} ${timeWords(timing)}`,
    );
  }
  return [...told.values()];
}

/** Of findings of one rule, that whose figure changed most. */
function furthest(findings: readonly GateFinding[]): GateFinding {
  const change = ({ baseValue, headValue }: GateFinding) =>
    Math.abs(Math.log(((headValue ?? 0) + 1) / ((baseValue ?? 0) + 1)));
  return findings.reduce((most, one) => (change(one) > change(most) ? one : most));
}

/** "for the tiny tenant lost its index", "lost its index for 2 tenants". */
function ofWhom(findings: readonly GateFinding[], what: string): string {
  const tenants = new Set(findings.flatMap(({ tenant }) => tenant ?? []));
  const [only] = tenants;
  if (only === undefined) return what;
  return tenants.size === 1
    ? `for ${tenantWords(only)} ${what}`
    : `${what} for ${tenants.size} tenants`;
}

function instead(verb: string, noun: string, from = ''): (finding: GateFinding) => string {
  return ({ baseValue, headValue }) =>
    baseValue === null || headValue === null
      ? `${verb} other ${noun}s${from}`
      : `${verb} ${count(headValue, noun)}${from} instead of ${number(baseValue)}`;
}

const METRICS = ['p50', 'p75', 'serverCpu'] as const;

/** The median first: it is what people mean by "slower". */
function byMetricAndSize(a: GateTiming, b: GateTiming): number {
  const metric = METRICS.indexOf(a.metric) - METRICS.indexOf(b.metric);
  return metric || Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio));
}

/** "got 12% slower (9% to 15%)", "takes 3.1 times as much server CPU (2.9 to 3.3)". */
function timeWords({ metric, ratio, low, high }: GateTiming): string {
  const isCpu = metric === 'serverCpu';
  if (ratio >= 2) {
    const range = `(${low.toFixed(1)} to ${high.toFixed(1)})`;
    return `takes ${ratio.toFixed(1)} times ${isCpu ? 'the server CPU' : 'as long'} ${range}`;
  }
  const digits = Math.abs(ratio - 1) >= 0.0995 ? 0 : 1;
  const percent = (of: number) => `${(Math.abs(of - 1) * 100).toFixed(digits)}%`;
  const [near, far] = ratio >= 1 ? [low, high] : [high, low];
  const range = `(${percent(near)} to ${percent(far)})`;
  if (isCpu) {
    return `takes ${percent(ratio)} ${ratio >= 1 ? 'more' : 'less'} server CPU ${range}`;
  }
  const at = metric === 'p75' ? ' at p75' : '';
  return `got ${percent(ratio)} ${ratio >= 1 ? 'slower' : 'faster'}${at} ${range}`;
}
