import { resolve } from 'node:path';
import type { CommandModule } from 'yargs';

interface CompareArguments {
  readonly a: string;
  readonly b: string;
  readonly json: boolean | undefined;
  readonly markdown: boolean | undefined;
}

export const compareCommand: CommandModule<object, CompareArguments> = {
  command: 'compare <a> <b>',
  describe: 'Two runs side by side, and what of them may be compared',
  builder: (yargs) =>
    yargs
      .positional('a', {
        type: 'string',
        demandOption: true,
        describe: 'A result.json, or the folder of a report or of a gate',
      })
      .positional('b', {
        type: 'string',
        demandOption: true,
        describe: 'The same, of the other run',
      })
      .option('json', { type: 'boolean', describe: 'Print as JSON' })
      .option('markdown', { type: 'boolean', describe: 'Print as Markdown, with every row' })
      .conflicts('json', 'markdown')
      .example('$0 compare reports/before reports/latest', 'what changed between two runs'),
  // Read when asked for, as the pages of a report are.
  handler: async ({ a, b, json, markdown }) => {
    const { printComparison } = await import('./print-comparison.js');
    await printComparison(
      { name: a, path: resolve(a) },
      { name: b, path: resolve(b) },
      json === true ? 'json' : markdown === true ? 'markdown' : 'text',
    );
  },
};
