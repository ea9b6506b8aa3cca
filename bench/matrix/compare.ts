import { changedExpectations } from '../compare/plan-figures.js';
import type { Result } from '../result/result.js';
import type { MatrixFacts } from './matrix-file.js';
import type { Member } from './member.js';
import { planRows } from './plan-rows.js';
import { medianRows, ratioRows } from './time-rows.js';
import type { PlanRow, Step, Upgrade, VersionFacts, VersionPlan } from './upgrade.js';

/**
 * The runs of a matrix compared: pure, and the same for the same runs. Versions without a run are
 * listed as missing; a plan that a version in the middle has not is compared over its gap.
 *
 * @param members ascending by version
 */
export function compareVersions(facts: MatrixFacts, members: readonly Member[]): Upgrade {
  const { startedAt, command, profile, seed, majors } = facts;
  const plans = planRows(members);
  return {
    version: 1,
    startedAt,
    command,
    profile,
    seed,
    versions: majors.map((major) => {
      const member = members.find((each) => each.major === major);
      return member === undefined
        ? missing(major, facts)
        : { ...present(member.result), major, folder: member.folderName };
    }),
    steps: stepsOf(plans),
    plans,
    ratios: ratioRows(members),
    medians: medianRows(members),
  };
}

function present(result: Result): Omit<VersionFacts, 'major' | 'folder'> {
  const proofs = (status: 'passed' | 'failed') =>
    result.proofs.filter((proof) => proof.status === status).length;
  const untrusted = result.contrasts.filter((contrast) => contrast.untrusted);
  const cells = untrusted.map(({ scenario, operation, tenant, concurrency }) =>
    JSON.stringify([scenario, operation, tenant, concurrency]),
  );
  return {
    status: result.status,
    reason: result.statusReason,
    serverVersion: result.target.serverVersion,
    proofsPassed: proofs('passed'),
    proofsFailed: proofs('failed'),
    untrustedCells: new Set(cells).size,
  };
}

function missing(major: number, { missed }: MatrixFacts): VersionFacts {
  const reason =
    missed.find((each) => each.major === major)?.reason ??
    'the matrix ended before this version measured anything';
  const nothing = { proofsPassed: 0, proofsFailed: 0, untrustedCells: 0 };
  return { major, status: 'missing', reason, serverVersion: null, folder: null, ...nothing };
}

/** A plan on two versions that have no other between them. */
type Pair = readonly [from: VersionPlan, to: VersionPlan, row: PlanRow];

function stepsOf(plans: readonly PlanRow[]): Step[] {
  const pairs = plans.flatMap((row) =>
    row.versions.slice(1).map((to, index): Pair => [row.versions[index] as VersionPlan, to, row]),
  );
  const steps = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const name = `${pair[0].major} ${pair[1].major}`;
    const those = steps.get(name) ?? [];
    those.push(pair);
    steps.set(name, those);
  }
  return [...steps.values()].map(stepOf).sort((a, b) => a.to - b.to || a.from - b.from);
}

function stepOf(pairs: readonly Pair[]): Step {
  const [[{ major: from }, { major: to }]] = pairs as [Pair];
  const changed = (of: (pair: Pair) => boolean) => pairs.filter(of).length;
  const what = ([, after, row]: Pair) =>
    row.changes.find((change) => change.to === after.major)?.what ?? [];
  const outcomes = pairs.flatMap(([before, after]) => changedExpectations(before, after));
  return {
    from,
    to,
    compared: pairs.length,
    equal: changed((pair) => what(pair).length === 0),
    plansChanged: changed((pair) =>
      what(pair).some((each) => ['plan', 'planKind', 'skipScans'].includes(each)),
    ),
    fewerBuffers: changed(([before, after]) => after.buffers < before.buffers),
    moreBuffers: changed(([before, after]) => after.buffers > before.buffers),
    otherFigures: changed((pair) =>
      what(pair).some((each) => ['rowsRemovedByFilter', 'heapFetches', 'calls'].includes(each)),
    ),
    expectationsMet: outcomes.filter(({ status }) => status === 'passed').length,
    expectationsBroken: outcomes.filter(({ status }) => status === 'failed').length,
  };
}
