import {
  connectionFailure,
  noTenantColumn,
  serverError,
  wrongRowCount,
  wrongStatus,
} from '../load/failure.js';
import type { RandomSource } from '../load/random.js';
import type { ExchangeFailure } from '../load/session.js';
import type { WireConnection } from '../load/wire-connect.js';
import { commandRows, errorFields } from '../load/wire-decode.js';
import { ROLLBACK } from '../load/wire-encode.js';
import {
  COMMAND_COMPLETE,
  createFrameScanner,
  DATA_ROW,
  ERROR_RESPONSE,
  READY_FOR_QUERY,
  ROW_DESCRIPTION,
} from '../load/wire-scan.js';
import type { EncodedRound } from '../load/wire-work.js';
import type { TenantRead } from './reads.js';
import { countFailure, countForeign, countRead, type Tally } from './tally.js';
import { columnIndexOf, isRowOf } from './tenant-check.js';

export interface ReaderRequest {
  /** One a tenant; a reader goes from one to the next at random. */
  readonly reads: readonly TenantRead[];
  /** Sent first, answered by one ReadyForQuery; undefined where nothing is prepared. */
  readonly prepare: Buffer | undefined;
  readonly tenantColumn: string;
  /** Reads in a row for one tenant. */
  readonly readsPerTenant: number;
  /** Asked before each read. */
  readonly isOver: () => boolean;
  readonly random: RandomSource;
  readonly tally: Tally;
}

/** One client at work. */
export interface Reader {
  /** Resolves when it is over or the connection is lost, with no exchange under way. */
  readonly ended: Promise<void>;
  /** Ends it though an answer is outstanding: counted as a failure that says why. */
  readonly giveUp: (why: string) => void;
}

/**
 * Reads as one tenant and then as another on one connection, at full speed, and looks at every row of
 * every response as it comes: before it is known whether the rest of the exchange succeeds.
 */
export function startReader(connection: WireConnection, request: ReaderRequest): Reader {
  const { reads, tally } = request;
  let read: TenantRead | undefined;
  let left = 0;
  let isEnded = false;
  let resolveEnded = () => {};
  /** Undefined while preparing or rolling back: then only errors and ReadyForQuery count. */
  let round: EncodedRound | undefined;
  let roundAt = 0;
  let completed = 0;
  let rows = 0;
  let isForeign = false;
  let failure: ExchangeFailure | undefined;
  let erred = false;
  let column: number | undefined;

  function onFrame(type: number, buffer: Uint8Array, start: number, end: number): void {
    if (type === DATA_ROW) {
      if (round && completed === round.queryAt) onRow(buffer, start, end);
    } else if (type === COMMAND_COMPLETE) {
      if (completed === round?.queryAt) checkCount(commandRows(buffer, start, end));
      completed += 1;
    } else if (type === READY_FOR_QUERY) {
      onReady(String.fromCharCode(buffer[start] as number));
    } else if (type === ROW_DESCRIPTION) {
      if (completed !== round?.queryAt) return;
      column ??= columnIndexOf(request.tenantColumn, buffer, start, end);
      if (column < 0) failure ??= noTenantColumn(request.tenantColumn);
    } else if (type === ERROR_RESPONSE) {
      const { sqlState, message } = errorFields(buffer, start, end);
      erred = true;
      failure ??= serverError(sqlState, message);
    }
  }

  function onRow(buffer: Uint8Array, start: number, end: number): void {
    rows += 1;
    if (isForeign || column === undefined || column < 0) return;
    if (isRowOf((read as TenantRead).tenant, column, buffer, start, end)) return;
    isForeign = true;
    countForeign(tally);
  }

  /** A row that did not come, or came without having been counted, was not checked. */
  function checkCount(told: number): void {
    if (told !== rows) failure ??= wrongRowCount(rows, told);
    if (rows > 0 && column === undefined) failure ??= noTenantColumn(request.tenantColumn);
  }

  function onReady(status: string): void {
    if (!round) {
      endRead();
      return;
    }
    if (!erred && status === round.status && completed === round.statements) {
      roundAt += 1;
      const following = read?.rounds[roundAt];
      if (following) send(following);
      else endRead();
      return;
    }
    failure ??=
      status === round.status
        ? serverError('', `${completed} of ${round.statements} statements were completed`)
        : wrongStatus(status, round.status);
    round = undefined;
    if (status === 'I') endRead();
    else connection.write(ROLLBACK);
  }

  function endRead(): void {
    if (failure) countFailure(tally, failure);
    else if (read) countRead(tally, rows);
    next();
  }

  function next(): void {
    if (isEnded) return;
    if (request.isOver()) {
      end();
      return;
    }
    if (left === 0) {
      read = reads[request.random.nextInt(reads.length)] as TenantRead;
      left = request.readsPerTenant;
    }
    left -= 1;
    rows = 0;
    isForeign = false;
    failure = undefined;
    erred = false;
    roundAt = 0;
    send((read as TenantRead).rounds[0] as EncodedRound);
  }

  function send(following: EncodedRound): void {
    round = following;
    completed = 0;
    connection.write(following.bytes);
  }

  function end(): void {
    isEnded = true;
    resolveEnded();
  }

  function lose(lost: ExchangeFailure): void {
    if (isEnded) return;
    countFailure(tally, lost);
    end();
  }

  connection.onRead = createFrameScanner(onFrame);
  connection.onClose = (reason) =>
    // The error that came before, for example 57P01 of a killed backend, says why.
    lose(
      failure
        ? connectionFailure(`${reason}: ${failure.message}`, failure.sqlState)
        : connectionFailure(reason),
    );
  const ended = new Promise<void>((resolve) => {
    resolveEnded = resolve;
  });
  if (request.prepare) connection.write(request.prepare);
  else next();
  return { ended, giveUp: (why) => lose(connectionFailure(why)) };
}
