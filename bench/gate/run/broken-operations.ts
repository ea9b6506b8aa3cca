import { BadInputError } from '../../errors.js';
import { untilInterrupted } from '../../run/interrupt.js';
import type { OpenedSiblings } from '../../run/siblings.js';
import { checkSql } from '../../scenario/check-sql.js';
import { fileOf } from '../../scenario/file-of.js';
import type { Arm, Operation, Scenario } from '../../scenario/scenario.js';
import { takesPart } from '../../scenario/taking-part.js';
import { connectionOf } from '../../target/arm-connection.js';
import { sideOfArm } from '../combine/arm-names.js';
import type { GateContext } from './gate-on.js';

/** What a proof of a gate is called that the server refused before it could be made. */
export const SQL_RUNS = 'its SQL runs';

/**
 * The scenario without the operations that base's database takes and head's refuses: a column, a table
 * or an index that they name is gone. Each is recorded as a failed proof of head's. What base refuses
 * too is a mistake in the scenario, which whoever proves it next tells.
 */
export async function withoutBroken(
  context: GateContext,
  scenario: Scenario,
  opened: OpenedSiblings,
): Promise<Scenario> {
  const broken = new Set<Operation>();
  for (const operation of scenario.operations) {
    const problem = await refusal(context, scenario, operation, 'head', opened);
    if (problem === undefined) continue;
    if (await refusal(context, scenario, operation, 'base', opened)) continue;
    broken.add(operation);
    for (const { name } of armsOf(scenario, operation, 'head')) {
      const about = { scenario: scenario.name, operation: operation.name, tenant: null, arm: name };
      const proof = { ...about, proof: SQL_RUNS, status: 'failed' as const, detail: problem };
      context.record({ type: 'proof', proof });
    }
  }
  if (broken.size === 0) return scenario;
  const operations = scenario.operations.filter((each) => !broken.has(each));
  return { ...scenario, operations };
}

async function refusal(
  { request }: GateContext,
  scenario: Scenario,
  operation: Operation,
  side: 'base' | 'head',
  { roles }: OpenedSiblings,
): Promise<string | undefined> {
  const arms = armsOf(scenario, operation, side);
  if (arms.length === 0) return undefined;
  const { drawFrom } = scenario;
  const check = checkSql({
    scenario: { ...scenario, operations: [operation], arms },
    file: fileOf(scenario),
    connectionOf: (arm) => connectionOf(roles, arm),
    drawConnection: connectionOf(roles, {
      isolation: 'where',
      ...(drawFrom === undefined ? {} : { sibling: drawFrom }),
    }),
  });
  try {
    await untilInterrupted(check, request.signal);
    return undefined;
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
    return inShort(error.message, fileOf(scenario));
  }
}

function armsOf({ arms }: Scenario, operation: Operation, side: 'base' | 'head'): Arm[] {
  return arms.filter((arm) => sideOfArm(arm.name) === side && takesPart(arm, operation));
}

/** What is wrong, in one line, without the names that an operation has within the gate. */
function inShort(message: string, file: string): string {
  const [problem = ''] = message.slice(`${file}: `.length).split('\n');
  const said =
    /got an error: (.*)$/.exec(problem)?.[1] ?? problem.replace(/^operations\.\S+: /, '');
  return `head's database refuses it: ${said.replace(/\.$/, '')}`;
}
