import { BadInputError } from '../../errors.js';

/** What a command is, and what it is given, to the end of its line. */
const COMMAND = /\\(?<name>;|[^\s\\;]*)[ \t]*(?<given>[^\n\r]*)/y;

/**
 * Commands that change nothing for the server: what psql shows and how, and the lock that pg_dump
 * puts around its output since 17.6 (CVE-2025-8714).
 */
const SHOWS_ONLY = new Set(
  `restrict unrestrict echo qecho warn pset timing x a t f H C T html errverbose conninfo`.split(
    ' ',
  ),
);
/** Variables that tell psql alone how to go on and what to show (psql manual, "Variables"). */
const OWN_VARIABLES =
  /^(ON_ERROR_STOP|QUIET|VERBOSITY|ECHO|ECHO_HIDDEN|SHOW_CONTEXT|SHOW_ALL_RESULTS|PROMPT[123])\b/;

/**
 * Passes over a command of psql's own that SQL can do without.
 *
 * @param at where its backslash is
 * @param stands whether it stands by itself: in the middle of a statement it would send that
 * @param place file and line, for the message
 * @returns the index of the end of its line
 * @throws {BadInputError} for any other command
 */
export function skipPsqlCommand(text: string, at: number, stands: boolean, place: string): number {
  COMMAND.lastIndex = at;
  const found = COMMAND.exec(text);
  const { name = '', given = '' } = found?.groups ?? {};
  const shows =
    SHOWS_ONLY.has(name) ||
    /^d\S*$|^l\+?$/.test(name) ||
    (/^(un)?set$/.test(name) && OWN_VARIABLES.test(given)) ||
    (name === 'encoding' && /^["']?utf-?8\b/i.test(given));
  if (shows && stands && found) return at + found[0].length;
  throw new BadInputError(
    `${place}: expected SQL that any client can send, got \\${name}, which only psql knows.`,
    nextStepFor(name),
  );
}

function nextStepFor(name: string): string {
  if (/^ir?$|^include/.test(name)) {
    return 'Put the SQL of the other file into the folder, under a name that comes in its turn.';
  }
  if (/^c(onnect)?$/.test(name)) {
    return 'Take it out: every file is run in the one database that the gate made.';
  }
  if (name === 'copy') return 'Write the rows as INSERT statements.';
  if (/^g/.test(name)) return 'End the statement with a semicolon instead.';
  return `Take \\${name} out of the file, or write what it does in SQL.`;
}
