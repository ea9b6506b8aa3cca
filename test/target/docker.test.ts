import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BadInputError } from '../../bench/errors.js';
import { withClient } from '../../bench/target/connect.js';
import { noteOfMajor } from '../../bench/target/docker.js';
import { openTarget } from '../../bench/target/open.js';
import { createArmRoles } from '../../bench/target/roles.js';
import type { TargetRequest } from '../../bench/target/target.js';
import { containersOf, testDocker } from '../support/docker.js';
import { fillNumbers, SUM_OF_NUMBERS, sumNumbers } from './numbers.js';

const SETTING = 'RLSBENCH_POSTGRES_IMAGE';
const { docker, image } = await testDocker(SETTING);
const TIMEOUT_MS = 180_000;

const request = (fill: TargetRequest['fill']): TargetRequest => ({
  ...{ location: 'docker', pgMajor: 18, dataKey: 'unused', fill },
  onProgress: () => {},
});

/** Command lines of all processes of this machine. */
function commandLines(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');
}

test.skipIf(docker !== undefined)('without Docker: what is missing, and what to do', async () => {
  await expect(openTarget(request(async () => {}))).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('needs a Docker engine'),
    nextStep: expect.stringContaining('DOCKER_HOST'),
  });
});

test('an image of another version than the one we take is said, than the one asked for refused', () => {
  expect(noteOfMajor('mine:1', 18, { pgMajor: 18, isMajorAsked: true })).toBeUndefined();
  expect(noteOfMajor('mine:1', 17, { pgMajor: 18 })).toMatch(/mine:1 brings Postgres 17/);
  const asked = { pgMajor: 18, isMajorAsked: true } as const;
  expect(() => noteOfMajor('mine:1', 17, asked)).toThrow(BadInputError);
  expect(() => noteOfMajor('mine:1', 17, asked)).toThrow(
    /^Expected Postgres 18, .* Postgres 17\.$/,
  );
});

describe.skipIf(docker === undefined)('with Docker', () => {
  test(
    'a server of ours on loopback, its CPU measured, its password nowhere, gone at the end',
    async () => {
      if (docker === undefined) return;
      process.env[SETTING] = image;
      const target = await openTarget(request(fillNumbers));
      try {
        expect(target).toMatchObject({ kind: 'docker', canBypassRls: true, dataSource: 'built' });
        expect(target.measuresServerCpu).toBe(true);
        expect(await sumNumbers(target.admin)).toBe(SUM_OF_NUMBERS);
        const roles = await createArmRoles(target, ['numbers']);
        expect(await sumNumbers(roles.where)).toBe(SUM_OF_NUMBERS);

        const facts = await target.facts();
        expect(facts).toMatchObject({ kind: 'docker', whereArmsRead: 'same-tables' });
        const setTo = (name: string) => facts.settings.find((each) => each.name === name)?.value;
        expect([setTo('listen_addresses'), setTo('autovacuum')]).toEqual(['127.0.0.1', 'off']);

        const [id = ''] = await containersOf(docker);
        const inspected = JSON.stringify(await docker.client.container.getById(id).inspect());
        const log = String(
          await docker.client.container.dockerode
            .getContainer(id)
            .logs({ stdout: true, stderr: true }),
        );
        for (const shown of [inspected, log, commandLines(), JSON.stringify(facts)]) {
          expect(shown).not.toContain(target.admin.password);
        }
      } finally {
        await target.close();
      }
      await target.close();
      expect(await containersOf(docker)).toEqual([]);
      await expect(withClient(target.admin, async () => {})).rejects.toThrow('ECONNREFUSED');
    },
    TIMEOUT_MS,
  );

  test(
    'another version than was asked for is refused, and the container gone',
    async () => {
      if (docker === undefined) return;
      process.env[SETTING] = image;
      const said: string[] = [];
      const asked = { ...request(async () => {}), onProgress: (text: string) => said.push(text) };
      const target = await openTarget(asked);
      const major = Math.floor((await target.facts()).serverVersionNum / 10_000);
      await target.close();
      const others = ([15, 16, 17, 18] as const).filter((each) => each !== major);
      const refused = openTarget({ ...asked, pgMajor: others[0] ?? 15, isMajorAsked: true });
      await expect(refused).rejects.toThrow(BadInputError);
      expect(said).toHaveLength(major === asked.pgMajor ? 0 : 1);
      expect(await containersOf(docker)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'what goes wrong while it is filled takes the container away and is told',
    async () => {
      if (docker === undefined) return;
      process.env[SETTING] = image;
      const failing = request(() => Promise.reject(new Error('no rows today')));
      await expect(openTarget(failing)).rejects.toThrow('no rows today');
      expect(await containersOf(docker)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
