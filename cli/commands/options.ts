/** What commands' options share. */

/** For an option that may be given more than once. */
export function repeatable(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** The argument of commands that read a definition. */
export const FILE_ARGUMENT = "a definition: JSON or YAML, JSONPath or JSONata; - for standard input";
