import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withClient } from '../../bench/target/connect.js';
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
