import { InterruptedError, inOneLine } from '../errors.js';
import { DEFAULT_MARGINS } from '../gate/budgets.js';
import type { GateGround } from '../gate/run/gate-on.js';
import { formatDuration } from '../report/format.js';
import { type OpenedData, openData } from '../run/data.js';
import { throwIfInterrupted } from '../run/interrupt.js';
import { makeLogins } from '../run/logins.js';
import { pinToOwnCore } from '../run/own-core.js';
import type { CheckRequest } from '../run/request.js';
import type { LoadedScenario } from '../scenario/load.js';
import { readEnvironment } from '../target/machine.js';
import { unpinClient } from '../target/placement.js';
import { thenClose } from '../then-close.js';
import { type GateStepRequest, runStep, sqlSidesOf } from './gate-step.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { outcomeLine } from './report.js';
import { isTimed, type Step, stepName } from './step.js';
import { type Calibration, tallyCalibration } from './tally.js';
import { secondsLeft } from './time-left.js';

export interface CalibrateRequest extends GateStepRequest {
  readonly steps: readonly Step[];
}

export interface CalibrateOutcome {
  readonly calibration: Calibration;
  /** What ended it early, if anything did. */
  readonly error?: unknown;
}

/**
 * Runs every step's gate on one server, one after the other, and counts what they came to. What ends it
 * early leaves the count of the gates until then. Nothing is left on disk.
 *
 * @throws {BadInputError} or EnvironmentError, when it could not begin.
 * @throws {InterruptedError} when interrupted before the first gate.
 */
export async function calibrate(request: CalibrateRequest): Promise<CalibrateOutcome> {
  const { steps, onEvent } = request;
  const asked = { ...request, scenarios: scenariosOf(steps) };
  const data = await openData(asked, steps.some(isTimed) ? { compared: true } : { untimed: true });
  const outcomes: Outcome[] = [];
  let error: unknown;
  const facts = await thenClose(
    async () => {
      error = await runSteps(data, asked, steps, outcomes);
      const { kind, serverVersion, placement } = await data.target.facts();
      return { kind, serverVersion, placement };
    },
    async () => {
      await unpinClient().catch(() => undefined);
      await data.target.close();
    },
    (left) => onEvent({ kind: 'said', text: inOneLine(left) }),
  );
  if (outcomes.length === 0 && error !== undefined) throw error;
  const { cpuModel, cores, platform } = readEnvironment();
  const calibration = tallyCalibration({
    ...{ steps, outcomes, target: facts, environment: { cpuModel, cores, platform } },
    status: error === undefined ? 'complete' : 'partial',
    marginRatio: DEFAULT_MARGINS.ratio,
  });
  return { calibration, ...(error === undefined ? {} : { error }) };
}

/** Returns what ended it early, if anything did. */
async function runSteps(
  data: OpenedData,
  request: CheckRequest,
  steps: readonly Step[],
  outcomes: Outcome[],
): Promise<unknown> {
  const { signal, onEvent } = request;
  try {
    const logins = await makeLogins(data, request);
    const ground: GateGround = { data, ...logins };
    if (steps.some(isTimed)) await pinToOwnCore(data.target);
    for (const [index, step] of steps.entries()) {
      throwIfInterrupted(signal);
      const left = formatDuration(secondsLeft(steps.slice(index), outcomes));
      const place = `${index + 1} of ${steps.length}, ${stepName(step)}; about ${left} left`;
      onEvent({ kind: 'doing', text: place });
      const ran = await runStep(ground, step, { ...request, onEvent: () => {} });
      // What an interrupted gate says is of half of it.
      throwIfInterrupted(signal);
      const outcome = outcomeOf(step, ran);
      outcomes.push(outcome);
      onEvent({ kind: 'said', text: outcomeLine(outcome) });
    }
    return undefined;
  } catch (error) {
    return signal.aborted ? interrupted() : error;
  }
}

function interrupted(): InterruptedError {
  return new InterruptedError(
    'Interrupted.',
    'What is above was counted until then; run again for the rest.',
  );
}

/** What data, logins and connections are made ready for. */
function scenariosOf(steps: readonly Step[]): LoadedScenario[] {
  const ofSteps = steps.flatMap((step) => {
    const { base, head } = sqlSidesOf(step);
    return [base.scenario, head.scenario];
  });
  return [...new Set(ofSteps)];
}
