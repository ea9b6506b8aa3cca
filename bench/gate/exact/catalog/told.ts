import type { GateCatalog } from '../../../result/gate-parts.js';
import type { GateFinding } from '../../gate-result.js';
import { sentence } from '../place.js';

/** What is found in the catalogs: of no operation. */
export type Told = Pick<GateFinding, 'rule' | 'level' | 'message'> &
  Partial<Pick<GateFinding, 'base' | 'head'>>;

/** Both sides' catalogs. */
export interface Catalogs {
  readonly base: GateCatalog;
  readonly head: GateCatalog;
}

/** To be known, and judged by somebody who knows what it is for. */
export function notice(text: string, base: string | null, head: string | null): Told {
  return { rule: 'proof', level: 'notice', message: sentence(text), base, head };
}

/** Rows are open that were not. */
export function opened(text: string, base: string | null, head: string | null): Told {
  return { rule: 'isolation', level: 'failure', message: sentence(text), base, head };
}
