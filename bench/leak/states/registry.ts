import type { LeakState } from '../state.js';
import { advisoryLock } from './advisory-lock.js';
import { currval } from './currval.js';
import { cursor } from './cursor.js';
import { customSetting } from './custom-setting.js';
import { listen } from './listen.js';
import { preparedText, protocolPrepared, sqlPrepare } from './prepared-statement.js';
import { role } from './role.js';
import { rowSecurity, searchPath, statementTimeout, timeZone } from './server-setting.js';
import { sessionAuthorization } from './session-authorization.js';
import { onCommitDrop, tempTable } from './temp-table.js';

/** Every kind of state, in the order of the table; a new one is a new file and a line here. */
export const LEAK_STATES: readonly LeakState[] = [
  customSetting,
  role,
  sessionAuthorization,
  rowSecurity,
  searchPath,
  statementTimeout,
  timeZone,
  sqlPrepare,
  protocolPrepared,
  preparedText,
  advisoryLock,
  tempTable,
  onCommitDrop,
  cursor,
  listen,
  currval,
];
