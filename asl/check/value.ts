/** What a value is, asked of JSON that may be anything. */

/** An object whose members are not known. */
export type Fields = Partial<Record<string, unknown>>;

/** A JSON object: neither null nor a list. */
export function isObject(value: unknown): value is Fields {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** A JSONata expression: `{% … %}`. */
export function isExpression(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("{%") && value.endsWith("%}");
}

/**
 * Text with a `${Placeholder}` that is filled in before AWS sees it (CloudFormation's DefinitionSubstitutions, `Fn::Sub`):
 * nothing is known of its value, not even that it stays text.
 */
export function hasPlaceholder(value: unknown): boolean {
  return typeof value === "string" && value.includes("${");
}

const LONGEST_SHOWN = 60;

/** A value as a message shows it, cut when long. */
export function shown(value: unknown): string {
  if (isObject(value)) return "an object";
  if (Array.isArray(value)) return "a list";
  if (value !== null && !["string", "number", "boolean"].includes(typeof value)) return typeof value;
  const text = JSON.stringify(value);
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
}

/** Whether JSON nests deeper than a number of levels. Needs no stack of its own. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    const next: unknown[] = [];
    for (const item of level) {
      if (item === null || typeof item !== "object") continue;
      for (const inner of Array.isArray(item) ? (item as unknown[]) : Object.values(item)) {
        if (inner !== null && typeof inner === "object") next.push(inner);
      }
    }
    level = next;
  }
  return false;
}

/** Bytes of a value written as JSON without blanks. Needs no stack of its own, where JSON.stringify runs out of it. */
export function jsonBytes(value: unknown): number {
  let bytes = 0;
  const waiting = [value];
  while (waiting.length > 0) {
    const item = waiting.pop();
    if (item === null || typeof item !== "object") {
      bytes += Buffer.byteLength(JSON.stringify(item ?? null));
      continue;
    }
    const inner: unknown[] = Array.isArray(item) ? item : Object.values(item);
    // Brackets, and the commas between.
    bytes += 2 + Math.max(0, inner.length - 1);
    if (!Array.isArray(item)) for (const key in item) bytes += Buffer.byteLength(JSON.stringify(key)) + 1;
    for (const part of inner) waiting.push(part);
  }
  return bytes;
}
