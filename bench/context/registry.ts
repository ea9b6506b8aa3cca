import type { ContextName } from '../scenario/scenario.js';
import type { ContextStrategy } from './exchange.js';
import { none } from './none.js';
import { setConfig } from './set-config.js';
import { setConfigImplicit } from './set-config-implicit.js';
import { setConfigPipelined } from './set-config-pipelined.js';
import { transaction } from './transaction.js';

/** Every context strategy by its name; a new one is a new file and a line here. */
export const CONTEXT_STRATEGIES: Readonly<Record<ContextName, ContextStrategy>> = {
  none,
  transaction,
  'set-config': setConfig,
  'set-config-pipelined': setConfigPipelined,
  'set-config-implicit': setConfigImplicit,
};
