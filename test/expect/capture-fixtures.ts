import { writeFileSync } from 'node:fs';
import { openEmbedded } from '../../bench/target/embedded.js';
import { captureCases } from './capture-cases.js';
import { fixtureFile, fixtureText, VERSIONS } from './fixtures.js';

/**
 * Writes the fixtures anew, from servers of all versions (15 to 17 are fetched at their first use):
 *
 *     node --import ./test/support/typescript.mjs test/expect/capture-fixtures.ts
 */
for (const pgMajor of VERSIONS) {
  const target = await openEmbedded(
    {
      ...{ location: 'embedded', pgMajor, dataKey: 'fixtures: empty' },
      fill: async () => {},
      onProgress: console.log,
    },
    { holdToCores: false },
  );
  try {
    writeFileSync(fixtureFile(pgMajor), fixtureText(await captureCases(target.admin)));
    console.log(`Wrote ${fixtureFile(pgMajor).pathname}`);
  } finally {
    await target.close();
  }
}
