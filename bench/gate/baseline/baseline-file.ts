import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { BadInputError, EnvironmentError } from '../../errors.js';
import { BASELINE_VERSION, type Baseline, type BaselinePlan, baseline } from './baseline.js';
import { shortNode } from './plan-facts.js';

/**
 * The baseline in a file, or undefined where there is no such file.
 *
 * @throws {BadInputError} when the file can't be read or is no baseline.
 */
export async function readBaseline(path: string): Promise<Baseline | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw noBaseline(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw noBaseline(path, `it is not JSON: ${(cause as Error).message}`, cause);
  }
  const version = z.object({ version: z.unknown() }).safeParse(value);
  if (version.success && version.data.version !== BASELINE_VERSION) {
    const found = JSON.stringify(version.data.version);
    throw noBaseline(path, `its format is ${found}, this version reads ${BASELINE_VERSION}`);
  }
  const parsed = baseline.safeParse(value);
  if (parsed.success) return parsed.data;
  const problem = z.prettifyError(parsed.error).split('\n').join(' ');
  throw noBaseline(path, problem, parsed.error);
}

/**
 * The baseline of a gate, which has to be there: a gate that has nothing to compare with is not green.
 *
 * @throws {BadInputError} saying how to make one.
 */
export async function requireBaseline(file: string): Promise<Baseline> {
  const saved = await readBaseline(file);
  if (saved !== undefined) return saved;
  throw new BadInputError(
    `Expected a baseline at ${file}, found no such file: there is nothing to compare with.`,
    `Save one on the branch to compare with: ${howToSave(file)}. To begin without one: --allow-missing-baseline.`,
  );
}

function noBaseline(path: string, problem: string, cause?: unknown): BadInputError {
  return new BadInputError(
    `${path}: expected a baseline of rlsbench: ${problem}.`,
    `Use the file as it was saved, or save a new one: ${howToSave(path)}.`,
    { cause },
  );
}

/** The command that makes a baseline at `path`. */
export function howToSave(path: string): string {
  return `rlsbench baseline save --out ${path}`;
}

/**
 * Writes a baseline in one step, so that a kill leaves the old file or the new one. Returns its size
 * in bytes.
 *
 * @throws {EnvironmentError} when it can't be written.
 */
export async function writeBaseline(path: string, of: Baseline): Promise<number> {
  const text = baselineText(of);
  const fresh = `${path}.${process.pid}.new`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(fresh, text);
    await rename(fresh, path);
  } catch (cause) {
    await rm(fresh, { force: true }).catch(() => undefined);
    throw new EnvironmentError(
      `Could not write the baseline ${path}: ${cause instanceof Error ? cause.message : cause}.`,
      'Free some space, or name another file with --out.',
      { cause },
    );
  }
  return Buffer.byteLength(text);
}

/**
 * A baseline as it is committed: JSON with one fact a line (an operation, an arm, a ratio; of a plan
 * its figures and then each node), so that a reviewer sees in the diff what changed.
 */
export function baselineText(of: Baseline): string {
  const { version, rlsbench, postgres, dataset, scenarios, plans } = of;
  const lines = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item));
  return `${object([
    ['version', JSON.stringify(version)],
    ['rlsbench', JSON.stringify(rlsbench)],
    ['postgres', JSON.stringify(postgres)],
    ['dataset', JSON.stringify(dataset)],
    [
      'scenarios',
      list(
        scenarios.map(({ name, operations, arms }) =>
          object([
            ['name', JSON.stringify(name)],
            ['operations', list(lines(operations))],
            ['arms', list(lines(arms))],
          ]),
        ),
      ),
    ],
    ['answers', list(lines(of.answers))],
    ['expectations', list(lines(of.expectations))],
    ['plans', list(plans.map(planText))],
    [
      'catalog',
      object(Object.entries(of.catalog).map(([kind, items]) => [kind, list(lines(items))])),
    ],
    ['ratios', list(lines(of.ratios))],
  ])}\n`;
}

function planText({ nodes, ...figures }: BaselinePlan): string {
  const short = nodes.map((node) => JSON.stringify(shortNode(node)));
  return `${JSON.stringify(figures).slice(0, -1)},"nodes":${list(short)}}`;
}

function object(members: readonly (readonly [key: string, text: string])[]): string {
  return `{\n${members.map(([key, text]) => `"${key}":${text}`).join(',\n')}\n}`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n]`;
}
