import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { EnvironmentError } from '../../bench/errors.js';
import { seededRandom } from '../../bench/load/random.js';
import type { ArmFailure, BlockRecord } from '../../bench/result/journal.js';
import { measureCells } from '../../bench/run/measure.js';
import type { MeasuredCell, MeasureRequest } from '../../bench/run/measurement.js';
import type { Arm } from '../../bench/scenario/scenario.js';
import { type FakeSession, fakeSession } from '../support/fake-session.js';

const arm = (name: string): Arm => ({
  ...{ name, title: name, isolation: 'rls', context: 'set-config', client: 'wire' },
  planCacheMode: 'auto',
});
const arms = ['a', 'b', 'c'].map(arm);

const cell = (operation: string, over: Partial<MeasuredCell> = {}): MeasuredCell => ({
  ...{ operation, tenant: 'whale', concurrency: 1, arms, statementName: operation },
  workOf: () => [{ exchange: [], expectedRows: 1, tenantId: operation }],
  ...over,
});

interface Measured {
  readonly blocks: BlockRecord[];
  readonly failures: ArmFailure[];
  /** Arms in the order their connections were opened, one list a pass. */
  readonly opened: string[][];
  readonly sessions: FakeSession[];
}

/** Measures on fake sessions that `open` makes; two passes of a few rounds unless told. */
async function measure(
  over: Partial<MeasureRequest> & { readonly cells: readonly MeasuredCell[] },
  open: (arm: Arm, pass: number) => FakeSession = () => fakeSession(),
): Promise<Measured> {
  const measured: Measured = { blocks: [], failures: [], opened: [[]], sessions: [] };
  await measureCells({
    scenario: 'fake',
    profile: { minimumBlocks: 2, roundsPerBlock: 10, loadSeconds: 0.1 },
    openSession: async ({ name }) => {
      measured.opened.at(-1)?.push(name);
      const session = open(arm(name), measured.opened.length - 1);
      measured.sessions.push(session);
      return session;
    },
    readServerCpuNs: () => null,
    isServerAlive: async () => true,
    random: seededRandom(7),
    signal: new AbortController().signal,
    onBlock: (block) => measured.blocks.push(block),
    onFailure: (failure) => measured.failures.push(failure),
    onPass: () => {
      measured.opened.push([]);
      return true;
    },
    ...over,
  });
  return measured;
}

const blocksOf = (blocks: readonly BlockRecord[], operation: string) =>
  blocks.filter((block) => block.operation === operation);

test('an expensive operation gets fewer rounds a block, never fewer blocks', async () => {
  const { blocks } = await measure(
    {
      cells: [cell('cheap'), cell('dear', { arms: [arm('slow-a'), arm('slow-b')] })],
      profile: { minimumBlocks: 4, roundsPerBlock: 200, loadSeconds: 1 },
    },
    ({ name }) => fakeSession({ delayMs: name.startsWith('slow') ? 4 : 0 }),
  );
  const cheap = blocksOf(blocks, 'cheap');
  const dear = blocksOf(blocks, 'dear');
  expect(cheap).toHaveLength(4);
  expect(dear).toHaveLength(4);
  for (const { arms } of cheap) expect(arms.a?.latencyNs.length).toBe(200);
  for (const { arms } of dear) {
    expect(arms['slow-a']?.latencyNs.length).toBeGreaterThanOrEqual(5);
    expect(arms['slow-a']?.latencyNs.length).toBeLessThan(100);
  }
});

test('out of time before it began: still every block, of the fewest rounds', async () => {
  const { blocks } = await measure({
    cells: [cell('x'), cell('y')],
    profile: { minimumBlocks: 3, roundsPerBlock: 100, loadSeconds: 0 },
  });
  expect(blocks).toHaveLength(6);
  for (const { arms } of blocks) expect(arms.a?.latencyNs).toHaveLength(5);
});

test('blocks are spread: every cell has one in each pass, in an order of its own', async () => {
  const operations = ['u', 'v', 'w', 'x'];
  const { blocks } = await measure({
    cells: operations.map((operation) => cell(operation)),
    profile: { minimumBlocks: 8, roundsPerBlock: 5, loadSeconds: 0 },
  });
  const orders = Array.from({ length: 8 }, (_, pass) =>
    blocks.slice(pass * 4, (pass + 1) * 4).map(({ operation }) => operation),
  );
  for (const [pass, order] of orders.entries()) {
    expect([...order].sort()).toEqual(operations);
    expect(blocksOf(blocks, 'u')[pass]?.block).toBe(pass);
  }
  expect(new Set(orders.map((order) => order.join())).size).toBeGreaterThan(4);
});

test('connections are fresh in each pass, opened in random order, and closed', async () => {
  const { opened, sessions } = await measure({
    cells: [cell('x', { concurrency: 2 })],
    profile: { minimumBlocks: 10, roundsPerBlock: 5, loadSeconds: 0 },
  });
  const passes = opened.filter((pass) => pass.length > 0);
  expect(passes).toHaveLength(10);
  for (const pass of passes) expect([...pass].sort()).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
  expect(new Set(passes.map((pass) => pass.join())).size).toBeGreaterThan(7);
  // No arm may always come first: backends keep a bias for life.
  expect(new Set(passes.map(([first]) => first)).size).toBe(3);
  expect(sessions.every((session) => session.closed())).toBe(true);
});

test('concurrency: each arm has a session a worker, and all workers are in the samples', async () => {
  const { blocks } = await measure({
    cells: [cell('x', { concurrency: 4 })],
    profile: { minimumBlocks: 1, roundsPerBlock: 40, loadSeconds: 5 },
  });
  expect(blocks[0]?.arms.a?.latencyNs).toHaveLength(40);
});

test('a block journals the plans of its statement, summed over an arm’s sessions', async () => {
  const { blocks } = await measure({ cells: [cell('x', { concurrency: 3 })] }, ({ name }) =>
    fakeSession({ planCounts: { genericPlans: name === 'a' ? 7 : 0, customPlans: 5 } }),
  );
  expect(blocks[0]?.arms.a).toMatchObject({ genericPlans: 21, customPlans: 15 });
  expect(blocks[0]?.arms.b).toMatchObject({ genericPlans: 0, customPlans: 15 });
});

test('warm rounds run the parameter sets in the order of the capture, only kept ones draw them', async () => {
  const item = { exchange: [], expectedRows: 1, tenantId: '' };
  const { sessions } = await measure({
    cells: [cell('x', { workOf: () => [item, item, item] })],
    profile: { minimumBlocks: 1, roundsPerBlock: 30, loadSeconds: 5 },
  });
  const [first] = sessions;
  for (const { ran } of sessions) {
    expect(ran.slice(0, 8)).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
    expect(ran).toEqual(first?.ran);
  }
  const kept = first?.ran.slice(8) ?? [];
  expect(kept).toHaveLength(30);
  expect(kept).not.toEqual(kept.map((_, index) => (index + (kept[0] ?? 0)) % 3));
});

test('an arm that fails is removed everywhere, and the others lose no block by it', async () => {
  const { blocks, failures, opened } = await measure(
    {
      cells: [cell('x'), cell('y')],
      profile: { minimumBlocks: 3, roundsPerBlock: 10, loadSeconds: 0 },
    },
    ({ name }, pass) => fakeSession(name === 'b' && pass === 1 ? { failAt: 20 } : {}),
  );
  expect(failures).toMatchObject([{ scenario: 'fake', arm: 'b', sqlState: 'XX000' }]);
  for (const operation of ['x', 'y']) {
    expect(blocksOf(blocks, operation).map(({ block }) => block)).toEqual([0, 1, 2]);
  }
  expect(blocks.map(({ arms }) => Object.keys(arms).join('')).slice(-3)).toEqual([
    'ac',
    'ac',
    'ac',
  ]);
  // Both cells of the first pass, and the one that came first in the second.
  expect(blocks.filter(({ arms }) => arms.b)).toHaveLength(3);
  expect(
    opened
      .filter((pass) => pass.length > 0)
      .at(-1)
      ?.sort(),
  ).toEqual(['a', 'c']);
});

test('nothing left to compare: it ends instead of waiting for the time to pass', async () => {
  const startedAt = performance.now();
  const { blocks, failures } = await measure(
    {
      cells: [cell('x', { arms: [arm('a'), arm('b')] })],
      profile: { minimumBlocks: 2, roundsPerBlock: 10, loadSeconds: 30 },
      onPass: () => false,
    },
    ({ name }) => fakeSession(name === 'b' ? { failAt: 0 } : {}),
  );
  expect(blocks).toEqual([]);
  expect(failures).toHaveLength(1);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test('an arm whose connection is refused has failed; the others go on', async () => {
  const refused = new DatabaseError('role "x" is not permitted to log in', 0, 'error');
  refused.code = '28000';
  const { blocks, failures } = await measure(
    { cells: [cell('x')], profile: { minimumBlocks: 2, roundsPerBlock: 5, loadSeconds: 0 } },
    ({ name }) => {
      if (name === 'c') throw refused;
      return fakeSession();
    },
  );
  expect(failures).toMatchObject([
    { arm: 'c', operation: 'x', tenant: 'whale', kind: 'server-error', sqlState: '28000' },
  ]);
  expect(blocks.map(({ arms }) => Object.keys(arms))).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

test('a bug of ours is no failed arm: it is thrown on, and the sessions are closed', async () => {
  const sessions: FakeSession[] = [];
  const measuring = measure({ cells: [cell('x')] }, ({ name }) => {
    if (name === 'c') throw new TypeError('a bug');
    const session = fakeSession();
    sessions.push(session);
    return session;
  });
  await expect(measuring).rejects.toThrow(TypeError);
  expect(sessions.every((session) => session.closed())).toBe(true);
});

const lost = { kind: 'connection', sqlState: '57P01', message: 'terminating connection' } as const;

test('a connection that breaks while the server lives fails its arm only', async () => {
  const { failures } = await measure({ cells: [cell('x')] }, ({ name }) =>
    fakeSession(name === 'a' ? { failAt: 3, failure: lost } : {}),
  );
  expect(failures).toMatchObject([{ arm: 'a', sqlState: '57P01' }]);
});

test('a connection that breaks because the server is gone ends the run, and says so', async () => {
  const failures: ArmFailure[] = [];
  const measuring = measure(
    {
      cells: [cell('x')],
      isServerAlive: async () => false,
      onFailure: (failure) => failures.push(failure),
    },
    ({ name }) => fakeSession(name === 'a' ? { failAt: 3, failure: lost } : {}),
  );
  await expect(measuring).rejects.toThrow(EnvironmentError);
  await expect(measuring).rejects.toThrow(/stopped answering.*terminating connection/);
  // It is the server that failed, not the arm that happened to be running.
  expect(failures).toEqual([]);
});

test('abort ends it within a moment even when an answer never comes', async () => {
  const controller = new AbortController();
  const startedAt = performance.now();
  setTimeout(() => controller.abort(), 100);
  const { blocks, sessions } = await measure(
    { cells: [cell('x')], signal: controller.signal },
    ({ name }) => fakeSession(name === 'b' ? { delayMs: Number.POSITIVE_INFINITY } : {}),
  );
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(blocks).toEqual([]);
  expect(sessions.every((session) => session.closed())).toBe(true);
});
