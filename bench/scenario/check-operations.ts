import { CONTEXT_STRATEGIES } from '../context/registry.js';
import { readSchemaFiles } from '../dataset/schema-files.js';
import { keyOf, quotedList, type Reject, requireName } from './problem.js';
import type { ContextName, Operation, Scenario } from './scenario.js';
import { takesPart } from './taking-part.js';

/** Every operation is run by an arm, every form of it too, and a write can be rolled back. */
export function checkOperations(scenario: Scenario, reject: Reject): void {
  const inTransaction = contextsInTransaction();
  for (const operation of scenario.operations) {
    const key = keyOf('operations', operation);
    const arms = scenario.arms.filter((arm) => takesPart(arm, operation));
    if (arms.length === 0)
      reject(key, 'expected at least one arm that takes part in it, got none.');
    for (const form of Object.keys(operation.forms ?? {})) {
      if (!arms.some((arm) => arm.form === form)) {
        reject(`${key}.forms.${form}`, 'expected an arm of that form, got none.');
      }
    }
    for (const [index, form] of (operation.tenantForms ?? []).entries()) {
      const forms = Object.keys(operation.forms ?? {});
      requireName(reject, `${key}.tenantForms[${index}]`, 'one of its forms', form, forms);
    }
    checkTables(operation, scenario, reject);
    if (operation.effect === undefined) {
      checkReads(operation, reject);
      continue;
    }
    checkWrite(operation, reject);
    const outside = arms.find(({ context }) => !inTransaction.includes(context));
    if (outside) {
      reject(
        `${keyOf('arms', outside)}.context`,
        `expected ${quotedList(inTransaction)} for the write "${operation.name}", which is rolled back, got "${outside.context}".`,
      );
    }
  }
}

/** The contexts whose exchange ends in COMMIT: a write of theirs can end in ROLLBACK instead. */
function contextsInTransaction(): ContextName[] {
  const call = { name: '', text: '', values: [], tenantId: '' };
  return Object.entries(CONTEXT_STRATEGIES)
    .filter(([, { exchange }]) =>
      exchange(call)
        .flat()
        .some(({ part }) => part === 'commit'),
    )
    .map(([name]) => name as ContextName);
}

/** Tables are those of the dataset, or named in the SQL that changes a sibling. */
function checkTables({ name, tables }: Operation, scenario: Scenario, reject: Reject): void {
  const created = readSchemaFiles(scenario.dataset).tables.matchAll(/\bcreate table (\w+)/gi);
  const known = [...created].map(([, table]) => table as string);
  const setups = (scenario.siblings ?? []).flatMap(({ setup = [] }) => setup).join('\n');
  const named = new Set(setups.match(/\w+/g));
  for (const [index, table] of tables.entries()) {
    if (named.has(table)) continue;
    requireName(reject, `operations.${name}.tables[${index}]`, 'a table', table, known);
  }
}

/** What a write did is compared by the rows it returns, or by those it left. */
function checkWrite(operation: Operation, reject: Reject): void {
  if (operation.verify !== undefined) return;
  const texts = { where: operation.where, rls: operation.rls, ...operation.forms };
  for (const [form, text] of Object.entries(texts)) {
    if (/\breturning\b/i.test(text)) continue;
    reject(
      `${keyOf('operations', operation)}.verify`,
      `expected a query of what the write left, since ${form} has no RETURNING, got nothing.`,
    );
  }
}

function checkReads(operation: Operation, reject: Reject): void {
  if (operation.verify !== undefined) {
    reject(
      `${keyOf('operations', operation)}.verify`,
      'expected it of writes alone (effect "write"), got one of a read.',
    );
  }
  const texts = { where: operation.where, rls: operation.rls, ...operation.forms };
  for (const [form, text] of Object.entries(texts)) {
    const [write] = /^\s*(insert|update|delete|merge)\b/i.exec(text) ?? [];
    if (write) {
      reject(
        `${keyOf('operations', operation)}.effect`,
        `expected "write", since ${form} begins with ${write.trim().toUpperCase()}, got nothing.`,
      );
    }
  }
}
