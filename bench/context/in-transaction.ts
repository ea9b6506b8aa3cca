import type { ContextName } from '../scenario/scenario.js';
import type { ContextStrategy } from './exchange.js';
import { CONTEXT_STRATEGIES } from './registry.js';

/**
 * A strategy that gives the arms' query the same context within one transaction, for proofs and plans:
 * those run the exchanges of many arms statement by statement, on connections that are kept and serve
 * every tenant. What leaves a setting behind gives it by SET LOCAL there, and what gets it as the
 * connection is made by set_config; how each is really sent is the business of the proof "as sent".
 */
export function strategyInTransaction(context: ContextName): ContextStrategy {
  return CONTEXT_STRATEGIES[INSTEAD[context] ?? context];
}

const INSTEAD: Partial<Record<ContextName, ContextName>> = {
  'session-set': 'set-local',
  'session-set-reset': 'set-local',
  'set-local-autocommit': 'set-local',
  'startup-option': 'set-config',
};
