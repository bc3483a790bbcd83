/** Does the same for many, a few at a time. */

/**
 * @param most how many at a time
 * @returns the results in the order of the items; the first error is thrown
 * @example await eachAtOnce(8, machines, (machine) => tagsOf(machine))
 */
export async function eachAtOnce<Item, Result>(
  most: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}
