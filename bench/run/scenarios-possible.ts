import pg from 'pg';
import { EnvironmentError } from '../errors.js';
import type { JournalRecord } from '../result/journal.js';
import { leftOutByReason } from '../result/left-out.js';
import type { SkippedWork } from '../result/parts.js';
import type { Scenario } from '../scenario/scenario.js';
import { withClient } from '../target/connect.js';
import type { Target } from '../target/target.js';
import type { OnRunEvent } from './events.js';
import { explainServerTrouble } from './server-trouble.js';

/** The scenarios that a target can run, and an entry for each that it can't. */
export interface PossibleScenarios {
  readonly possible: readonly Scenario[];
  readonly skipped: readonly SkippedWork[];
}

type Rights = Pick<Target, 'admin' | 'canCreateDatabase' | 'canBypassRls'>;

/** From here on CREATEROLE with BYPASSRLS may make such a role (manual, CREATE ROLE); else a superuser. */
const BYPASSRLS_MAKES_BYPASSRLS = 160_000;

/**
 * Leaves out the scenarios with databases of their own where the target's role has not the rights they
 * take: to create them, and to let WHERE arms read past the policies. Where WHERE arms read copies of
 * the tables instead, what a sibling changes would be changed for the RLS arms alone.
 *
 * @throws {EnvironmentError} when none is left
 */
export async function scenariosPossible(
  scenarios: readonly Scenario[],
  target: Rights,
): Promise<PossibleScenarios> {
  const left = scenarios.filter((scenario) => hasDatabases(scenario, target));
  if (left.length === 0 || (target.canCreateDatabase && target.canBypassRls)) {
    return { possible: scenarios, skipped: [] };
  }
  const { missing, nextStep } = await missingRights(target).catch(async (error) => {
    throw await explainServerTrouble(error, 'reading the rights of its role', target.admin);
  });
  const possible = scenarios.filter((scenario) => !left.includes(scenario));
  if (possible.length === 0) {
    const names = left.map(({ name }) => name).join(', ');
    throw new EnvironmentError(
      `None of the scenarios can be run here (${names}): each needs databases of its own, and ${missing}.`,
      `${nextStep} Or --target embedded.`,
    );
  }
  const reason = `databases of its own are needed, and ${missing}. ${nextStep}`;
  const skipped = left.map(({ name: scenario }) => ({
    ...{ scenario, operation: null, tenant: null, concurrency: null, arm: null },
    reason,
  }));
  return { possible, skipped };
}

/** Says which scenarios are left out and why, in the journal and at once. */
export function recordLeftOut(
  leftOut: readonly SkippedWork[],
  record: (record: JournalRecord) => void,
  onEvent: OnRunEvent,
): void {
  for (const skipped of leftOut) record({ type: 'skip', skipped });
  for (const { names, reason } of leftOutByReason({ scenarios: [], skipped: [...leftOut] })) {
    onEvent({ kind: 'said', text: `skipped: ${names.join(', ')}: ${reason}` });
  }
}

/** Its siblings; and the sample, for which the loaded database serves where none may be created. */
function hasDatabases({ siblings = [], sample }: Scenario, target: Rights): boolean {
  return siblings.length > 0 || (sample === true && target.canCreateDatabase);
}

/** Which rights the target's role lacks, as the end of a sentence, and the SQL that gives them. */
async function missingRights(target: Rights): Promise<{ missing: string; nextStep: string }> {
  const { rows } = await withClient(target.admin, (client) =>
    client.query<{ name: string; version: number }>(
      `select current_user::text as name, current_setting('server_version_num')::int as version`,
    ),
  );
  const { name, version } = rows[0] ?? { name: target.admin.user, version: 0 };
  const role = pg.escapeIdentifier(name);
  const bypass = version >= BYPASSRLS_MAKES_BYPASSRLS ? 'BYPASSRLS' : 'SUPERUSER';
  const lacks = [
    ...(target.canCreateDatabase
      ? []
      : [{ attribute: 'CREATEDB', why: 'without which it creates none' }]),
    ...(target.canBypassRls
      ? []
      : [
          {
            attribute: bypass,
            why: 'without which WHERE arms read copies of the tables, which those databases would not change',
          },
        ]),
  ];
  const whys = lacks.map(({ attribute, why }) => `${attribute}, ${why}`);
  return {
    missing: `role ${role} lacks ${whys.join('; and ')}`,
    nextStep: `As a superuser: ALTER ROLE ${role} ${lacks.map(({ attribute }) => attribute).join(' ')};`,
  };
}
