/**
 * Waits for all of several things that run at the same time, also when one of them fails: then nothing is still writing
 * to a folder that is about to be removed.
 *
 * @throws what the first of them that failed threw
 */
export async function together<T extends unknown[]>(work: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
