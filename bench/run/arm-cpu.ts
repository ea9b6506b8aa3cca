import type { RoundArm } from '../load/rounds.js';
import { cpuBetween, type PoolerCpu, readPoolerCpu } from './arm-poolers.js';
import type { MeasureRequest } from './measurement.js';

/** On-CPU nanoseconds so far: of the backends that an arm's sessions have, or of its pooler's. */
export type ArmCpu = { readonly pooler: PoolerCpu } | { readonly serverNs: number | null };

/** Read right before and after a block's rounds. */
export async function readCpu(
  { poolerOf, readServerCpuNs }: Pick<MeasureRequest, 'poolerOf' | 'readServerCpuNs'>,
  arms: readonly RoundArm[],
): Promise<ArmCpu[]> {
  const read: ArmCpu[] = [];
  for (const arm of arms) {
    const pooler = poolerOf?.(arm.name);
    // One that has just gone away makes its arm fail, not this.
    const cpu = await (pooler && readPoolerCpu(pooler, readServerCpuNs).catch(() => NO_POOLER_CPU));
    read.push(cpu ? { pooler: cpu } : { serverNs: sumServerCpuNs(arm, readServerCpuNs) });
  }
  return read;
}

const NO_POOLER_CPU: PoolerCpu = { poolerNs: null, backendNs: new Map([[0, null]]) };

/** What an exchange took between two readings; null where that can't be told. */
export function cpuOfExchange(
  before: ArmCpu,
  after: ArmCpu,
  exchanges: number,
): { serverCpuNs: number | null; poolerCpuNs?: number | null } {
  const each = (ns: number | null) => (ns === null ? null : Math.round(ns / exchanges));
  if ('pooler' in before && 'pooler' in after) {
    const { serverNs, poolerNs } = cpuBetween(before.pooler, after.pooler);
    return { serverCpuNs: each(serverNs), poolerCpuNs: each(poolerNs) };
  }
  if ('pooler' in before || 'pooler' in after) return { serverCpuNs: null };
  const [from, to] = [before.serverNs, after.serverNs];
  return { serverCpuNs: from === null || to === null ? null : each(to - from) };
}

function sumServerCpuNs(
  arm: RoundArm,
  readServerCpuNs: MeasureRequest['readServerCpuNs'],
): number | null {
  let total = 0;
  for (const { backendPid } of arm.sessions) {
    const onCpuNs = readServerCpuNs(backendPid);
    if (onCpuNs === null) return null;
    total += onCpuNs;
  }
  return total;
}
