import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningContainer, startContainer } from '../docker/container.js';
import { type Docker, findDocker, isDocker, whyNotOnHost } from '../docker/engine.js';
import { provideImage } from '../docker/image.js';
import { whyNotOurNetwork } from '../docker/network.js';
import { sweepContainers } from '../docker/owner.js';
import { BadInputError, EnvironmentError } from '../errors.js';
import type { ConnectionSettings } from '../load/session.js';
import { withClient } from './connect.js';
import { freePort } from './free-port.js';
import { describePlacement, planPlacement } from './placement.js';
import { measuringSettings } from './server-settings.js';
import type { OpenedTarget, TargetRequest } from './target.js';
import { openUrl } from './url.js';

const IMAGE_SETTING = 'RLSBENCH_POSTGRES_IMAGE';
const SUPERUSER = 'postgres';
const PORT_INSIDE = 5432;
const PASSWORD_FILE = '/run/rlsbench-password';
/** The image makes its data folder first, on a slow disk too. */
const START_TIMEOUT_MS = 120_000;
const DEFAULT_DATA_BYTES = 512 * 1024 ** 2;

export interface DockerOptions {
  readonly maxConnections?: number;
  /** False lets the server run on all cores, for work that measures nothing. */
  readonly holdToCores?: boolean;
}

/**
 * Postgres in a container that is removed at the end: the official image of the version asked for, or
 * the one that RLSBENCH_POSTGRES_IMAGE names. It listens on 127.0.0.1 only: on the host's network
 * where that is this machine's, so that nothing is translated on the way, else on a published port.
 * In it, everything is as on a server by URL.
 *
 * @throws {EnvironmentError} where there is no Docker, the image can't be had, or it does not come up
 * @throws {BadInputError} where the image brings another version than was asked for
 */
export async function openDocker(
  request: TargetRequest,
  options: DockerOptions = {},
): Promise<OpenedTarget> {
  const { maxConnections = 200, holdToCores = true } = options;
  const docker = await requireDocker();
  await sweepContainers(docker);
  const image = process.env[IMAGE_SETTING] || `postgres:${request.pgMajor}`;
  await provideImage(docker, image, IMAGE_SETTING, request.onProgress);
  const onHost = (await whyNotOnHost(docker)) === undefined;
  const { settings, container } = await startPostgres(docker, {
    ...{ image, onHost, maxConnections },
    dataBytes: request.dataBytes ?? DEFAULT_DATA_BYTES,
    cores: onHost && holdToCores ? serverCores() : undefined,
  });
  try {
    if (onHost) await requireOurNetwork(docker, container);
    await comesUp(settings, container, image);
    await requireMajor(settings, image, request);
    const target = await openUrl({ ...request, location: urlOf(settings) });
    return {
      ...target,
      kind: 'docker',
      facts: async () => ({
        ...(await target.facts()),
        kind: 'docker',
        ...(onHost
          ? describePlacement(holdToCores)
          : { placement: 'not pinned: the container is not on this machine', pinned: false }),
      }),
      // With all that is in it.
      close: container.close,
    };
  } catch (error) {
    await container.close();
    throw error;
  }
}

async function requireDocker(): Promise<Docker> {
  const found = await findDocker();
  if (isDocker(found)) return found;
  throw new EnvironmentError(
    `--target docker needs a Docker engine: ${found.why}.`,
    'Start Docker, or set DOCKER_HOST; or leave --target out to use the embedded Postgres.',
  );
}

/** Else nothing would ever answer on our 127.0.0.1. */
async function requireOurNetwork(docker: Docker, { id }: RunningContainer): Promise<void> {
  const elsewhere = await whyNotOurNetwork(docker, id);
  if (elsewhere === undefined) return;
  throw new EnvironmentError(
    `--target docker needs a Docker engine whose containers have this machine's 127.0.0.1: ${elsewhere}.`,
    'Set DOCKER_HOST to an engine of this machine, or run rlsbench on that one with its network (`docker run --network host`); or start a server and name it with --target postgres://...',
  );
}

async function requireMajor(
  settings: ConnectionSettings,
  image: string,
  request: TargetRequest,
): Promise<void> {
  const { rows } = await withClient(settings, (client) =>
    client.query<{ number: string }>(`select current_setting('server_version_num') as number`),
  );
  const note = noteOfMajor(image, Math.floor(Number(rows[0]?.number) / 10_000), request);
  if (note !== undefined) request.onProgress(note);
}

/**
 * What has to be said where an image brings another Postgres than `pgMajor`.
 *
 * @throws {BadInputError} where that version was asked for
 */
export function noteOfMajor(
  image: string,
  major: number,
  { pgMajor, isMajorAsked }: Pick<TargetRequest, 'pgMajor' | 'isMajorAsked'>,
): string | undefined {
  if (major === pgMajor) return undefined;
  if (!isMajorAsked) return `The image ${image} brings Postgres ${major}: that is measured`;
  throw new BadInputError(
    `Expected Postgres ${pgMajor}, as --pg says; the image ${image} brings Postgres ${major}.`,
    `Leave --pg out, or name an image of Postgres ${pgMajor} in ${IMAGE_SETTING} (unset, it is postgres:${pgMajor}).`,
  );
}

interface PostgresStart {
  readonly image: string;
  readonly onHost: boolean;
  readonly maxConnections: number;
  readonly dataBytes: number;
  readonly cores: string | undefined;
}

/** Settings as of the embedded server, so that plans and figures compare. */
async function startPostgres(
  docker: Docker,
  { image, onHost, maxConnections, dataBytes, cores }: PostgresStart,
): Promise<{ settings: ConnectionSettings; container: RunningContainer }> {
  const password = randomBytes(24).toString('base64url');
  const port = onHost ? await freePort() : PORT_INSIDE;
  const memoryBytes = docker.client.info.containerRuntime.memory;
  const sizing = { dataBytes, memoryBytes, maxConnections };
  const given = [
    // The image's set-up asks over its socket: that stays as it has it.
    ...measuringSettings(sizing).filter(({ name }) => name !== 'unix_socket_directories'),
    // The last one counts. In a network of its own it is reached by the published port alone.
    ...(onHost ? [] : [{ name: 'listen_addresses', value: '*' }]),
    { name: 'port', value: String(port) },
  ];
  const container = await startContainer(docker, {
    image,
    command: ['postgres', ...given.flatMap(({ name, value }) => ['-c', `${name}=${value}`])],
    // In a file: what is in the environment, `docker inspect` shows.
    environment: { POSTGRES_USER: SUPERUSER, POSTGRES_PASSWORD_FILE: PASSWORD_FILE },
    files: [{ content: password, target: PASSWORD_FILE }],
    network: onHost ? 'host' : { publish: PORT_INSIDE },
    hostProcesses: onHost,
    cores,
  });
  const address = { host: '127.0.0.1', port: container.publishedPort ?? port };
  const login = { user: SUPERUSER, password, database: 'postgres', ssl: false };
  return { settings: { ...address, ...login }, container };
}

function serverCores(): string | undefined {
  const placement = planPlacement();
  return placement.possible ? placement.server : undefined;
}

/** The password is random: whoever lets us in is the server we started. */
async function comesUp(settings: ConnectionSettings, container: RunningContainer, image: string) {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline && !container.isOver()) {
    const isUp = await withClient(settings, (client) => client.query('SELECT 1')).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await sleep(50);
  }
  const said = (await container.log()).trim().split('\n').slice(-3).join(' ');
  throw new EnvironmentError(
    `Postgres of the image ${image} did not come up on 127.0.0.1:${settings.port}: ${said}`,
    `Try \`docker run --rm -e POSTGRES_PASSWORD=x ${image}\`, or name another image in ${IMAGE_SETTING}.`,
  );
}

/** Stays in memory, and no message of ours repeats a target's URL. */
function urlOf({ host, port, user, password, database }: ConnectionSettings): string {
  return `postgres://${user}:${password}@${host}:${port}/${database}?sslmode=disable`;
}
