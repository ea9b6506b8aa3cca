import { escapeIdentifier } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSchemaFiles } from '../../bench/dataset/schema-files.js';
import { BadInputError } from '../../bench/errors.js';
import type { ConnectionSettings } from '../../bench/load/session.js';
import { checkSql } from '../../bench/scenario/check-sql.js';
import type { Scenario } from '../../bench/scenario/scenario.js';
import { withClient } from '../../bench/target/connect.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { type Loose, mistaken, put } from './mistaken.js';
import { SOUND } from './sound-scenario.js';

/** The tables without rows are enough: nothing is run. */
let database: TestDatabase;
let plain: TestDatabase;
let rls: ConnectionSettings;
beforeAll(async () => {
  [database, plain] = [await openTestDatabase(), await openTestDatabase()];
  const { tables, indexes } = readSchemaFiles('invoices');
  for (const { admin } of [database, plain]) {
    await withClient(admin, (client) => client.query(tables + indexes));
  }
  rls = { ...database.admin, user: `${database.target.prefix}_rls`, password: 'of a test' };
  await withClient(database.admin, async (client) => {
    await client.query('create index of_date on invoices (created_at)');
    await client.query(`create role ${escapeIdentifier(rls.user)} login password 'of a test'`);
  });
});
afterAll(async () => {
  await database.close();
  await plain.close();
});

function check(scenario: Scenario) {
  return checkSql({
    scenario,
    file: 'scenarios/sound.ts',
    connectionOf: ({ isolation, sibling }) => {
      if (sibling === 'plain') return plain.admin;
      return isolation === 'rls' ? rls : database.admin;
    },
    drawConnection: database.admin,
  });
}

async function refusal(make: (scenario: Loose) => void): Promise<string> {
  const error = await check(mistaken(SOUND, make) as Scenario).then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(BadInputError);
  return error.message;
}

test('a sound scenario passes, and writes nothing', () =>
  expect(check(SOUND)).resolves.toBe(undefined));

describe('SQL that the server refuses', () => {
  test('an unknown column: the message, the hint, the line and a caret', async () => {
    const text = 'select tenant_id,\n  amuont from invoices where invoice_id = $1';
    expect(
      await refusal(put('operations.0.rls', text)),
    ).toBe(`scenarios/sound.ts: operations.point.rls: expected SQL that the server takes for arm rls, got an error: column "amuont" does not exist (SQLSTATE 42703). Perhaps you meant to reference the column "invoices.amount".
  line 2: amuont from invoices where invoice_id = $1
          ^`);
  });

  test('no SQL: the caret under the word it stumbled over', async () => {
    const message = await refusal(put('operations.0.where', 'select *\n  frm invoices'));
    const [said, line, caret] = message.split('\n');
    expect(said).toContain(
      'operations.point.where: expected SQL that the server takes for arm where',
    );
    expect(said).toContain('syntax error at or near "frm" (SQLSTATE 42601)');
    expect(line?.slice(caret?.indexOf('^')).startsWith('frm')).toBe(true);
  });

  test('a form', async () => {
    const make = put('operations.0.forms.any', 'select 1 from invoces where 1 = $1');
    expect(await refusal(make)).toMatch(
      /operations\.point\.forms\.any: .* arm rls-any, .*"invoces"/,
    );
  });

  test('what is asked after a write', async () => {
    const make = put('operations.1.verify', 'select state from invoices where tenant_id = $1');
    expect(await refusal(make)).toMatch(/operations\.pay\.verify: .*column "state" does not exist/);
  });

  test('a draw', async () => {
    const make = put('operations.0.draw', 'select id from invoices where $1 || $2 || $3 is null');
    expect(await refusal(make)).toMatch(/operations\.point\.draw: .*column "id" does not exist/);
  });

  test('a sibling in which it does not hold', async () => {
    await withClient(plain.admin, (client) =>
      client.query('alter table invoices rename column status to state'),
    );
    expect(await refusal(() => {})).toMatch(
      /operations\.pay\.rls: .* for arm rls-plain, .*"status"/,
    );
    await withClient(plain.admin, (client) =>
      client.query('alter table invoices rename column state to status'),
    );
  });

  test('several statements in one text', async () => {
    const text = `update invoices set status = 'paid'; select 1`;
    expect(await refusal(put('operations.1.rls', text))).toMatch(
      /operations\.pay\.rls: .*multiple/,
    );
  });
});

describe('parameters', () => {
  const draw = (columns: string) =>
    put(
      'operations.0.draw',
      `select ${columns} from invoices where tenant_id = $1 and $2 > 0 limit $3`,
    );

  test('more than there are', async () => {
    expect(
      await refusal(put('operations.0.rls', 'select tenant_id from invoices where $1 > $2')),
    ).toMatch(/operations\.point\.rls: expected 1 parameter \(draw's invoice_id\), got 2/);
  });

  test('fewer than there are', async () => {
    expect(await refusal(draw('created_at, invoice_id'))).toMatch(
      /operations\.point\.where: expected 3 parameters \(the tenant id, draw's created_at, draw's invoice_id\), got 2/,
    );
  });

  test('one that is not drawn', async () => {
    const where = `update invoices set status = 'paid' where tenant_id = $1 and amount > $2`;
    expect(await refusal(put('operations.1.where', where))).toMatch(
      /operations\.pay\.where: expected 1 parameter \(the tenant id\), got 2/,
    );
  });
});

test('a tenant column that is not returned', async () => {
  expect(await refusal(put('operations.0.tenantColumn', 'tenantid'))).toMatch(
    /operations\.point\.tenantColumn: .*\(tenant_id, amount\), got "tenantid"\. Did you mean "tenant_id"\?/,
  );
});

describe('an expectation', () => {
  const uses = (uses: string, arms = ['rls']) => put('operations.0.expect.0', { arms, uses });

  test('of an index that is not there: the nearest that are', async () => {
    expect(await refusal(uses('of_data'))).toMatch(
      /operations\.point\.expect\[0\]\.uses: expected an index in the database of arm rls \(of_date, .*\), got "of_data"\. Did you mean "of_date"\?/,
    );
  });

  test('of an index that is on another sibling', async () => {
    const message = await refusal(uses('of_date', ['rls', 'rls-plain']));
    expect(message).toMatch(/an index in the database of arm rls-plain \(.*\), got "of_date"/);
    expect(message).not.toMatch(/\(.*of_date.*\), got/);
  });

  test('of a column that is not there', async () => {
    expect(await refusal(uses('tenant_id, create_at desc'))).toMatch(
      /expect\[0\]\.uses: expected columns .* got "create_at"\. Did you mean "created_at"\?/,
    );
  });

  test('of one word that is a column: how its index is written', async () => {
    expect(await refusal(uses('tenant_id'))).toMatch(
      /expect\[0\]\.uses: expected an index in the database of arm rls \(.*\), got "tenant_id"\. Did you mean "\(tenant_id\)"\?/,
    );
  });

  test('of one word that is nearly a column: how its index is written', async () => {
    expect(await refusal(uses('amuont'))).toMatch(/got "amuont"\. Did you mean "\(amount\)"\?/);
  });

  test.each([
    ['(tenantid)', 'tenantid', 'tenant_id'],
    ['(tenant_id, create_at desc)', 'create_at', 'created_at'],
    ['lower(status), amuont', 'amuont', 'amount'],
    ['"Tenant_id", amount', 'Tenant_id', 'tenant_id'],
  ])('of %s: its columns are looked up', async (text, unknown, meant) => {
    expect(await refusal(uses(text))).toContain(`got "${unknown}". Did you mean "${meant}"?`);
  });

  test('of columns of another table: that it has to be named', async () => {
    expect(await refusal(uses('tenant_id, line_no'))).toMatch(
      /expected columns of invoices in the database of arm rls, got "line_no"\. Did you mean "line_items \(tenant_id, line_no\)"\?/,
    );
    expect(await refusal(uses('line_item (tenant_id, line_no)'))).toMatch(
      /expected a table .* got "line_item"\. Did you mean "line_items \(tenant_id, line_no\)"\?/,
    );
    expect(await refusal(uses('line_items (tenant_id, lineno)'))).toMatch(
      /expected columns of line_items .* got "lineno"\. Did you mean "line_no"\?/,
    );
    expect(await refusal(uses('invoices(tenant_id)'))).toMatch(
      /got "invoices\(tenant_id\)"\. Did you mean "invoices \(tenant_id\)"\?/,
    );
  });

  const noFilterOn = (column: string, arms = ['rls']) =>
    put('operations.0.expect.0', { arms, noFilterOn: column });

  test.each([
    ['tenantid', /expected a column of a table .* of arm rls, got "tenantid"\. .*"tenant_id"\?/],
    [
      'invoices.tenantid',
      /expected a column of invoices .*"\. Did you mean "invoices\.tenant_id"\?/,
    ],
    ['invoice.tenant_id', /expected a table and .*"\. Did you mean "invoices\.tenant_id"\?/],
    ['invoices.line_no', /expected a column of invoices .*, got "invoices\.line_no"/],
  ])('of no filter on %s, which is not there: the nearest', async (column, message) => {
    expect(await refusal(noFilterOn(column))).toMatch(message);
    expect(await refusal(noFilterOn(column))).toMatch(
      /^\S+ operations\.point\.expect\[0\]\.noFilterOn: /,
    );
  });

  test.each([['tenant_id'], ['line_no'], ['invoices.tenant_id']])(
    'of no filter on %s is looked at by its plan',
    async (column) => {
      const scenario = mistaken(SOUND, noFilterOn(column)) as Scenario;
      await expect(check(scenario)).resolves.toBe(undefined);
    },
  );

  test('of columns with one left out', async () => {
    expect(await refusal(uses('tenant_id, , amount'))).toMatch(/expected columns .*, got ""/);
  });

  test.each([
    ['of_date'],
    ['"of_date"'],
    ['(tenant_id)'],
    ['("tenant_id", amount)'],
    ['amount desc, tenant_id'],
    ['lower(status), amount'],
    ['invoices (tenant_id, created_at desc)'],
    ['line_items (tenant_id, line_no)'],
  ])('of %s is looked at by its plan', async (each) => {
    const scenario = mistaken(SOUND, uses(each)) as Scenario;
    await expect(check(scenario)).resolves.toBe(undefined);
  });
});

test('a server that cannot be reached is no mistake of the file', async () => {
  const nowhere = { ...rls, port: 1 };
  const checking = checkSql({
    scenario: SOUND,
    file: 'x.ts',
    connectionOf: () => nowhere,
    drawConnection: nowhere,
  });
  await expect(checking).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
