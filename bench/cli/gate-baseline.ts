import { relative, resolve } from 'node:path';
import pc from 'picocolors';
import { BadInputError } from '../errors.js';
import { howToSave, readBaseline, requireBaseline } from '../gate/baseline/baseline-file.js';
import type { GateBaselineRequest } from '../gate/baseline/gate-baseline.js';
import { sentence } from '../gate/exact/place.js';
import type { GateRunOutcome } from '../gate/run/request.js';
import { readSqlFolder } from '../gate/sides/sql-folder.js';
import { githubNotice } from '../report/gate/exporters/github-annotations.js';
import { chooseScenarios } from '../scenario/choose.js';
import { type LoadedScenario, scenarioNames } from '../scenario/load.js';
import { parseGateReports } from './gate-reports.js';

/** What `rlsbench gate` was given that matters with `--baseline`. */
export interface BaselineArguments {
  readonly scenario: string[] | undefined;
  readonly base: string | undefined;
  readonly baseline: string | undefined;
  readonly 'allow-missing-baseline': boolean;
  readonly head: string;
  readonly sql: string | undefined;
  readonly arm: string[] | undefined;
  readonly report: string[] | undefined;
}

type Options = Omit<GateBaselineRequest, 'file' | 'head' | 'isWhole' | 'command'>;

/**
 * The gate against a baseline file, of the scenarios that are named or else of those it holds.
 * Undefined where there is no file and that was allowed, which is said loudly.
 *
 * @throws {BadInputError} for a file that is missing or says nothing of today, and for options that
 *   belong to `--base`.
 */
export async function gateBaseline(
  file: string,
  given: BaselineArguments,
  options: Options,
): Promise<GateRunOutcome | undefined> {
  requireBaselineOptions(given);
  if (given['allow-missing-baseline'] && (await readBaseline(file)) === undefined) {
    sayNothingCompared(file, given, options);
    return undefined;
  }
  const saved = await requireBaseline(file);
  const held = saved.scenarios.map(({ name }) => name);
  const scenarios = await scenariosOf(file, given.scenario ?? [], held);
  const sql = given.sql === undefined ? [] : await readSqlFolder(resolve(given.sql), given.sql);
  const sqlFiles = sql.map(({ path }) => path);
  const facts = { label: 'the working tree', kind: 'folder', commit: null, sqlFiles } as const;
  const { gateAgainstBaseline } = await import('../gate/baseline/gate-baseline.js');
  const shown = relative('', resolve(file));
  return gateAgainstBaseline({
    ...{ ...options, file: shown, head: { facts: { ...facts }, sql, scenarios } },
    isWhole: (given.scenario ?? []).length === 0,
    command: [
      ...['rlsbench gate', ...(given.scenario ?? []), `--baseline ${shown}`],
      ...(given.sql === undefined ? [] : [`--sql ${given.sql}`]),
    ].join(' '),
  });
}

/** @throws {BadInputError} for an option that says nothing of a gate against a baseline. */
function requireBaselineOptions({ base, head, arm }: BaselineArguments): void {
  const wrong = [
    ...(base === undefined ? [] : ['--base']),
    ...(head === '.' ? [] : ['--head']),
    ...(arm === undefined ? [] : ['--arm']),
  ];
  if (wrong.length === 0) return;
  throw new BadInputError(
    `--baseline compares what is here now with a file; got ${wrong.join(' and ')} too.`,
    `Leave ${wrong.join(' and ')} out, or compare two sides in one run: --base REF --head REF.`,
  );
}

/** Those that are named; else those of the baseline that have a name here. */
async function scenariosOf(
  file: string,
  wanted: readonly string[],
  held: readonly string[],
): Promise<LoadedScenario[]> {
  if (wanted.length > 0) return chooseScenarios(wanted);
  const known = await scenarioNames();
  const here = held.filter((name) => known.includes(name));
  if (here.length > 0) return chooseScenarios(here);
  throw new BadInputError(
    `None of the scenarios in ${file} has a name here: ${held.join(', ')}.`,
    'Name their files: rlsbench gate my.scenario.js --baseline FILE.',
  );
}

/** To whoever reads the log, and, where GitHub is told, on the page of the job too. */
function sayNothingCompared(
  file: string,
  { report = [] }: Pick<BaselineArguments, 'report'>,
  { onEvent }: Pick<Options, 'onEvent'>,
): void {
  const why = `there is no baseline at ${file}, and --allow-missing-baseline lets that pass`;
  const next = `Save one and commit it: ${howToSave(file)}`;
  const title = pc.bold(pc.yellow('NOTHING WAS COMPARED'));
  onEvent({ kind: 'said', text: `${title}: ${why}.\n${next}` });
  if (!parseGateReports(report).github) return;
  process.stdout.write(githubNotice('nothing was compared', `${sentence(why)}\n${next}`));
}
