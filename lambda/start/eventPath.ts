/**
 * What lies at a path of a value: names separated by dots.
 *
 * @example valueAt({ detail: { object: { key: "a.csv" } } }, "detail.object.key") // "a.csv"
 * @returns undefined when there is nothing
 */
export function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, name) => {
    const isObject = typeof inner === "object" && inner !== null && Object.hasOwn(inner, name);
    return isObject ? (inner as Record<string, unknown>)[name] : undefined;
  }, value);
}
