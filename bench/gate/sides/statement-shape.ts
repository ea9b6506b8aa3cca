import type { SqlToken } from './sql-token.js';

/** What of a statement was seen so far, as far as it says where the statement ends. */
export interface StatementShape {
  add(kind: SqlToken['kind'], written: string): void;
  /** Whether a semicolon that comes now ends it. */
  isWhole(): boolean;
  copiesFromStdin(): boolean;
  /** ALTER SYSTEM, which is of the whole server. */
  altersSystem(): boolean;
}

/**
 * Counts the parentheses of a statement, and of a CREATE FUNCTION or PROCEDURE the BEGIN ATOMIC ...
 * END of its body, where a CASE too has an END. As psql does, from the words outside of parentheses.
 */
export function statementShape(): StatementShape {
  const first: string[] = [];
  let parentheses = 0;
  let bodies = 0;
  let beforeLast = '';
  let last = '';

  const countBody = (word: string) => {
    if (parentheses > 0 || !/^create (or replace )?(function|procedure)\b/.test(first.join(' '))) {
      return;
    }
    if (word === 'begin' || (word === 'case' && bodies > 0)) bodies += 1;
    else if (word === 'end' && bodies > 0) bodies -= 1;
  };

  return {
    add: (kind, written) => {
      if (written === '(') parentheses += 1;
      else if (written === ')' && parentheses > 0) parentheses -= 1;
      const word = kind === 'word' ? written.toLowerCase() : '';
      beforeLast = last;
      last = word;
      if (word === '') return;
      if (first.length < 4) first.push(word);
      countBody(word);
    },
    isWhole: () => parentheses === 0 && bodies === 0,
    copiesFromStdin: () =>
      first[0] === 'copy' && parentheses === 0 && beforeLast === 'from' && last === 'stdin',
    altersSystem: () => first[0] === 'alter' && first[1] === 'system',
  };
}
