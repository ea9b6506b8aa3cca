/**
 * A signal that is aborted by the first Ctrl-C (or SIGTERM, or a closed terminal). A second one ends
 * the process at once: an embedded server then goes with it, by its watchdog.
 */
export function onInterrupt(onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  const handle = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    onFirst();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, handle);
  return controller.signal;
}
