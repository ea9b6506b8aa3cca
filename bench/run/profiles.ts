import type { DatasetSize } from '../dataset/dataset.js';

/** How much a run does, and how long it may take. Budgets are for two cores. */
export interface Profile {
  readonly name: ProfileName;
  readonly about: string;
  readonly size: DatasetSize;
  /** Rows of the main table in the databases that scenarios make siblings of: see `Scenario.sample`. */
  readonly siblingInvoices: number;
  /** Disk that a scenario's siblings may take at a time: see docs/decisions/0008-siblings.md. */
  readonly siblingBytes: number;
  /** Which cells are measured: see `bench/run/cells.ts`. */
  readonly cells: 'telling' | 'quick' | 'all';
  /** Fewest blocks a cell must have; fewer and the cell is listed as skipped. */
  readonly minimumBlocks: number;
  /** Most rounds a block; an expensive operation gets fewer. */
  readonly roundsPerBlock: number;
  /** Parameter sets drawn for each operation and tenant. */
  readonly parameterSets: number;
  /** Time given to measuring one scenario; proofs, plans and set-up come on top. */
  readonly loadSeconds: number;
}

export const PROFILE_NAMES = ['start', 'quick', 'standard', 'thorough'] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

/**
 * Sixteen blocks that agree have a two-sided signed-rank p of 2^-15, and of 2^-14 where the smallest of
 * them is odd: after Holm over the 540 contrasts of our largest scenario still under 5%.
 */
const minimumBlocks = 16;

const siblingBytes = 8e9;

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  start: {
    name: 'start',
    about: 'the most telling cells, about 2 minutes on two cores',
    size: { invoices: 200_000, tenants: 200 },
    siblingInvoices: 40_000,
    siblingBytes,
    cells: 'telling',
    minimumBlocks,
    roundsPerBlock: 100,
    parameterSets: 16,
    loadSeconds: 14,
  },
  quick: {
    name: 'quick',
    about: 'every scenario, under 6 minutes on two cores',
    size: { invoices: 200_000, tenants: 200 },
    siblingInvoices: 40_000,
    siblingBytes,
    cells: 'quick',
    minimumBlocks,
    roundsPerBlock: 100,
    parameterSets: 16,
    loadSeconds: 150,
  },
  standard: {
    name: 'standard',
    about: '2M invoices, every operation at both concurrencies',
    size: { invoices: 2_000_000, tenants: 2_000 },
    siblingInvoices: 600_000,
    siblingBytes,
    cells: 'all',
    minimumBlocks,
    roundsPerBlock: 100,
    parameterSets: 32,
    loadSeconds: 15 * 60,
  },
  thorough: {
    name: 'thorough',
    about: '20M invoices, every operation at both concurrencies',
    size: { invoices: 20_000_000, tenants: 10_000 },
    siblingInvoices: 3_000_000,
    siblingBytes,
    cells: 'all',
    minimumBlocks,
    roundsPerBlock: 100,
    parameterSets: 64,
    loadSeconds: 60 * 60,
  },
};
