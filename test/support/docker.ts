import { type Docker, findDocker, isDocker, whyNotOnHost } from '../../bench/docker/engine.js';
import { OWNER_LABEL, ourOwner } from '../../bench/docker/owner.js';

/** What a test of containers needs, or why it can't be run here. */
export type TestDocker =
  | { readonly docker: Docker; readonly image: string }
  | { readonly docker: undefined; readonly image: string };

const LOCAL_IMAGES = {
  RLSBENCH_PGBOUNCER_IMAGE: 'rlsbench-local/pgbouncer:1.24',
  RLSBENCH_POSTGRES_IMAGE: 'rlsbench-local/postgres:17',
} as const;

/**
 * Docker with an image that is there already: a test fetches none. Where that can't be, says so on the
 * terminal; the tests are then to be skipped.
 */
export async function testDocker(setting: keyof typeof LOCAL_IMAGES): Promise<TestDocker> {
  const image = process.env[setting] || LOCAL_IMAGES[setting];
  const why = await whyNot(image);
  if (typeof why !== 'string') return { docker: why, image };
  console.warn(`SKIPPED, tests of containers: ${why}`);
  return { docker: undefined, image };
}

async function whyNot(image: string): Promise<string | Docker> {
  const found = await findDocker();
  if (!isDocker(found)) return found.why;
  const elsewhere = await whyNotOnHost(found);
  if (elsewhere !== undefined) return elsewhere;
  const name = found.library.ImageName.fromString(image);
  if (await found.client.image.exists(name)) return found;
  return `there is no image ${image} (npm run docker:images makes it)`;
}

/** Ids of the containers of a process, this one unless told otherwise. */
export async function containersOf({ client }: Docker, owner = ourOwner()): Promise<string[]> {
  const label = [`${OWNER_LABEL}=${owner}`];
  const found = await client.container.dockerode.listContainers({ all: true, filters: { label } });
  return found.map(({ Id }) => Id);
}
