import { alone, inTransaction, LEFT, LEFT_NAME, type LeakState } from '../state.js';

const look = {
  look: () => `select mark from ${LEFT_NAME}`,
  isThere: (answer: string | null) => answer === LEFT,
};

export const tempTable: LeakState = {
  name: 'temp table',
  ways: () => [
    alone('CREATE TEMP TABLE', `create temp table ${LEFT_NAME} as select '${LEFT}' as mark`),
  ],
  ...look,
};

export const onCommitDrop: LeakState = {
  name: 'temp table, ON COMMIT DROP',
  ways: () => [
    inTransaction(
      'CREATE TEMP TABLE .. ON COMMIT DROP in a transaction',
      `create temp table ${LEFT_NAME} on commit drop as select '${LEFT}' as mark`,
    ),
  ],
  ...look,
};
