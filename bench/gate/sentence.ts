import { betterChanges, type Change, shortText, worseChanges } from './changed-words.js';
import type { GateResult } from './gate-result.js';

/** A sentence that is longer is not read. In characters as a reader counts them. */
export const LONGEST_SENTENCE = 299;

type Judged = Omit<GateResult, 'sentence'>;

/** How much is said: fewer operations by name, then none, until the sentence is short enough. */
interface Room {
  readonly named: number;
  readonly textLength: number;
}

const ROOMS: readonly Room[] = [
  { named: 2, textLength: 140 },
  { named: 1, textLength: 100 },
  { named: 0, textLength: 60 },
];

/**
 * What a tired person reads first, in plain text on one line, under 300 characters: how many operations
 * got worse and how the first two did; else that none did, or why that can't be told; then what got
 * better. Titles are a scenario's own text: who shows it escapes it.
 */
export function gateSentence(result: Judged): string {
  const said = ROOMS.map((room) => sentenceIn(result, room));
  return said.find((one) => [...one].length <= LONGEST_SENTENCE) ?? (said.at(-1) as string);
}

function sentenceIn(result: Judged, room: Room): string {
  const worse = [...failedChecks(result, room), ...worseOperations(result, room)];
  const stopped = stoppedWords(result, room);
  if (stopped !== null) {
    return sentence(
      [worse.length === 0 ? stopped : `${stopped}; until then ${worse[0]}`],
      worse.slice(1),
    );
  }
  const rest = [...betterOperations(result, room), ...uncomparedWords(result)];
  if (worse.length > 0) return sentence(worse, [...untrustedWords(result, ''), ...rest]);
  return sentence(passedWords(result, room), rest);
}

function sentence(first: readonly string[], rest: readonly string[]): string {
  const text = `${[...first, ...rest].join('; ')}.`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function stoppedWords({ status, statusReason }: Judged, room: Room): string | null {
  if (status === 'complete') return null;
  const why =
    statusReason === null ? '' : ` (${withoutStop(shortText(statusReason, room.textLength))})`;
  return status === 'failed'
    ? `The gate failed before it was done${why}`
    : `The gate did not come to its end${why}, so it did not pass`;
}

/** Failures of no one operation: of the schema, of an arm, of the proofs themselves. */
function failedChecks({ findings }: Judged, room: Room): string[] {
  const failed = findings.filter(
    ({ level, operation }) => level === 'failure' && operation === null,
  );
  const [first, ...others] = failed;
  if (!first) return [];
  const what = withoutStop(shortText(first.message, room.textLength));
  return [others.length === 0 ? what : `${what} (and ${others.length} more of the kind)`];
}

function worseOperations(result: Judged, room: Room): string[] {
  const { compared, worse } = result.operations;
  if (worse.length === 0) return [];
  const changes = worseChanges(result).map(inWords);
  return listed(`${worse.length} of ${operations(compared)} got worse`, changes, room);
}

function betterOperations(result: Judged, room: Room): string[] {
  const { better } = result.operations;
  if (better.length === 0) return [];
  return listed(`${better.length} got better`, betterChanges(result).map(inWords), {
    ...room,
    named: Math.min(1, room.named),
  });
}

function inWords({ title, what }: Change): string {
  return `${title} ${what}`;
}

function passedWords(result: Judged, room: Room): string[] {
  const { operations: of, trust, gate } = result;
  if (of.compared === 0) {
    const then =
      result.verdict === 'failed' ? 'so it did not pass' : 'but head mends what base fails';
    return [`No operation could be compared, ${then}`];
  }
  const none = `none of ${operations(of.compared)} got worse`;
  if (trust.untrusted) {
    return untrustedWords(
      result,
      gate.strict ? 'the exact checks hold, but this gate is strict' : 'the exact checks hold',
    );
  }
  if (of.inconclusive.length > 0) {
    const strict = gate.strict ? ', and this gate is strict' : '';
    const count = `${of.inconclusive.length} of ${operations(of.compared)}`;
    const names = of.inconclusive.map((title) => shortText(title));
    return listed(
      `nothing was seen to get worse, but ${count} could not be told${strict}`,
      names,
      room,
    );
  }
  return [trust.timed ? none : `${none} by the exact checks, and nothing was timed`];
}

/** Operations of either side that were compared in nothing: a gate does not speak for them. */
function uncomparedWords({ gate, operations: { compared } }: Judged): string[] {
  const all = gate.scenarios.reduce((sum, each) => sum + each.operations.length, 0);
  const left = all - compared;
  if (left <= 0 || compared === 0) return [];
  return [`${left} of ${operations(all)} ${left === 1 ? 'was' : 'were'} not compared`];
}

/** The reason is the same for all: it is the machine's, not an operation's. */
function untrustedWords({ trust, timings }: Judged, then: string): string[] {
  if (!trust.untrusted) return [];
  const reason = timings.find(({ verdict }) => verdict === 'untrusted')?.reason;
  const why = reason === undefined ? '' : `: ${reason}`;
  return [`timing can't be trusted here${why}`, then].filter(Boolean);
}

/** "2 of 38 operations got worse: a", "b", "and 3 more": as many by name as there is room for. */
function listed(head: string, items: readonly string[], { named }: Room): string[] {
  const [first, ...others] = items.slice(0, named);
  if (first === undefined) return [head];
  const more = items.length - named;
  return [`${head}: ${first}`, ...others, ...(more > 0 ? [`and ${more} more`] : [])];
}

function operations(count: number): string {
  return count === 1 ? '1 operation' : `${count} operations`;
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
