import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Docker } from './engine.js';

/** A process in a container that is running. */
export interface ContainerProcess {
  /** Its number as the engine's machine counts; undefined when it had ended before it was asked for. */
  readonly pid: number | undefined;
  readonly isOver: () => boolean;
  /** What it has said on stdout and stderr, of which only the end is kept. */
  readonly said: () => string;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

const KEPT_CHARACTERS = 16_384;

/** Starts a program in a container, as the container's user. Throws what the engine answers. */
export async function execIn(
  { client }: Docker,
  containerId: string,
  command: readonly string[],
): Promise<ContainerProcess> {
  const { dockerode } = client.container;
  const options = { Cmd: [...command], AttachStdout: true, AttachStderr: true };
  const exec = await dockerode.getContainer(containerId).exec(options);
  const framed = await exec.start({ hijack: true, stdin: false });
  const plain = new PassThrough();
  dockerode.modem.demuxStream(framed, plain, plain);
  let said = '';
  plain.on('data', (piece: Buffer) => {
    said = (said + piece).slice(-KEPT_CHARACTERS);
  });
  let over = false;
  // The engine closes the stream with the process.
  const ended = finished(framed)
    .catch(() => {})
    .then(() => {
      over = true;
      plain.end();
    });
  const pid = await pidOf(exec, () => over);
  return { pid, isOver: () => over, said: () => said, ended };
}

/** Runs a program in a container until its end; what it printed, whatever its exit code. */
export async function runToEnd(
  docker: Docker,
  containerId: string,
  command: readonly string[],
): Promise<string> {
  const { ended, said } = await execIn(docker, containerId, command);
  await ended;
  return said();
}

/** The engine answers the start before it knows the number. */
async function pidOf(
  exec: { inspect(): Promise<{ Pid: number }> },
  isOver: () => boolean,
): Promise<number | undefined> {
  for (;;) {
    const { Pid } = await exec.inspect();
    if (Pid > 0) return Pid;
    if (isOver()) return undefined;
    await sleep(5);
  }
}
