import type { PoolerSettings } from '../pooler/pooler.js';

/** PgBouncer tracks it unasked (manual, "track_extra_parameters": its default). */
const ALWAYS_TRACKED = 'intervalstyle';

/**
 * Why a route can't be asked of a pooler that runs already: what is known of a route holds with its
 * options alone, and such a pooler has its own. The size of a pool is none of them, nor how many
 * statements are tracked, if any are.
 *
 * @param has what the pooler is set to; `maxClients` is 0 where it does not tell
 * @returns undefined where it has what the route asks for
 */
export function whyOtherOptions(asked: PoolerSettings, has: PoolerSettings): string | undefined {
  if (has.maxClients === 0) return 'the options of the pooler that runs already are not known';
  const name = (['server_reset_query_always', 'track_extra_parameters'] as const).find(
    (each) => optionsOf(asked)[each] !== optionsOf(has)[each],
  );
  if (name !== undefined) return differs(name, optionsOf(asked)[name], optionsOf(has)[name]);
  if (asked.maxPreparedStatements > 0 === has.maxPreparedStatements > 0) return undefined;
  const counts = [asked.maxPreparedStatements, has.maxPreparedStatements] as const;
  return differs('max_prepared_statements', ...counts);
}

function optionsOf({ serverResetQueryAlways = false, trackExtraParameters = [] }: PoolerSettings) {
  const tracked = trackExtraParameters.map((each) => each.toLowerCase());
  return {
    server_reset_query_always: serverResetQueryAlways ? 1 : 0,
    track_extra_parameters: tracked
      .filter((each) => each !== ALWAYS_TRACKED)
      .sort()
      .join(','),
  };
}

function differs(name: string, asked: string | number, has: string | number): string {
  return `it is asked with ${name} "${asked}", and the pooler that runs already has "${has}"`;
}
