/** Reading definitions that may hold anything anywhere. */

/** Whether it is an object, and neither a list nor null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The entries of a list; none when it is no list. */
export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text; undefined when it is something else. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Whether a text holds a substitution of CloudFormation or SAM (`${Name}`), so that nothing is known of it. */
export function isPlaceholder(text: string): boolean {
  return /\$\{[^}]*\}/.test(text);
}
