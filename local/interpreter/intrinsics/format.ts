/** `States.Format`. */
import type { Json } from "../../../asl/definition";
import { isObject } from "../json";
import { IntrinsicArgumentError, text } from "./argumentTypes";

/**
 * Puts values in the place of `{}`.
 *
 * @param template a literal's raw text with its escapes (`\{` is no placeholder), or a value
 * @throws IntrinsicArgumentError when there are more or fewer placeholders than values
 */
export function format(template: { raw: string } | { value: Json }, values: Json[]): string {
  const parts = "raw" in template ? partsOfLiteral(template.raw) : text(template.value).split("{}");
  if (parts.length - 1 !== values.length) {
    throw new IntrinsicArgumentError(
      `the template has ${parts.length - 1} placeholders, and there are ${values.length} values`,
    );
  }
  return parts.map((part, index) => `${part}${index < values.length ? textOf(values[index]!) : ""}`).join("");
}

function partsOfLiteral(raw: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (const [token] of raw.matchAll(/\\[^]|\{\}|[^]/g)) {
    if (token === "{}") {
      parts.push(part);
      part = "";
    } else part += token.startsWith("\\") ? token.slice(1) : token;
  }
  return [...parts, part];
}

/** Objects and lists come out as Java writes them: `{Arg1=1, Arg2=[]}`. */
function textOf(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(", ")}]`;
  if (!isObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${textOf(member)}`)
    .join(", ")}}`;
}
