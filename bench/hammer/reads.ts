import { CONTEXT_STRATEGIES } from '../context/registry.js';
import type { NamedTenant } from '../dataset/dataset.js';
import type { Work } from '../load/session.js';
import { encodePrepare } from '../load/wire-encode.js';
import { type EncodedRound, encodeWork, statementsToPrepare } from '../load/wire-work.js';
import type { Arm, Operation } from '../scenario/scenario.js';
import { isGivenTenant, textOf } from '../scenario/taking-part.js';

/** A tenant that is hammered: named or not. */
export type HammerTenant = Pick<NamedTenant, 'tenantId' | 'role'>;

/** What is sent to read as one tenant. */
export interface TenantRead {
  /** The tenant as the server writes it in a row. */
  readonly tenant: Uint8Array;
  readonly rounds: readonly EncodedRound[];
}

export interface EncodedReads {
  readonly reads: readonly TenantRead[];
  /** What a client sends once before them. */
  readonly prepare: Buffer | undefined;
}

/** The exchange of an arm for each tenant, encoded once for all clients. */
export function encodeReads(
  arm: Arm,
  operation: Operation,
  tenants: readonly HammerTenant[],
): EncodedReads {
  const strategy = CONTEXT_STRATEGIES[arm.context];
  const work = tenants.map(({ tenantId, role }): Work => {
    const exchange = strategy.exchange({
      name: `hammer_${operation.name}`,
      text: textOf(operation, arm),
      values: isGivenTenant(operation, arm) ? [tenantId] : [],
      tenantId,
      ...(role === undefined ? {} : { tenantRole: role }),
    });
    return { exchange, tenantId, expectedRows: 0 };
  });
  const form = arm.statement === undefined ? {} : { statement: arm.statement };
  const statements = statementsToPrepare(work, form);
  return {
    reads: encodeWork(work, form).map(({ rounds, work: { tenantId } }) => ({
      tenant: Buffer.from(tenantId),
      rounds,
    })),
    prepare: statements.length === 0 ? undefined : encodePrepare(statements),
  };
}
