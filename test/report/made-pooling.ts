import scenario from '../../scenarios/pooling.js';
import type { MadeScenario } from './synthetic-scenario.js';

/** The scenario `pooling` with made-up costs: each round trip costs, through a pooler twice as much. */

const ROUND_TRIPS: Readonly<Record<string, number>> = {
  ...{ none: 1, transaction: 3, 'set-config': 4, 'set-local': 4, 'set-local-role': 4 },
  ...{ 'signed-token': 4, 'session-set-reset': 3 },
};

export const madePooling: MadeScenario = {
  name: scenario.name,
  question: scenario.question,
  operations: scenario.operations
    .slice(0, 1)
    .map(({ name, title, where, rls }) => ({ name, title, where, rls })),
  arms: scenario.arms.map(({ operations: _, ...arm }) => arm),
  contrasts: scenario.contrasts,
  cost: (arm, _, tenant) => {
    const trip = { direct: 40, pgbouncer: 75 }[arm.route?.split('-')[0] ?? 'direct'] ?? 40;
    const connecting = arm.route === 'direct-per-request' ? 4000 : 0;
    const token = arm.context === 'signed-token' ? 30 : 0;
    const client = arm.client === 'wire' ? 1 : 1.6;
    const policy = arm.isolation === 'rls' ? 2 : 0;
    const trips = ROUND_TRIPS[arm.context] ?? 1;
    return {
      ...{ buffers: 4, index: 'invoices_pkey' },
      ...(tenant === 'whale'
        ? { p50Us: (20 + trip * trips) * client + connecting + token + policy }
        : {}),
    };
  },
};
