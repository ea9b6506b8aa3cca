import Table from 'cli-table3';
import type { CommandModule } from 'yargs';
import { PROFILES } from '../run/profiles.js';
import { loadScenarios } from '../scenario/load.js';

interface ListArguments {
  readonly json: boolean;
}

export const listCommand: CommandModule<object, ListArguments> = {
  command: 'list',
  describe: 'List scenarios and profiles',
  builder: (yargs) =>
    yargs.option('json', { type: 'boolean', default: false, describe: 'Print as JSON' }),
  handler: async ({ json }) => {
    const loaded = await loadScenarios();
    if (json) {
      const scenarios = loaded.map(({ name, question, file, operations, arms }) => ({
        name,
        question,
        file,
        operations: operations.map(({ name, title }) => ({ name, title })),
        arms: arms.map(({ name, title }) => ({ name, title })),
      }));
      console.log(JSON.stringify({ scenarios, profiles: Object.values(PROFILES) }, null, 2));
      return;
    }
    const scenarios = new Table({
      head: ['scenario', 'question', 'operations', 'arms'],
      wordWrap: true,
      colWidths: [18, 62, 12, 6],
      colAligns: ['left', 'left', 'right', 'right'],
      style: plain,
    });
    for (const { name, question, operations, arms } of loaded) {
      scenarios.push([name, question, operations.length, arms.length]);
    }
    const profiles = new Table({ head: ['profile', 'what it runs'], style: plain });
    for (const { name, about } of Object.values(PROFILES)) profiles.push([name, about]);
    console.log(`${scenarios}\n\n${profiles}`);
  },
};

const plain = { head: [], border: [] };
