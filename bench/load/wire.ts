import {
  connectionFailure,
  SessionError,
  serverError,
  wrongRowCount,
  wrongStatus,
} from './failure.js';
import { planCountsOf, planCountsSql } from './plan-counts.js';
import { createSampling } from './sampling.js';
import type { Done, ExchangeFailure, OpenSession, Session, SessionOptions } from './session.js';
import { createResultCheck } from './wire-check.js';
import { connectWire, type WireConnection } from './wire-connect.js';
import { commandRows, errorFields, rowValues } from './wire-decode.js';
import { encodePrepare, encodeSimpleQuery, ROLLBACK } from './wire-encode.js';
import {
  COMMAND_COMPLETE,
  createFrameScanner,
  DATA_ROW,
  ERROR_RESPONSE,
  READY_FOR_QUERY,
  ROW_DESCRIPTION,
} from './wire-scan.js';
import {
  type EncodedRound,
  type EncodedWork,
  encodeWork,
  statementsToPrepare,
} from './wire-work.js';

/**
 * Opens a session on the bare socket: pre-encoded exchanges out, frame headers in, and a state
 * machine driven by what is read. Row counts, errors and transaction status all come from the
 * protocol. Throws what `pg` throws when it cannot connect.
 */
export const openWireSession: OpenSession = async (settings, options) =>
  createWireSession(await connectWire(settings), options);

function createWireSession(connection: WireConnection, options: SessionOptions): Session {
  const check = createResultCheck();
  const prepared = new Map<string, string>();
  let work: readonly EncodedWork[] = [];
  let lost: ExchangeFailure | undefined;
  let done: Done | undefined;
  /** Undefined while preparing or rolling back: then only errors and ReadyForQuery count. */
  let item: EncodedWork | undefined;
  let round: EncodedRound | undefined;
  let roundAt = 0;
  let completed = 0;
  let failure: ExchangeFailure | undefined;
  let erred = false;
  const isSampled = createSampling(options);
  let decoding = false;
  /** While the application thinks, before a round. */
  let thinking: NodeJS.Timeout | undefined;
  /** The last row of a question of our own, asked between exchanges. */
  let answer: (string | null)[] | undefined;

  connection.onRead = createFrameScanner(onFrame);
  connection.onClose = (reason) => {
    // The error that came before, for example 57P01 of a killed backend, says why.
    lost = failure
      ? connectionFailure(`${reason}: ${failure.message}`, failure.sqlState)
      : connectionFailure(reason);
    if (done) finish(lost);
  };

  function finish(outcome: ExchangeFailure | undefined): void {
    const callback = done as Done;
    const sampled = decoding ? item?.work : undefined;
    if (thinking) clearTimeout(thinking);
    done = undefined;
    item = undefined;
    round = undefined;
    failure = undefined;
    thinking = undefined;
    if (sampled && !outcome) callback(undefined, () => check.check(sampled));
    else callback(outcome);
  }

  function send(next: EncodedRound): void {
    round = next;
    completed = 0;
    if (next.thinkMs === 0) connection.write(next.bytes);
    else thinking = setTimeout(connection.write, next.thinkMs, next.bytes);
  }

  function onFrame(type: number, buffer: Uint8Array, start: number, end: number): void {
    if (type === DATA_ROW) {
      if (!item) answer = rowValues(buffer, start, end);
      else if (decoding && completed === round?.queryAt) check.dataRow(buffer, start, end);
    } else if (type === COMMAND_COMPLETE) {
      onCommandComplete(buffer, start, end);
    } else if (type === READY_FOR_QUERY) {
      onReady(buffer[start] as number);
    } else if (type === ERROR_RESPONSE) {
      const { sqlState, message } = errorFields(buffer, start, end);
      erred = true;
      failure ??= serverError(sqlState, message);
    } else if (type === ROW_DESCRIPTION && decoding && completed === round?.queryAt) {
      check.rowDescription(buffer, start, end);
    }
  }

  function onCommandComplete(buffer: Uint8Array, start: number, end: number): void {
    if (!item || !round) return;
    if (completed === round.queryAt) {
      const rows = commandRows(buffer, start, end);
      if (rows !== item.work.expectedRows) failure ??= wrongRowCount(rows, item.work.expectedRows);
      if (decoding && check.returnsRows() && check.rows() !== rows) {
        failure ??= wrongRowCount(check.rows(), rows);
      }
    }
    completed += 1;
  }

  function onReady(statusByte: number): void {
    if (!item || !round) {
      if (done) finish(failure);
      return;
    }
    const status = String.fromCharCode(statusByte);
    if (!erred && status === round.status && completed === round.statements) {
      roundAt += 1;
      const next = item.rounds[roundAt];
      if (next) send(next);
      else finish(failure);
      return;
    }
    if (!erred) failure = failureOfRound(status, round);
    if (status === 'I') {
      finish(failure);
      return;
    }
    item = undefined;
    connection.write(ROLLBACK);
  }

  function failureOfRound(status: string, sent: EncodedRound): ExchangeFailure {
    if (status !== sent.status) return failure ?? wrongStatus(status, sent.status);
    return serverError('', `${completed} of ${sent.statements} statements were completed`);
  }

  function begin(callback: Done): void {
    if (done) throw new Error('The session is still running an exchange');
    done = callback;
    failure = undefined;
    erred = false;
  }

  /** Sends what is no work and waits for its ReadyForQuery. */
  async function exchangeOfOurs(bytes: Buffer): Promise<void> {
    const outcome = await new Promise<ExchangeFailure | undefined>((resolve) => {
      begin(resolve);
      connection.write(bytes);
    });
    if (outcome) throw new SessionError(outcome);
  }

  return {
    backendPid: connection.backendPid,
    async prepare(items) {
      const statements = statementsToPrepare(items, options);
      const another = statements.find(({ name, text }) => (prepared.get(name) ?? text) !== text);
      if (another) throw new Error(`Statement ${another.name} was another text before`);
      const missing = statements.filter(({ name }) => !prepared.has(name));
      if (lost) throw new SessionError(lost);
      if (missing.length > 0) {
        await exchangeOfOurs(encodePrepare(missing));
        for (const { name, text } of missing) prepared.set(name, text);
      }
      work = encodeWork(items, options);
    },
    run(index, callback) {
      if (lost) {
        setImmediate(callback, lost);
        return;
      }
      begin(callback);
      item = work[index];
      if (!item?.rounds[0]) throw new Error(`No work was prepared at index ${index}`);
      roundAt = 0;
      decoding = isSampled();
      if (decoding) check.start();
      send(item.rounds[0]);
    },
    async planCounts(statementName) {
      if (lost) throw new SessionError(lost);
      answer = undefined;
      await exchangeOfOurs(encodeSimpleQuery(planCountsSql(statementName)));
      return planCountsOf(answer, statementName);
    },
    close: connection.close,
  };
}
