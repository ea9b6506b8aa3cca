import type { LoadPass } from '../../result/load-parts.js';
import { formatInteger, formatLatency } from '../format.js';
import { poolerLook } from '../scenario/pooler-look.js';

/** The most that PgBouncer said of itself in passes, a line each: who waited, on how many servers, how long. */
export function PoolerCell({ passes }: { readonly passes: readonly LoadPass[] }) {
  const look = poolerLook(passes);
  if (look === null) return <>–</>;
  const { waiting, serversUsed, longestWaitNs } = look;
  return (
    <>
      {formatInteger(waiting?.value ?? 0)} waiting
      <small>{formatInteger(serversUsed?.value ?? 0)} servers used</small>
      <small>longest {formatLatency(longestWaitNs?.value ?? 0)}</small>
    </>
  );
}
