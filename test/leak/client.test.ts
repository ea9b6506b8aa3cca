import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { leakClient, leakConfig } from '../../bench/leak/client.js';

async function connected(transcript: string[]) {
  const client = new pg.Client(leakConfig(inject('admin')));
  client.on('error', () => {});
  await client.connect();
  return leakClient('B', client, transcript, () => client.end());
}

test('an answer is a value, a refusal or a command, each written down with its warnings', async () => {
  const transcript: string[] = [];
  const client = await connected(transcript);
  expect(await client.say({ text: 'fetch first from nothing' })).toMatchObject({
    sqlState: '34000',
  });
  expect(await client.say({ text: "select 'x', 'y'" })).toEqual({ value: 'x' });
  await client.say({ text: "set local app.x = 'y'" });
  await client.leave();
  expect(transcript).toEqual([
    'B: fetch first from nothing → ERROR 34000: cursor "nothing" does not exist',
    "B: select 'x', 'y' → 'x'",
    "B: set local app.x = 'y' → SET",
    'B is told: WARNING: SET LOCAL can only be used in transaction blocks',
  ]);
});

test.each([
  ['select pg_terminate_backend(pg_backend_pid())', '57P01'],
  ["do $$ begin raise 'server login has been failing' using errcode = '08P01'; end $$", '08P01'],
])('a breakdown is no answer: taken for "not found" it would hide a leak', async (text, code) => {
  const client = await connected([]);
  await expect(client.say({ text })).rejects.toMatchObject({ code });
  await client.leave();
});
