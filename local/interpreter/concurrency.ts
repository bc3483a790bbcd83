/** Work on many things, so many at a time. */
import { lifetimeWithin } from "./lifetime";

/** Work on the item of that number. */
type Work<Item, Result> = (item: Item, index: number, signal: AbortSignal) => Promise<Result>;

/**
 * Does the work for every item. The first error stops what still goes on, and is thrown when all of that has ended.
 *
 * @param most at a time
 * @returns the results in the order of the items
 */
export async function allOrNothing<Item, Result>(
  items: readonly Item[],
  most: number,
  parent: AbortSignal,
  work: Work<Item, Result>,
): Promise<Result[]> {
  const lifetime = lifetimeWithin(parent);
  const results = new Array<Result>(items.length);
  const errors: unknown[] = [];
  let next = 0;

  async function worker(): Promise<void> {
    while (errors.length === 0 && next < items.length) {
      const index = next++;
      try {
        results[index] = await work(items[index]!, index, lifetime.signal);
      } catch (error) {
        errors.push(error);
        lifetime.stop();
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  lifetime.end();
  if (errors.length > 0) throw errors[0];
  return results;
}
