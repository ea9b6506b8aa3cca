import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageVersion } from '../package-root.js';
import type { EnvironmentFacts, MachineLoad } from '../result/facts.js';

type MachineFacts = Omit<EnvironmentFacts, 'before' | 'after'>;

const STEAL_SAMPLE_MS = 500;

/** What stays the same during a run. */
export function readEnvironment(): MachineFacts {
  const processors = cpus();
  return {
    platform: platform(),
    arch: arch(),
    kernel: release(),
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    nodeVersion: process.version,
    rlsbenchVersion: packageVersion(),
  };
}

/** How busy the machine is now; takes half a second, over which steal time is sampled. */
export async function readMachineLoad(): Promise<MachineLoad> {
  const before = readCpuTimes();
  await sleep(STEAL_SAMPLE_MS);
  const after = readCpuTimes();
  return {
    ...loadAtOnce(),
    stealPercent: before && after ? stealPercent(before, after) : null,
  };
}

/** The same without the wait, and so without steal time, for work that no clock looks at. */
export function loadAtOnce(): MachineLoad {
  return { at: new Date().toISOString(), loadAverage1m: loadavg()[0] ?? 0, stealPercent: null };
}

export interface CpuTimes {
  readonly totalTicks: number;
  readonly stealTicks: number;
}

/** Share of all CPU time between two readings that other guests of the host took, in %. */
export function stealPercent(before: CpuTimes, after: CpuTimes): number {
  const total = after.totalTicks - before.totalTicks;
  return total > 0 ? (100 * (after.stealTicks - before.stealTicks)) / total : 0;
}

/**
 * The `cpu` line of `/proc/stat`, in ticks: user nice system idle iowait irq softirq steal (and
 * guest times, which are part of user and nice already; proc_stat(5)).
 */
export function parseCpuTimes(procStat: string): CpuTimes | undefined {
  const line = /^cpu +(.+)$/m.exec(procStat)?.[1];
  if (line === undefined) return undefined;
  const ticks = line.split(' ').map(Number).slice(0, 8);
  return { totalTicks: ticks.reduce((sum, each) => sum + each, 0), stealTicks: ticks[7] ?? 0 };
}

/** CPU time since boot; undefined where there is no `/proc/stat`. */
export function readCpuTimes(): CpuTimes | undefined {
  try {
    return parseCpuTimes(readFileSync('/proc/stat', 'utf8'));
  } catch {
    return undefined;
  }
}
