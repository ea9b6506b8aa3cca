import { createHash } from 'node:crypto';
import { FINDING_RULES, type GateFinding, type GateResult } from '../../../gate/gate-result.js';
import type { GateSide } from '../../../result/gate-parts.js';
import { ruleWords } from '../words.js';
import type { GateExporter } from './exporter.js';
import { type MergedFinding, merged } from './merged.js';

/**
 * SARIF 2.1.0: what the exact checks found, each with its rule and the place where a person mends it;
 * what is the same on several arms is one result.
 * GitHub's code scanning takes only results with a file: where the scenario has none, that is the last
 * file of SQL that made head what it is, or the baseline that it is held to.
 *
 * OASIS Static Analysis Results Interchange Format 2.1.0; GitHub, SARIF support for code scanning
 */
export const sarif: GateExporter = {
  name: 'sarif',
  file: 'gate.sarif',
  text: (result) => `${JSON.stringify(sarifLog(result), null, 1)}\n`,
};

const LEVELS = { failure: 'error', notice: 'note', better: 'note' } as const;
const ROOT = '%SRCROOT%';

function sarifLog(result: GateResult) {
  const { environment, findings, status } = result;
  const occurrences = new Map<string, number>();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'rlsbench',
            version: environment.rlsbenchVersion,
            rules: FINDING_RULES.map((id) => ({ id, shortDescription: { text: ruleWords(id) } })),
          },
        },
        automationDetails: { id: 'rlsbench/gate/' },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          [ROOT]: { description: { text: 'The root of the repository that the gate is run in.' } },
        },
        invocations: [{ executionSuccessful: status === 'complete' }],
        results: merged(findings).map((each) => {
          const identity = identityOf(each.finding);
          const occurrence = (occurrences.get(identity) ?? 0) + 1;
          occurrences.set(identity, occurrence);
          return resultOf(result, each, `${identity}:${occurrence}`);
        }),
      },
    ],
  };
}

function resultOf(result: GateResult, { finding, arms }: MergedFinding, fingerprint: string) {
  const { rule, level, message, scenario, operation, tenant, base, head, plans } = finding;
  const place = placeOf(result, finding);
  const names = arms.length === 0 ? [null] : arms;
  return {
    ruleId: rule,
    ruleIndex: FINDING_RULES.indexOf(rule),
    level: LEVELS[level],
    message: { text: message },
    locations: [
      {
        ...(place === null ? {} : { physicalLocation: place }),
        logicalLocations: names.map((arm) => ({
          fullyQualifiedName: [scenario, operation, tenant, arm].filter(Boolean).join('/'),
        })),
      },
    ],
    // The first is the one that GitHub tells alerts apart by, where it is given.
    partialFingerprints: { primaryLocationLineHash: fingerprint, 'rlsbench/v1': fingerprint },
    properties: { outcome: level, base, head, plans },
  };
}

/** What stays the same from run to run, however much worse it gets and wherever its line moves. */
function identityOf({ rule, scenario, operation, tenant }: GateFinding): string {
  const text = JSON.stringify([rule, scenario, operation, tenant]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function placeOf({ gate }: GateResult, { file, line }: GateFinding) {
  const { base, head } = gate;
  const path = file ?? lastSqlFile(head) ?? (base.kind === 'baseline' ? base.label : null);
  if (path === null) return null;
  return {
    artifactLocation: artifactOf(path),
    ...(file === null || line === null ? {} : { region: { startLine: line } }),
  };
}

/** As it is in the repository: of a ref, whose name has no colon, without that. */
function lastSqlFile({ kind, sqlFiles }: GateSide): string | undefined {
  const last = sqlFiles.at(-1);
  return kind === 'ref' ? last?.slice(last.indexOf(':') + 1) : last;
}

/** A path within the repository is relative to its root; one elsewhere is named whole. */
function artifactOf(path: string) {
  const slashed = path.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  const isDrive = /^[A-Za-z]:\//.test(slashed);
  const uri = slashed.split('/').map(encodeURIComponent).join('/');
  if (slashed.startsWith('/')) return { uri: `file://${uri}` };
  if (isDrive) return { uri: `file:///${slashed.slice(0, 2)}${uri.slice(uri.indexOf('/'))}` };
  return { uri, uriBaseId: ROOT };
}
