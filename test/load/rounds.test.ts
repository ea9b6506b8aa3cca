import { expect, test } from 'vitest';
import { seededRandom } from '../../bench/load/random.js';
import { type RoundArm, type RoundsRequest, runRounds } from '../../bench/load/rounds.js';
import type { CheckRows, Session } from '../../bench/load/session.js';
import { fakeSession } from '../support/fake-session.js';

const never = new AbortController().signal;

function rounds(
  given: readonly Omit<RoundArm, 'workIndexes'>[],
  over: Partial<RoundsRequest> = {},
) {
  const arms = given.map((arm) => ({ ...arm, workIndexes: [3, 4, 5, 6] }));
  return runRounds({
    ...{ arms, draw: 'at random', rounds: 50, random: seededRandom(1), signal: never },
    ...over,
  });
}

/** Arms of one worker that write every exchange into one shared log. */
function loggedArms(names: readonly string[]) {
  const log: { arm: string; work: number }[] = [];
  const arms = names.map((name) => ({
    name,
    sessions: [fakeSession({ onRun: (work) => log.push({ arm: name, work }) })],
  }));
  return { log, arms };
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: items.length / size }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

test('every round runs the same work once on each arm, so that each contrast is paired', async () => {
  const { log, arms } = loggedArms(['a', 'b', 'c']);
  const { samples, failure } = await rounds(arms);
  expect(failure).toBeUndefined();
  const made = chunk(log, 3);
  expect(made).toHaveLength(50);
  for (const round of made) {
    expect(round.map(({ arm }) => arm).sort()).toEqual(['a', 'b', 'c']);
    expect(new Set(round.map(({ work }) => work)).size).toBe(1);
  }
  for (const { latencyNs, exchanges } of samples.values()) {
    expect(latencyNs).toHaveLength(50);
    expect(exchanges).toBe(50);
    expect(latencyNs.every((each) => Number.isInteger(each) && each > 0)).toBe(true);
  }
});

test('all work that was given is drawn, and nothing else', async () => {
  const { log, arms } = loggedArms(['a', 'b']);
  await rounds(arms, { rounds: 200 });
  expect([...new Set(log.map(({ work }) => work))].sort()).toEqual([3, 4, 5, 6]);
});

test('in turn: each worker runs the items in their order on every arm, and begins again', async () => {
  const sessions = () => [fakeSession(), fakeSession({ delayMs: 1 })];
  const arms = ['a', 'b'].map((name) => ({ name, sessions: sessions() }));
  await rounds(arms, { draw: 'in turn', rounds: 10 });
  for (const { ran } of arms.flatMap((arm) => arm.sessions)) {
    expect(ran.slice(0, 10)).toEqual([3, 4, 5, 6, 3, 4, 5, 6, 3, 4]);
  }
});

test('the order of the arms is drawn anew each round: each of the six comes about as often', async () => {
  const { log, arms } = loggedArms(['a', 'b', 'c']);
  await rounds(arms, { rounds: 1200 });
  const counts = new Map<string, number>();
  for (const round of chunk(log, 3)) {
    const order = round.map(({ arm }) => arm).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // 200 expected of each; 13 is one standard deviation.
  for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(65);
});

test('the same seed gives the same order and work', async () => {
  const logs = [loggedArms(['a', 'b', 'c']), loggedArms(['a', 'b', 'c'])];
  for (const { arms } of logs) await rounds(arms, { random: seededRandom(42) });
  expect(logs[0]?.log).toEqual(logs[1]?.log);
});

test('a worker that is done keeps up the contention until the last is done; its extra is not kept', async () => {
  const quick = [fakeSession(), fakeSession()];
  const slow = [fakeSession({ delayMs: 3 }), fakeSession({ delayMs: 3 })];
  const arms = ['a', 'b'].map((name, at) => ({
    name,
    sessions: [quick[at], slow[at]].filter((each) => each !== undefined),
  }));
  const { samples } = await rounds(arms, { rounds: 10 });
  for (const [at, name] of ['a', 'b'].entries()) {
    // The slow worker's rounds are all kept; the quick one's first ten.
    expect(slow[at]?.ran).toHaveLength(10);
    expect(quick[at]?.ran.length).toBeGreaterThan(20);
    expect(samples.get(name)?.latencyNs).toHaveLength(20);
    expect(samples.get(name)?.exchanges).toBe((quick[at]?.ran.length ?? 0) + 10);
  }
});

test('the first failure ends every worker, once, and names its arm', async () => {
  const failing = fakeSession({ failAt: 5 });
  const others = [fakeSession(), fakeSession(), fakeSession()];
  const arms = [
    { name: 'good', sessions: others.slice(0, 2) },
    { name: 'bad', sessions: [failing, others[2]].filter((each) => each !== undefined) },
  ];
  const outcome = await rounds(arms, { rounds: 1_000_000 });
  expect(outcome.failure?.arm).toBe('bad');
  expect(outcome.failure?.failure.sqlState).toBe('XX000');
  const ranThen = others.map(({ ran }) => ran.length);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(others.map(({ ran }) => ran.length)).toEqual(ranThen);
  expect(failing.ran).toHaveLength(6);
});

test('what a sampled response’s check finds is a failure, and no part of the latency', async () => {
  const slow = () => {
    const until = performance.now() + 5;
    while (performance.now() < until);
    return undefined;
  };
  const fine = { name: 'fine', sessions: [{ ...fakeSession(), run: answering(slow) }] };
  const { samples, failure } = await rounds([fine], { rounds: 20 });
  expect(failure).toBeUndefined();
  const sorted = [...(samples.get('fine')?.latencyNs ?? [])].sort((a, b) => a - b);
  expect(sorted[10]).toBeLessThan(5e6);

  const wrong = {
    name: 'wrong',
    sessions: [{ ...fakeSession(), run: answering(() => failed('x')) }],
  };
  expect((await rounds([fine, wrong])).failure).toMatchObject({
    arm: 'wrong',
    failure: failed('x'),
  });
});

function answering(check: CheckRows): Session['run'] {
  return (_, done) => void setImmediate(() => done(undefined, check));
}

test('two failures at once: the first is told, and it still ends', async () => {
  const arms = ['first', 'second'].map((name) => ({
    name,
    sessions: [fakeSession({ failAt: 0, failure: failed(name) }), fakeSession({ failAt: 0 })],
  }));
  const { failure } = await rounds(arms, { rounds: 1_000_000 });
  expect(['first', 'second']).toContain(failure?.arm);
});

test('abort is heeded between rounds: rounds made until then are whole and are kept', async () => {
  const controller = new AbortController();
  let exchanges = 0;
  const onRun = () => {
    exchanges += 1;
    // In the middle of the 11th round of three arms.
    if (exchanges === 32) controller.abort();
  };
  const arms = ['a', 'b', 'c'].map((name) => ({ name, sessions: [fakeSession({ onRun })] }));
  const { samples, failure } = await rounds(arms, { rounds: 1_000_000, signal: controller.signal });
  expect(failure).toBeUndefined();
  expect([...samples.values()].map(({ latencyNs }) => latencyNs.length)).toEqual([11, 11, 11]);
});

test('aborted before it begins: nothing is run', async () => {
  const { log, arms } = loggedArms(['a', 'b']);
  const { samples } = await rounds(arms, { signal: AbortSignal.abort() });
  expect(log).toEqual([]);
  expect(samples.get('a')?.latencyNs).toEqual([]);
});

function failed(message: string) {
  return { kind: 'connection', sqlState: '', message } as const;
}

test('each arm draws the same place in its own list: arms may keep the same work elsewhere', async () => {
  const { log, arms } = loggedArms(['a', 'b']);
  const placed = arms.map((arm, at) => ({ ...arm, workIndexes: at === 0 ? [0, 1, 2] : [7, 8, 9] }));
  await runRounds({
    ...{ arms: placed, draw: 'at random', rounds: 50, random: seededRandom(1), signal: never },
  });
  for (const round of chunk(log, 2)) {
    const [first, second] = round.sort((x, y) => x.arm.localeCompare(y.arm));
    expect(second?.work).toBe((first?.work ?? 0) + 7);
  }
});
