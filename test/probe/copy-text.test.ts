import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { expect, inject, test } from 'vitest';
import { copyText } from '../../bench/probe/copy-text.js';
import { withClient } from '../../bench/target/connect.js';

test('whatever a field holds comes back from COPY as it was', async () => {
  const rows = [
    ['1', 'plain'],
    ['2', 'tab\tnew line\nreturn\rback\\slash'],
    ['3', '\\N'],
    ['4', null],
    ['5', ''],
    ['6', '\\.'],
  ];
  await withClient(inject('admin'), async (client) => {
    await client.query('create temp table copied (id int, field text)');
    const sink = client.query(copyFrom('copy copied from stdin'));
    await pipeline(Readable.from([Buffer.from(copyText(rows))]), sink);
    const { rows: back } = await client.query({
      text: 'select id::text, field from copied order by id',
      rowMode: 'array',
    });
    expect(back).toEqual(rows);
  });
});
