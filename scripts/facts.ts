import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../bench/package-root.js';
import { MAJORS, type Major } from './facts/fact.js';
import { observeFacts } from './facts/observe.js';
import { factsPage } from './facts/page.js';
import { changedVerdicts, factsRecord, type Run, recordRuns } from './facts/record.js';
import { FACT_GROUPS } from './facts/registry.js';
import { FACTS_SIZE, openFactServer } from './facts/server.js';

/**
 * `npm run facts`: looks at every fact on Postgres 15 to 18 and writes docs/facts.md and
 * docs/facts.json. A fact that comes out differently is no failure; one that can't be executed is.
 */
const HELP = `facts [--pg 15,18] [--only PATTERN]
  Looks at every fact on Postgres ${MAJORS.join(', ')} and writes docs/facts.md and docs/facts.json.
  --pg    only these versions: prints what is seen and writes nothing
  --only  only facts whose name matches: prints what is seen and writes nothing`;

const { values } = parseArgs({
  options: {
    pg: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const asked = values.pg?.split(',').map(Number) ?? MAJORS;
const majors = MAJORS.filter((major) => asked.includes(major));
if (values.help || majors.length < asked.length) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  const runs: Run[] = [];
  for (const major of majors) runs.push(await look(major, new RegExp(values.only ?? '')));
  if (values.pg === undefined && values.only === undefined) await write(runs);
}

async function look(major: Major, only: RegExp): Promise<Run> {
  const server = await openFactServer(major, (message) => console.error(message));
  const startedAt = performance.now();
  try {
    const observed = await observeFacts(
      server,
      FACT_GROUPS,
      ({ fact, seen }) => console.log(`${major} ${fact.name}: ${seen.verdict}, ${seen.figure}`),
      ({ name }) => only.test(name),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    console.error(
      `Postgres ${server.version}: ${observed.length} facts in ${seconds.toFixed(0)} s`,
    );
    return { major, version: server.version, observed };
  } finally {
    await server.target.close();
  }
}

async function write(runs: readonly Run[]): Promise<void> {
  const docs = join(packageRoot(), 'docs');
  const record = recordRuns(runs, FACTS_SIZE);
  const json = join(docs, 'facts.json');
  const before = await readFile(json, 'utf8').catch(() => null);
  if (before !== null) {
    const changed = changedVerdicts(factsRecord.parse(JSON.parse(before)), record);
    for (const line of changed) console.error(`Changed since docs/facts.json: ${line}`);
  }
  await writeFile(json, `${JSON.stringify(record, null, 2)}\n`);
  await writeFile(join(docs, 'facts.md'), factsPage(record));
}
