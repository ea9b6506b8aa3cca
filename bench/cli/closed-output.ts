/**
 * Output that nobody reads any more (`| head`, a closed terminal) is no reason to end in the middle:
 * a server of ours and what we made on another's have to be removed first.
 */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}
