import { type RunningContainer, startContainer } from '../docker/container.js';
import { type Docker, findDocker, isDocker, whyNotOnHost } from '../docker/engine.js';
import { execIn, runToEnd } from '../docker/exec.js';
import { provideImage } from '../docker/image.js';
import { whyNotOurNetwork } from '../docker/network.js';
import { sweepContainers } from '../docker/owner.js';
import { inOneLine } from '../errors.js';
import { openCache } from '../target/cache-folder.js';
import { planPlacement } from '../target/placement.js';
import { openRunFolder, type RunFolder } from '../target/run-folder.js';
import type { NoPooler, PoolerSource } from './pooler.js';
import type { StartProcess } from './process.js';
import { poolersIn } from './source.js';
import { isNewEnough, OLDEST_VERSION, readVersion } from './version.js';

const IMAGE_SETTING = 'RLSBENCH_PGBOUNCER_IMAGE';
/** Kept up with PgBouncer's releases; any image does that has `pgbouncer` and `sh` on its PATH. */
const DEFAULT_IMAGE = 'edoburu/pgbouncer:v1.25.2-p0';
/** Engines give containers a soft limit of 1,024 open files; Node has raised our own in this way too. */
const START = 'ulimit -n "$(ulimit -Hn)"; exec pgbouncer "$0"';

/**
 * Poolers in a container, for a machine with Docker on which no PgBouncer is found or can be fetched.
 * One container holds them all, on the network of this machine, so that all traffic stays on its
 * 127.0.0.1; each is a process of its own in it, whose CPU time is read as that of any other. Their
 * files are in a run folder, which the container sees under the same path.
 *
 * The container goes with the source, or else with us: see bench/docker/reaper.ts.
 *
 * @returns why there can be none, which takes a millisecond where there is no Docker
 */
export async function containerPoolers(
  onProgress: (message: string) => void,
): Promise<PoolerSource | NoPooler> {
  const docker = await findDocker();
  if (!isDocker(docker))
    return { why: `Nor in a container: ${docker.why}.`, nextStep: 'Start Docker.' };
  const image = process.env[IMAGE_SETTING] || DEFAULT_IMAGE;
  const elsewhere = await whyNotOnHost(docker);
  if (elsewhere !== undefined) return notOnHost(elsewhere);
  try {
    await sweepContainers(docker);
    await provideImage(docker, image, IMAGE_SETTING, onProgress);
    return await openContainer(docker, image);
  } catch (error) {
    return {
      why: `PgBouncer of the image ${image} can not be used: ${inOneLine(error)}`,
      nextStep: `Name another image in ${IMAGE_SETTING}.`,
    };
  }
}

async function openContainer(docker: Docker, image: string): Promise<PoolerSource | NoPooler> {
  const run = await openRunFolder(await openCache());
  let container: RunningContainer | undefined;
  const close = async () => {
    await container?.close();
    await run.close();
  };
  try {
    const placement = planPlacement();
    container = await startContainer(docker, {
      image,
      // Something that stays: the poolers come and go in it.
      entrypoint: ['tail'],
      command: ['-f', '/dev/null'],
      user: userOf(run),
      network: 'host',
      sharedFolder: run.path,
      cores: placement.possible ? placement.server : undefined,
    });
    const probed = await probe(docker, container, image);
    if ('why' in probed) {
      await close();
      return probed;
    }
    const program = { version: probed.version, source: 'container' } as const;
    return { ...poolersIn(run, program, startingIn(docker, container)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Asks in the container what only it knows: whether it shares our network, and its PgBouncer. */
async function probe(
  docker: Docker,
  container: RunningContainer,
  image: string,
): Promise<{ readonly version: string } | NoPooler> {
  const elsewhere = await whyNotOurNetwork(docker, container.id);
  if (elsewhere !== undefined) return notOnHost(elsewhere);
  const command = ['sh', '-c', 'pgbouncer --version'];
  const version = readVersion(await runToEnd(docker, container.id, command));
  if (version !== undefined && isNewEnough(version)) return { version };
  return {
    why:
      version === undefined
        ? `The image ${image} has no pgbouncer on its PATH.`
        : `The image ${image} has PgBouncer ${version}; named prepared statements need ${OLDEST_VERSION} or newer.`,
    nextStep: `Name another image in ${IMAGE_SETTING}.`,
  };
}

/** Each as a process in the container that is running. */
function startingIn(docker: Docker, container: RunningContainer): StartProcess {
  return async (configuration) => {
    const started = await execIn(docker, container.id, ['sh', '-c', START, configuration]);
    const signal = (name: NodeJS.Signals) => {
      // Its number is another process' once it has ended.
      if (started.isOver() || started.pid === undefined) return;
      try {
        process.kill(started.pid, name);
      } catch {
        // It ended in this moment.
      }
    };
    return {
      pid: started.pid,
      isOver: started.isOver,
      log: async () => started.said(),
      stop: async () => {
        // QUIT is the immediate shutdown, as in bench/pooler/process.ts.
        signal('SIGQUIT');
        const giveUp = setTimeout(signal, 3_000, 'SIGKILL');
        await started.ended;
        clearTimeout(giveUp);
      },
    };
  };
}

/** Whoever owns the files: us, or `nobody` where we are root. So we may signal it too. */
function userOf({ user }: RunFolder): string {
  const { uid, gid } = user ?? { uid: process.getuid?.(), gid: process.getgid?.() };
  return `${uid}:${gid}`;
}

function notOnHost(why: string): NoPooler {
  return {
    why: `A PgBouncer in a container would not share this machine's 127.0.0.1: ${why}.`,
    nextStep: 'Start one with `docker compose up` and name it with --pooler-url.',
  };
}
