import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { findDocker } from '../../bench/docker/engine.js';
import { provideImage } from '../../bench/docker/image.js';
import { testDocker } from '../support/docker.js';

const { docker } = await testDocker('RLSBENCH_PGBOUNCER_IMAGE');
const isHere = docker !== undefined || existsSync('/var/run/docker.sock');

test.skipIf(isHere)(
  'where there is no Docker, the library that drives it is not loaded',
  async () => {
    const { DOCKER_HOST: _, ...env } = process.env;
    expect(await findDocker(env)).toMatchObject({
      why: expect.stringContaining('no Docker engine'),
    });
    const { cache } = createRequire(import.meta.url);
    expect(Object.keys(cache).filter((path) => path.includes('testcontainers'))).toEqual([]);
  },
);

test.skipIf(isHere)('an engine that does not answer is none', async () => {
  expect(await findDocker({ ...process.env, DOCKER_HOST: 'unix:///nowhere/docker.sock' })).toEqual({
    why: expect.stringContaining('does not answer'),
  });
});

test.skipIf(docker === undefined)(
  'an image that can not be fetched names the setting',
  async () => {
    if (docker === undefined) return;
    const said: string[] = [];
    const image = '127.0.0.1:1/nowhere:1';
    await expect(
      provideImage(docker, image, 'RLSBENCH_POSTGRES_IMAGE', (text) => said.push(text)),
    ).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining(image),
      nextStep: expect.stringContaining('RLSBENCH_POSTGRES_IMAGE'),
    });
    expect(said).toEqual([`Fetching the image ${image} (once)`]);
  },
);
