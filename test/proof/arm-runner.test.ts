import { afterAll, beforeAll, expect, test } from 'vitest';
import { armForms } from '../../bench/proof/arm-form.js';
import { connectionRunner, transactionRunner } from '../../bench/proof/arm-runner.js';
import { withClient } from '../../bench/target/connect.js';
import type { ArmRoles } from '../../bench/target/target.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { arms, createSmallScenario } from './small-scenario.js';

let base: TestDatabase;
let roles: ArmRoles;
beforeAll(async () => {
  base = await openTestDatabase();
  roles = await createSmallScenario(base);
});
afterAll(() => base.close());

/** Comparing work asks every form at once: each must answer as its own role and in its own context. */
test.each(['connections', 'transaction'])('forms asked at once do not mix: %s', async (kind) => {
  const forms = armForms(arms);
  const call = {
    ...{ name: 'who', values: [], tenantId: '00000000-0000-0000-0000-000000000001' },
    text: "select current_user, nullif(current_setting('app.current_tenant_id', true), '')",
  };
  await withClient(base.admin, async (owner) => {
    const inTransaction = kind === 'transaction';
    const runner = inTransaction ? await transactionRunner(owner, roles) : connectionRunner(roles);
    await owner.query('begin');
    const answers = await Promise.all(forms.map((form) => runner.rows(form, call)));
    await runner.close();
    await owner.query('rollback');
    expect(answers.map(({ rows }) => rows[0])).toEqual(
      forms.map(({ isolation }) => [
        roles[isolation].user,
        isolation === 'rls' ? call.tenantId : null,
      ]),
    );
  });
});
