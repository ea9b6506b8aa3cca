import type { NamedTenant, SchemaRows } from '../dataset/dataset.js';
import type { Scenario } from '../scenario/scenario.js';
import type { ArmRoles, OpenedTarget } from '../target/target.js';
import { untilInterrupted } from './interrupt.js';
import { openDatabases } from './prepare-scenario.js';
import type { Profile } from './profiles.js';
import { bytesOfGroup, type ScenarioGroup } from './sibling-groups.js';
import type { OpenedSiblings } from './siblings.js';

export interface DatabasesAheadRequest {
  readonly target: OpenedTarget;
  readonly roles: ArmRoles;
  readonly rows: SchemaRows;
  readonly profile: Profile;
  readonly tenants: readonly NamedTenant[];
  readonly sample: () => Promise<string>;
  readonly signal: AbortSignal;
}

/** The databases of several scenarios, one after the other. */
export interface DatabasesAhead {
  /** The group's databases, made now or waited for. `begin` is told what is being made. */
  open(group: ScenarioGroup, begin: (step: string) => void): Promise<OpenedSiblings>;
  /** Starts to make those of `next` while `current` is worked on, where that disturbs neither. */
  startOn(next: ScenarioGroup | undefined, current: ScenarioGroup): void;
  /** No more is asked of them. */
  done(group: ScenarioGroup, opened: OpenedSiblings): Promise<void>;
}

/**
 * Makes the databases of the next scenario while one is proved and planned, which leaves half of two
 * cores idle. For a check, where nothing is timed.
 *
 * A server of ours goes as a whole at the end, and to drop a database takes a checkpoint: so there
 * they are dropped only where the profile's `siblingBytes` do not hold more. On a server of yours
 * there is one scenario's at a time.
 */
export function databasesAhead(request: DatabasesAheadRequest): DatabasesAhead {
  const { target, profile, signal } = request;
  const isOurs = target.kind === 'embedded';
  const kept: { readonly bytes: number; readonly drop: () => Promise<void> }[] = [];
  let ahead:
    | { readonly group: ScenarioGroup; readonly opened: Promise<OpenedSiblings> }
    | undefined;

  const bytesOf = (group: ScenarioGroup) => bytesOfGroup(group, request);
  const keptBytes = () => kept.reduce((sum, { bytes }) => sum + bytes, 0);
  const make = (group: ScenarioGroup, begin: (step: string) => void) =>
    untilInterrupted(openDatabases({ ...request, ...group, begin }), signal);

  return {
    async open(group, begin) {
      begin('making its databases');
      const started = ahead;
      ahead = undefined;
      if (started?.group === group) return started.opened;
      if (started) kept.push({ bytes: bytesOf(started.group), drop: (await started.opened).drop });
      if (keptBytes() + bytesOf(group) > profile.siblingBytes) {
        for (const { drop } of kept.splice(0)) await drop();
      }
      return make(group, begin);
    },

    startOn(next, current) {
      if (!isOurs || !next || worksOnTemplate(current.scenario, next.scenario)) return;
      const bytes = keptBytes() + bytesOf(current) + bytesOf(next);
      if (bytes > profile.siblingBytes) return;
      const opened = make(next, () => {});
      // Told when it is asked for, if it ever is.
      opened.catch(() => undefined);
      ahead = { group: next, opened };
    },

    async done(group, { drop }) {
      if (isOurs) kept.push({ bytes: bytesOf(group), drop });
      else await drop();
    },
  };
}

/** Whether arms of one are connected to what the other's siblings are clones of: nobody may be. */
function worksOnTemplate(current: Scenario, next: Scenario): boolean {
  return (
    current.sample === next.sample && current.arms.some(({ sibling }) => sibling === undefined)
  );
}
