import { namedError } from "../shared/namedError";
import { valueAt } from "./eventPath";

const PLACEHOLDER = /\{\{|\}\}|\{([^{}]+)\}/g;

/**
 * Makes an execution's input of a template: `{path}` in a text stands for what lies there in the event, a text that is
 * nothing else becomes that value with its type, and `{{` and `}}` stand for braces.
 *
 * @throws `TemplateError` with every path at which the event has nothing
 * @example executionInput({ Source: "s3://{detail.bucket.name}/a.csv", Size: "{detail.object.size}" }, event)
 */
export function executionInput(template: unknown, event: Record<string, unknown>): unknown {
  const missing = new Set<string>();
  const input = filled(template, event, missing);
  if (missing.size === 0) return input;
  throw namedError(
    "TemplateError",
    `The event has nothing at ${[...missing].join(", ")}, which the trigger's input names.`,
  );
}

function filled(template: unknown, event: Record<string, unknown>, missing: Set<string>): unknown {
  if (Array.isArray(template)) return template.map((inner) => filled(inner, event, missing));
  if (typeof template === "string") return filledText(template, event, missing);
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([name, inner]) => [name, filled(inner, event, missing)]));
}

function filledText(template: string, event: Record<string, unknown>, missing: Set<string>): unknown {
  const read = (path: string): unknown => {
    const value = valueAt(event, path);
    if (value === undefined) missing.add(path);
    return value;
  };
  const [, whole] = /^\{([^{}]+)\}$/.exec(template) ?? [];
  if (whole !== undefined) return read(whole);
  return template.replace(PLACEHOLDER, (found, path: string | undefined) => {
    if (path === undefined) return found.slice(1);
    const value = read(path);
    if (value === undefined) return "";
    return typeof value === "string" ? value : JSON.stringify(value);
  });
}
