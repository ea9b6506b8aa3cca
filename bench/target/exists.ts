import { stat } from 'node:fs/promises';

/** Whether the path leads to something (a dangling link leads to nothing). */
export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
