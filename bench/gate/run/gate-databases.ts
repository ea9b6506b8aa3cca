import { untilInterrupted } from '../../run/interrupt.js';
import { openDatabases } from '../../run/prepare-scenario.js';
import type { OpenedSiblings } from '../../run/siblings.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { GateContext } from './gate-on.js';

/**
 * The databases of both sides; which of two clones of base serves which arm is drawn anew each time.
 *
 * @throws {BadInputError} when a side's SQL does not apply: file, line and what the server said.
 */
export async function openGateDatabases(
  context: GateContext,
  scenario: Scenario,
): Promise<OpenedSiblings> {
  const { data, roles, tenants, sample, request, begin } = context;
  return untilInterrupted(
    openDatabases({
      ...{ scenario, siblings: scenario.siblings ?? [], roles, tenants, sample },
      ...{ target: data.target, rows: data.rows },
      begin: (step) => begin(scenario, step),
    }),
    request.signal,
  );
}
