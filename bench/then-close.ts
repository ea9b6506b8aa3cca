/**
 * Does the work, then closes what it was done on, however the work ended. What went wrong first is
 * what a person needs to know: a `finally` would tell of closing alone, where a server that is gone
 * fails both.
 *
 * @param onLeft told what kept it from closing after work that failed; absent: nobody
 * @throws what the work threw, or else what closing threw
 */
export async function thenClose<T>(
  work: () => Promise<T>,
  close: () => Promise<unknown>,
  onLeft: (error: unknown) => void = () => undefined,
): Promise<T> {
  let done: T;
  try {
    done = await work();
  } catch (error) {
    await close().catch(onLeft);
    throw error;
  }
  await close();
  return done;
}
