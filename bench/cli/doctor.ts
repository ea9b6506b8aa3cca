import pc from 'picocolors';
import type { CommandModule } from 'yargs';
import type { Finding } from '../doctor/finding.js';
import { lookAtMachine } from '../doctor/findings.js';
import { measureNoise } from '../doctor/noise.js';
import { JSON_OPTION } from './options.js';

interface DoctorArguments {
  readonly json: boolean;
}

export const doctorCommand: CommandModule<object, DoctorArguments> = {
  command: 'doctor',
  describe: 'What this machine can run, how noisy it is, what is missing',
  builder: (yargs) => yargs.option('json', JSON_OPTION),
  handler: async ({ json }) => {
    const findings = [...(await lookAtMachine()), measureNoise()];
    if (json) console.log(JSON.stringify(findings, null, 2));
    else for (const finding of findings) console.log(formatFinding(finding));
    if (findings.some(({ status }) => status === 'missing')) process.exitCode = 3;
  },
};

const MARKS = {
  ok: pc.green('ok     '),
  limited: pc.yellow('limited'),
  missing: pc.red('missing'),
};

function formatFinding({ subject, status, detail, remedy }: Finding): string {
  const line = `${MARKS[status]}  ${pc.bold(subject)}: ${detail}`;
  return remedy === undefined ? line : `${line}\n         ${pc.dim(remedy)}`;
}
