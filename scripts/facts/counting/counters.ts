import { countCalls, makeStandIn } from '../calls.js';
import { type FactGroup, type Lab, seen } from '../fact.js';

/** Which functions Postgres counts the calls of. */

const ROWS = 100;

async function counted(lab: Lab, name: string, call: string): Promise<number> {
  const { session } = lab;
  await session.query(`set track_functions = 'all'`);
  return countCalls(session, name, () =>
    session.query(`select count(*) from numbers where n::text <> ${call}`),
  );
}

const counters: FactGroup = {
  section: 'Counting calls',
  data: 'empty',
  prepare: async ({ session }) => {
    await session.query(
      `create table numbers as select n from generate_series(1, ${ROWS}) n;
       create function inlined() returns text language sql stable as
         $$ select current_setting('server_version') $$;
       analyze numbers`,
    );
    await makeStandIn(
      session,
      'stand_in',
      'current_setting(text, boolean)',
      'current_setting($1, $2)',
    );
  },
  facts: [
    {
      name: 'current-setting-uncounted',
      claim: 'current_setting has no call counter, not even with track_functions = all.',
      threshold: 'A query that calls it once a row leaves a count of 0.',
      hingesOnSize: false,
      observe: async (lab) => {
        const calls = await counted(lab, 'current_setting', `current_setting('server_version')`);
        return seen(calls === 0, `${calls} counted`);
      },
    },
    {
      name: 'inlined-function-uncounted',
      claim: 'An inlined SQL function has none either.',
      threshold: 'A query that calls it once a row leaves a count of 0.',
      hingesOnSize: false,
      observe: async (lab) => {
        const calls = await counted(lab, 'inlined', 'inlined()');
        return seen(calls === 0, `${calls} counted`);
      },
    },
    {
      name: 'stand-in-counted',
      claim:
        'A PL/pgSQL stand-in of the same volatility, cost, leakproofness and parallel safety is counted.',
      threshold: 'The same attributes in pg_proc, and at least a call a row counted.',
      hingesOnSize: false,
      observe: async (lab) => {
        const same = await lab.session.value(
          `select count(distinct (provolatile, procost, proleakproof, proparallel, proisstrict)) = 1
           from pg_proc where oid in ('current_setting(text, boolean)'::regprocedure, 'stand_in(text, boolean)'::regprocedure)`,
        );
        const calls = await counted(lab, 'stand_in', `stand_in('server_version', true)`);
        return seen(
          same === true && calls >= ROWS,
          `${calls} counted on ${ROWS} rows, ${same ? 'same' : 'other'} attributes`,
        );
      },
    },
    {
      name: 'sql-body-planned',
      claim:
        'A SQL function that is not inlined (SECURITY DEFINER) plans its body once in each query up to 17; from 18 on once in a session. A stand-in in it is called once more by each planning.',
      threshold: `In three queries one after the other ${ROWS + 1} calls each up to 17; from 18 on ${ROWS + 1}, then ${ROWS} and ${ROWS}.`,
      hingesOnSize: false,
      observe: async (lab) => {
        const { session, major } = lab;
        await session.query(
          `create function helper() returns bigint language sql stable security definer as
             $$ select count(*) from numbers where n::text <> stand_in('server_version', true) $$;
           set track_functions = 'all'`,
        );
        const calls: number[] = [];
        for (let query = 0; query < 3; query++) {
          calls.push(await countCalls(session, 'stand_in', () => session.query('select helper()')));
        }
        const later = major < 18 ? ROWS + 1 : ROWS;
        return seen(
          calls.join() === [ROWS + 1, later, later].join(),
          `${calls.join(', ')} calls on ${ROWS} rows`,
        );
      },
    },
  ],
};
export default counters;
