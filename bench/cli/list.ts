import Table from 'cli-table3';
import type { CommandModule } from 'yargs';
import { PROFILES } from '../run/profiles.js';
import { SCENARIOS } from '../scenario/registry.js';

interface ListArguments {
  readonly json: boolean;
}

export const listCommand: CommandModule<object, ListArguments> = {
  command: 'list',
  describe: 'List scenarios and profiles',
  builder: (yargs) =>
    yargs.option('json', { type: 'boolean', default: false, describe: 'Print as JSON' }),
  handler: ({ json }) => {
    if (json) {
      const scenarios = SCENARIOS.map(({ name, question, operations, arms }) => ({
        name,
        question,
        operations: operations.map(({ name, title }) => ({ name, title })),
        arms: arms.map(({ name, title }) => ({ name, title })),
      }));
      console.log(JSON.stringify({ scenarios, profiles: Object.values(PROFILES) }, null, 2));
      return;
    }
    const scenarios = new Table({
      head: ['scenario', 'question'],
      wordWrap: true,
      colWidths: [18, 76],
      style: plain,
    });
    for (const { name, question } of SCENARIOS) scenarios.push([name, question]);
    const profiles = new Table({ head: ['profile', 'what it runs'], style: plain });
    for (const { name, about } of Object.values(PROFILES)) profiles.push([name, about]);
    console.log(`${scenarios}\n\n${profiles}`);
  },
};

const plain = { head: [], border: [] };
