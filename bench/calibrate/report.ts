import Table from 'cli-table3';
import picocolors from 'picocolors';
import { count, formatDuration, formatEffect, percentChange } from '../report/format.js';
import type { Outcome, TimedOutcome } from './outcome.js';
import { SMALLEST_EFFECT_SECONDS } from './smallest-effect.js';
import { BURN } from './step.js';
import type { Calibration, HarmlessTally, LieTally, TimedTally } from './tally.js';

type Colours = ReturnType<typeof picocolors.createColors>;

/** One gate of a calibration as it ends: "caught    index-dropped by index-lost, buffers (1.2 s)". */
export function outcomeLine(outcome: Outcome): string {
  const seconds = `(${outcome.seconds.toFixed(1)} s)`;
  if (outcome.kind === 'lie') {
    const by = outcome.by.length > 0 ? `by ${outcome.by.join(', ')}` : 'by nothing';
    return `${outcome.caught ? 'caught' : 'MISSED'}  ${outcome.name} ${by} ${seconds}`;
  }
  if (outcome.kind === 'sound') {
    return `${outcome.failed === null ? 'passed' : 'FAILED'}  ${outcome.name} ${seconds}`;
  }
  const { name, cells } = outcome;
  const told = cells.filter(({ low }) => low > 1).length;
  return `${verdictOf(outcome)}  ${name}: ${told} of ${count(cells.length, 'cell')} told from zero ${seconds}`;
}

function verdictOf({ failed, untrusted, inconclusive }: TimedOutcome): string {
  if (failed !== null) return 'failed';
  if (untrusted) return 'untrusted';
  return inconclusive ? 'inconclusive' : 'passed';
}

/** A calibration for a terminal: what was caught, what cried wolf, and whether to trust the gate here. */
export function calibrationText(
  calibration: Calibration,
  colour: boolean = picocolors.isColorSupported,
): string {
  const pc = picocolors.createColors(colour);
  const { status, gates, gatesPlanned, environment, target } = calibration;
  const { lies, harmless, identical, delays, serverCpu, smallestEffect } = calibration;
  const partial =
    status === 'partial' ? [pc.yellow(`Partial: ${gates} of ${gatesPlanned} gates ran.`)] : [];
  const timed = [...(identical ? [identical] : []), ...delays, ...(serverCpu ? [serverCpu] : [])];
  return [
    `Postgres ${target.serverVersion} (${target.kind}) on ${count(environment.cores, 'core')}, ${environment.cpuModel}; ${target.placement}`,
    ...partial,
    ...(lies.length > 0
      ? ['', 'Caught by exact checks, without a stopwatch:', lieTable(lies, pc)]
      : []),
    ...(harmless.length > 0
      ? ['', 'Harmless, and told so by exact checks:', harmlessTable(harmless, pc)]
      : []),
    ...(timed.length > 0
      ? [
          '',
          `Timed, margin ${formatEffect(calibration.marginRatio)}: three reads for three tenants, no SQL applied, on this boot; what is slower waits in the client.`,
          ...(serverCpu
            ? [
                '"helper": a function in the policy takes longer on the server; one read, and the cells are of its CPU.',
              ]
            : []),
          timedTable(timed, pc),
        ]
      : []),
    ...(identical ? [falseAlarms(identical)] : []),
    ...(smallestEffect === null
      ? []
      : [
          `Smallest effect told from zero in ${SMALLEST_EFFECT_SECONDS} s of timing: ${formatEffect(smallestEffect)} (median over cells, four times in five).`,
          ...(smallestEffect > calibration.marginRatio
            ? [pc.yellow('That is above the margin: timing here will mostly be inconclusive.')]
            : []),
        ]),
    '',
    ...conclusion(calibration, pc),
  ].join('\n');
}

function lieTable(lies: readonly LieTally[], pc: Colours): string {
  const table = plainTable(['lie', 'caught', 'rules that failed', 'a gate']);
  for (const { name, told, caught, by, caughtBy, medianSeconds } of lies) {
    const rules =
      by.map(({ rule }) => rule).join(', ') || `none; expected ${caughtBy.join(' or ')}`;
    const share = `${caught} of ${told}`;
    table.push([
      name,
      caught === told ? pc.green(share) : pc.red(share),
      rules,
      `${medianSeconds.toFixed(1)} s`,
    ]);
  }
  return table.toString();
}

function harmlessTable(rows: readonly HarmlessTally[], pc: Colours): string {
  const table = plainTable(['head', 'failed', 'a gate']);
  for (const { name, gates, failed, medianSeconds } of rows) {
    const share = `${failed} of ${gates}`;
    table.push([
      name,
      failed === 0 ? pc.green(share) : pc.red(share),
      `${medianSeconds.toFixed(1)} s`,
    ]);
  }
  return table.toString();
}

function timedTable(rows: readonly TimedTally[], pc: Colours): string {
  const table = plainTable([
    ...['head is', 'failed', 'told from zero', 'cells told', 'measured'],
    ...['inconclusive', 'untrusted', 'a gate'],
  ]);
  for (const row of rows) {
    const { share, gates, failed, told, cells, cellsTold, medianRatio, untrusted, inconclusive } =
      row;
    const failures = `${failed} of ${gates}`;
    table.push([
      headWords(row),
      share === 0 && failed > 0 ? pc.red(failures) : failures,
      `${told} of ${gates}`,
      `${cellsTold} of ${cells}`,
      medianRatio === null ? '' : percentChange(medianRatio),
      `${inconclusive}`,
      `${untrusted}`,
      formatDuration(row.medianSeconds),
    ]);
  }
  return table.toString();
}

function headWords({ name, share }: TimedTally): string {
  if (share === 0) return 'the same';
  const slower = `${Math.round(share * 100)}% slower`;
  return name === BURN ? `helper ${slower}` : slower;
}

function plainTable(head: string[]): Table.Table {
  return new Table({ head, style: { head: [], border: [], compact: true } });
}

/**
 * None in n leaves room: the rate under which n gates in a row pass 5 times in 100 is 1 - 0.05^(1/n)
 * (Clopper and Pearson, "The use of confidence or fiducial limits", 1934, for a count of zero).
 */
function falseAlarms({ gates, failed }: TimedTally): string {
  const most = 1 - 0.05 ** (1 / gates);
  const room = failed === 0 ? `; the rate is below ${formatEffect(most)} with 95% confidence` : '';
  return `False alarms of timing: ${failed} of ${count(gates, 'identical gate')}${room}.`;
}

function conclusion({ problems, status }: Calibration, pc: Colours): string[] {
  if (problems.length > 0) {
    return [
      pc.red(pc.bold('Do not make the gate required on this runner.')),
      ...problems.map((problem) => pc.red(`- ${problem}`)),
    ];
  }
  return status === 'partial'
    ? [
        pc.yellow(
          'Nothing against the gate on this runner so far; let it run to its end to trust it.',
        ),
      ]
    : [pc.green('Nothing speaks against making the gate required on this runner.')];
}
