import type { LoadPass } from '../../result/load-parts.js';
import { count, formatInteger, formatLatency } from '../format.js';
import { poolerLook } from '../scenario/pooler-look.js';

/** The most that PgBouncer said of itself in passes, a line each: who waited, on how many servers, how long. */
export function PoolerCell({ passes }: { readonly passes: readonly LoadPass[] }) {
  const look = poolerLook(passes);
  if (look === null) return <>–</>;
  const { waiting, serversUsed, longestWaitNs } = look;
  const longest = longestWaitNs?.value ?? 0;
  return (
    <>
      {formatInteger(waiting?.value ?? 0)} waiting
      <small>{count(serversUsed?.value ?? 0, 'server')} used</small>
      {longest > 0 && <small>longest {formatLatency(longest)}</small>}
    </>
  );
}
