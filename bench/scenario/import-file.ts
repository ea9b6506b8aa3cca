import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { BadInputError } from '../errors.js';

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.cjs'];

/**
 * Imports a module a person named, and says what is wrong with it in their words.
 *
 * @param path absolute
 * @param file the same as they know it, for messages
 * @throws {BadInputError} when there is no such file, it is no module, this Node does not run
 *   TypeScript and it is some, or it fails while it is imported.
 */
export async function importFile(path: string, file: string): Promise<Record<string, unknown>> {
  if (!EXTENSIONS.includes(extname(path))) {
    throw new BadInputError(
      `${file}: expected a scenario file (${EXTENSIONS.join(', ')}), got ${extname(path) || 'no ending'}.`,
      'rlsbench list shows the scenarios that go by a name; a file goes by its path.',
    );
  }
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new BadInputError(
      `${file}: expected a scenario file, found none.`,
      'Check the path; it is taken from the folder you are in.',
    );
  }
  try {
    return await import(/* @vite-ignore */ pathToFileURL(path).href);
  } catch (error) {
    if (isUnstripped(error)) {
      throw new BadInputError(
        `${file}: expected JavaScript, got TypeScript, which Node ${process.versions.node} does not run by itself.`,
        'Use Node 22.18 or newer (24 too), or compile it to .mjs first.',
        { cause: error },
      );
    }
    throw new BadInputError(
      `${file}: ${await whyItFails(path, error)}`,
      `Mend ${file}, then run it again.`,
      { cause: error },
    );
  }
}

/** Node before 22.18 knows no `.ts`, unless a loader such as tsx is there. */
function isUnstripped(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_FILE_EXTENSION';
}

async function whyItFails(path: string, error: unknown): Promise<string> {
  if (!(error instanceof Error)) return `it throws ${String(error)} while it is imported.`;
  const [reason = ''] = error.message.split('\n');
  const line = lineIn(error.stack ?? '', path) ?? (await lineOfSyntaxError(path, error));
  const what = error instanceof SyntaxError ? 'expected a module' : 'it fails while it is imported';
  return `${line === undefined ? '' : `line ${line}: `}${what}: ${error.name}: ${reason}.`;
}

/** The line of `path` that a stack trace or `node --check` tells of. */
function lineIn(text: string, path: string): string | undefined {
  for (const name of [pathToFileURL(path).href, path]) {
    const [, after = ''] = text.split(`${name}:`);
    const line = /^\d+/.exec(after)?.[0];
    if (line !== undefined) return line;
  }
  return undefined;
}

/** An import tells no line of a slip of syntax; `node --check` does. */
async function lineOfSyntaxError(path: string, error: Error): Promise<string | undefined> {
  if (!(error instanceof SyntaxError)) return undefined;
  const args = [...process.execArgv, '--check', path];
  const checked = await promisify(execFile)(process.execPath, args).catch((failed) => failed);
  return lineIn(String(checked.stderr), path);
}
