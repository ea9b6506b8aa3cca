import type { Result } from '../result/result.js';

/** The run of one Postgres version in a matrix. */
export interface Member {
  readonly major: number;
  readonly result: Result;
  /** Its report within the matrix; `memberName` of it once its run has ended. */
  readonly folderName: string;
}

/** Name of a member's folder, for example "pg18". */
export function memberName(major: number): string {
  return `pg${major}`;
}
