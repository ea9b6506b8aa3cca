import { TENANT_SETTING } from '../../context/statements.js';
import { alone, inTransaction, LEFT, type LeakState } from '../state.js';

const bySetConfig = (isLocal: boolean) =>
  `select set_config('${TENANT_SETTING}', '${LEFT}', ${isLocal})`;
const bySet = `set ${TENANT_SETTING} = '${LEFT}'`;
const bySetLocal = `set local ${TENANT_SETTING} = '${LEFT}'`;

/** The setting that policies read the tenant from. */
export const customSetting: LeakState = {
  name: 'custom setting',
  ways: () => [
    alone('SET', bySet),
    inTransaction('set_config(.., false), committed', bySetConfig(false)),
    inTransaction('set_config(.., false), rolled back', bySetConfig(false), 'rollback'),
    inTransaction('SET LOCAL in a transaction', bySetLocal),
    inTransaction('set_config(.., true) in a transaction', bySetConfig(true)),
    alone('SET LOCAL outside a transaction', bySetLocal),
    alone('set_config(.., true) in autocommit', bySetConfig(true)),
  ],
  look: () => `select current_setting('${TENANT_SETTING}', true)`,
  isThere: (answer) => answer === LEFT,
};
