import type { ConnectionSettings } from '../load/session.js';
import { checkFilterColumns } from './check-filter-columns.js';
import { checkUses } from './check-uses.js';
import type { DescribedSql } from './describe-sql.js';
import { keyOf, type Reject, rejectIn, suggest } from './problem.js';
import type { Arm, Operation, Scenario } from './scenario.js';
import { type Answers, askServer, type Question } from './sql-answers.js';
import { sqlProblem } from './sql-error.js';
import { isGivenTenant, takesPart, textOf } from './taking-part.js';

export interface SqlCheck {
  readonly scenario: Scenario;
  /** The scenario's file, as its author knows it. */
  readonly file: string;
  /** An arm's login on its own database. */
  readonly connectionOf: (arm: Arm) => ConnectionSettings;
  /** The login and database that parameters are drawn from. */
  readonly drawConnection: ConnectionSettings;
}

/**
 * Has the server look at every text of a scenario, as each arm's login on the arm's own database,
 * before anything is drawn or run: that it parses, takes just the parameters it will be given, has
 * the tenant's column, and that the indexes and columns that expectations name are there. Nothing is executed.
 *
 * @throws {BadInputError} for the first problem, naming the file, the key, what was expected there and
 *   what was got; for SQL the server's message, the line and a caret under the place.
 * @throws what `pg` throws when it can't connect
 */
export async function checkSql(check: SqlCheck): Promise<void> {
  const { scenario, file, connectionOf, drawConnection } = check;
  const reject = rejectIn(file);
  // In the order in which the answers are judged: a connection says nothing of what comes after the
  // first text it refuses.
  const answersOf = await askServer(
    scenario.operations.flatMap((each) => questionsOf(each, check)),
  );
  for (const operation of scenario.operations) {
    const { draw } = operation;
    const key = `${keyOf('operations', operation)}.draw`;
    const drawn =
      draw === undefined ? [] : described(key, draw, answersOf(drawConnection), reject).columns;
    for (const arm of scenario.arms.filter((each) => takesPart(each, operation))) {
      const answers = answersOf(connectionOf(arm));
      checkText(operation, arm, answers, drawn, reject);
      checkUses(operation, arm, answers, reject);
      checkFilterColumns(operation, arm, answers, reject);
    }
  }
}

function questionsOf(
  operation: Operation,
  { scenario, connectionOf, drawConnection }: SqlCheck,
): Question[] {
  const { draw, verify, expect = [] } = operation;
  const asksNames = expect.some(
    ({ uses, noFilterOn }) => uses !== undefined || noFilterOn !== undefined,
  );
  const arms = scenario.arms.filter((each) => takesPart(each, operation));
  return [
    ...(draw === undefined ? [] : [{ connection: drawConnection, text: draw }]),
    ...arms.flatMap((arm) => {
      const connection = connectionOf(arm);
      const texts = [textOf(operation, arm), ...(verify === undefined ? [] : [verify])];
      const questions = texts.map((text) => ({ connection, text }));
      return asksNames ? [...questions, { connection }] : questions;
    }),
  ];
}

/** The arm's text takes what it is given, and what it did can be told. */
function checkText(
  operation: Operation,
  arm: Arm,
  answers: Answers,
  drawn: readonly string[],
  reject: Reject,
): void {
  const { isolation, form } = arm;
  const operationKey = keyOf('operations', operation);
  const key = `${operationKey}.${form === undefined ? isolation : `forms.${form}`}`;
  const { parameters, columns } = described(key, textOf(operation, arm), answers, reject, arm);
  const own = isGivenTenant(operation, arm) ? ['the tenant id'] : [];
  const given = [...own, ...drawn.map((column) => `draw's ${column}`)];
  if (parameters !== given.length) {
    reject(
      key,
      `expected ${given.length} parameter${given.length === 1 ? '' : 's'} (${given.join(', ') || 'there is no draw'}), got ${parameters}.`,
    );
  }
  const { tenantColumn, verify } = operation;
  // It takes as many of these as it needs.
  if (verify !== undefined) described(`${operationKey}.verify`, verify, answers, reject, arm);
  if (tenantColumn !== undefined && !columns.includes(tenantColumn)) {
    reject(
      `${operationKey}.tenantColumn`,
      `expected a column that ${key} returns (${columns.join(', ') || 'none'}), got "${tenantColumn}".${suggest(tenantColumn, columns)}`,
    );
  }
}

function described(
  key: string,
  text: string,
  answers: Answers,
  reject: Reject,
  arm?: Arm,
): DescribedSql {
  const answer = answers.texts.get(text);
  if (!answer) throw new Error(`The server was not asked about ${key}`);
  if ('columns' in answer) return answer;
  const whose = arm === undefined ? '' : ` for arm ${arm.name}`;
  return reject(
    key,
    `expected SQL that the server takes${whose}, got an error: ${sqlProblem(text, answer)}`,
  );
}
