import type { GatePair } from '../result/gate-parts.js';
import type { ArmFailure } from '../result/parts.js';
import type { ExactInput } from './exact/input.js';
import { aboutWords, finding, type Subject, sentence } from './exact/place.js';
import type { GateFinding } from './gate-result.js';

type Side = 'base' | 'again' | 'head';

/** An arm that failed under load, by what it stands for. */
interface FailedArm {
  readonly failure: ArmFailure;
  readonly side: Side;
  readonly subject: Subject;
}

/**
 * Arms that failed under load. A foreign row of head's is a failure whatever base does: a leak is no
 * smaller for being old. An error of head's is one where no clone of base fails in the same operation.
 * Where base does, or base alone, timing could not compare them: a notice. Told once an operation.
 */
export function loadFailureFindings(
  failures: readonly ArmFailure[],
  input: ExactInput,
): GateFinding[] {
  const failed = failures.flatMap((failure) => failedArm(failure, input.gate.pairs) ?? []);
  const told = new Set<string>();
  return failed.flatMap((one) => {
    const { subject, side, failure } = one;
    const { scenario, operation, arm } = subject;
    const key = JSON.stringify([scenario, operation, arm, side, failure.kind]);
    if (told.has(key)) return [];
    told.add(key);
    const isForeign = failure.kind === 'foreign-row';
    const isFailure =
      side === 'head' && (isForeign || !failed.some((other) => isOfBase(other, subject)));
    const said = [failure.message, failure.sqlState && `(SQLSTATE ${failure.sqlState})`];
    const what = said.filter(Boolean).join(' ');
    const about = aboutWords({ input }, subject);
    return finding({ input }, subject, {
      ...(isFailure
        ? {
            rule: isForeign ? 'isolation' : 'proof',
            level: 'failure',
            message: sentence(`${about} fails under load: ${what}`),
          }
        : {
            rule: 'not-compared',
            level: 'notice',
            message: sentence(
              `${about} could not be timed to the end: ${NAMES[side]} fails under load: ${what}`,
            ),
          }),
      ...(side === 'head' ? { head: what } : { base: what }),
    });
  });
}

const NAMES: Readonly<Record<Side, string>> = {
  base: 'base',
  again: "base's second clone",
  head: 'head',
};

function isOfBase({ side, subject }: FailedArm, { scenario, operation, arm }: Subject): boolean {
  const { scenario: of, operation: to, arm: on } = subject;
  return side !== 'head' && of === scenario && to === operation && on === arm;
}

function failedArm(failure: ArmFailure, pairs: readonly GatePair[]): FailedArm | null {
  const { scenario, operation, tenant } = failure;
  for (const pair of pairs) {
    if (pair.scenario !== scenario || pair.operation !== operation) continue;
    const side = (['base', 'again', 'head'] as const).find((each) => pair[each] === failure.arm);
    if (side) return { failure, side, subject: { scenario, operation, tenant, arm: pair.arm } };
  }
  return null;
}
