/** Runs work side by side, a few pieces at a time. */

/**
 * Begins one piece of work after the other, at most `limit` of them at the same time, until there is none left and all
 * have ended. The first that fails is the fault: from then on nothing is begun any more.
 *
 * @param next gives what begins the next piece of work; undefined when there is none at present: it is asked again when
 * a piece has ended
 * @param fault aborted with what went wrong, in the work or in choosing it; abort it to end in the same way
 * @returns when nothing runs any more, also after a fault
 */
export async function runSideBySide(
  limit: number,
  next: () => Promise<(() => Promise<void>) | undefined>,
  fault: AbortController,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const isFaulty = () => fault.signal.aborted;

  async function beginMore(): Promise<void> {
    while (running.size < limit && !isFaulty()) {
      const work = await next();
      // Choosing takes time, in which others may have failed.
      if (!work || isFaulty()) return;
      const done = work().catch((error: unknown) => fault.abort(error));
      running.add(done);
      void done.then(() => running.delete(done));
    }
  }

  try {
    await beginMore();
    while (running.size > 0 && !isFaulty()) {
      await Promise.race(running);
      await beginMore();
    }
  } catch (error) {
    fault.abort(error);
  }
  await Promise.all(running);
}
