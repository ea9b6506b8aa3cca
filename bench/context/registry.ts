import type { ContextName } from '../scenario/scenario.js';
import type { ContextStrategy } from './exchange.js';
import { none } from './none.js';
import { oneMessage } from './one-message.js';
import { sessionSet } from './session-set.js';
import { sessionSetReset } from './session-set-reset.js';
import { setConfig } from './set-config.js';
import { setConfigImplicit } from './set-config-implicit.js';
import { setConfigPipelined } from './set-config-pipelined.js';
import { setLocal } from './set-local.js';
import { setLocalAutocommit } from './set-local-autocommit.js';
import { setLocalRole } from './set-local-role.js';
import { signedToken } from './signed-token.js';
import { startupOption } from './startup-option.js';
import { transaction } from './transaction.js';

/** Every context strategy by its name; a new one is a new file and a line here. */
export const CONTEXT_STRATEGIES: Readonly<Record<ContextName, ContextStrategy>> = {
  none,
  transaction,
  'set-config': setConfig,
  'set-config-pipelined': setConfigPipelined,
  'set-config-implicit': setConfigImplicit,
  'set-local': setLocal,
  'one-message': oneMessage,
  'session-set-reset': sessionSetReset,
  'session-set': sessionSet,
  'set-local-autocommit': setLocalAutocommit,
  'set-local-role': setLocalRole,
  'startup-option': startupOption,
  'signed-token': signedToken,
};
