import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LoadConnection } from '../../../bench/load/open/connection.js';
import { createDispatcher } from '../../../bench/load/open/dispatch.js';
import { COMPLETED, DROPPED, FAILED, WAITED } from '../../../bench/load/open/log.js';
import type { Done, ExchangeFailure } from '../../../bench/load/session.js';

/** A connection whose exchanges end when the test says so. */
interface HeldConnection extends LoadConnection {
  end(failure?: ExchangeFailure): void;
}

function heldConnection(reopened?: Promise<void>): HeldConnection {
  let current: Done | undefined;
  return {
    run: (done) => {
      current = done;
    },
    readyAgain: (failure) => (failure?.kind === 'connection' ? reopened : undefined),
    warmUp: async () => {},
    close: async () => {},
    end: (failure) => {
      const done = current;
      current = undefined;
      done?.(failure);
    },
  };
}

function dispatcherOf(connections: readonly HeldConnection[], queueLimit: number) {
  return createDispatcher({ connections, queueLimit, startAt: performance.now() });
}

function records(dispatcher: ReturnType<typeof dispatcherOf>) {
  return dispatcher.log
    .chunks()
    .flatMap(({ length, intended, fate }) =>
      Array.from({ length }, (_, at) => ({ intended: intended[at], fate: fate[at] })),
    );
}

const refused: ExchangeFailure = { kind: 'server-error', sqlState: '42501', message: 'no' };
const lost: ExchangeFailure = { kind: 'connection', sqlState: '57P01', message: 'gone' };

test('who finds no connection free waits, first come first served; beyond the limit it is dropped', () => {
  const connection = heldConnection();
  const dispatcher = dispatcherOf([connection], 2);
  for (const intended of [10, 20, 30, 40]) dispatcher.arrive(intended);
  expect(dispatcher.pending()).toBe(3);
  connection.end();
  connection.end(refused);
  connection.end();
  expect(records(dispatcher)).toEqual([
    { intended: 40, fate: DROPPED },
    { intended: 10, fate: COMPLETED },
    { intended: 20, fate: FAILED + WAITED },
    { intended: 30, fate: COMPLETED + WAITED },
  ]);
  expect(dispatcher.errors.list()).toEqual([{ ...refused, count: 1 }]);
  expect(dispatcher.pending()).toBe(0);
});

test('a lost connection takes no arrival until it is open again', async () => {
  let open = () => {};
  const connection = heldConnection(
    new Promise((resolve) => {
      open = resolve;
    }),
  );
  const dispatcher = dispatcherOf([connection], 5);
  dispatcher.arrive(1);
  connection.end(lost);
  expect(dispatcher.usable()).toBe(0);
  dispatcher.arrive(2);
  expect(dispatcher.inFlight()).toBe(0);
  open();
  await new Promise((resolve) => setImmediate(resolve));
  expect(dispatcher.inFlight()).toBe(1);
  connection.end();
  expect(records(dispatcher).map(({ fate }) => fate)).toEqual([FAILED, COMPLETED + WAITED]);
});

test('what is wrong with the rows of a sampled response makes it a failure', () => {
  const foreign: ExchangeFailure = { kind: 'foreign-row', sqlState: '', message: 'of another' };
  let done: Done = () => {};
  const dispatcher = createDispatcher({
    connections: [
      {
        run: (each) => {
          done = each;
        },
        readyAgain: () => undefined,
        warmUp: async () => {},
        close: async () => {},
      },
    ],
    queueLimit: 0,
    startAt: performance.now(),
  });
  dispatcher.arrive(0);
  done(undefined, () => foreign);
  expect(dispatcher.errors.list()).toEqual([{ ...foreign, count: 1 }]);
});

test('every arrival is completed, failed or dropped, whatever happens and when one gives up', () => {
  const step = fc.oneof(
    fc.constant({ do: 'arrive' } as const),
    fc.record({
      do: fc.constant('end' as const),
      which: fc.nat(3),
      failure: fc.constantFrom(undefined, refused, lost),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.nat(5), (steps, queueLimit) => {
      const never = new Promise<void>(() => {});
      const connections = Array.from({ length: 4 }, () => heldConnection(never));
      const dispatcher = dispatcherOf(connections, queueLimit);
      let arrived = 0;
      for (const each of steps) {
        if (each.do === 'arrive') dispatcher.arrive(arrived++);
        else connections[each.which]?.end(each.failure);
      }
      dispatcher.giveUp('the test is over');
      // What ends after that is counted already.
      for (const connection of connections) connection.end();
      const seen = records(dispatcher);
      expect(seen.map(({ intended }) => intended).sort((a, b) => Number(a) - Number(b))).toEqual(
        Array.from({ length: arrived }, (_, index) => index),
      );
      const failed = seen.filter(({ fate }) => (Number(fate) & ~WAITED) === FAILED).length;
      expect(dispatcher.errors.list().reduce((sum, { count }) => sum + count, 0)).toBe(failed);
    }),
  );
});
