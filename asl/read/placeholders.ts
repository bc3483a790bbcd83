/**
 * `${Name}` in the text of a definition: what CloudFormation's and SAM's DefinitionSubstitutions fill in on deployment.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html#cfn-stepfunctions-statemachine-definitionsubstitutions
 */
import { stringEnd } from "./jsonString";

/** How a text is written. */
export type TextFormat = "JSON" | "YAML";

const PLACEHOLDER = /\$\{([\w.:-]+)\}/g;

/** Names of all placeholders, each once, in the order in which they are first used. */
export function placeholderNames(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(PLACEHOLDER), ([, name = ""]) => name))];
}

/** Offset behind the placeholder that begins at `start`; undefined when none does. */
export function placeholderEnd(text: string, start: number): number | undefined {
  const pattern = new RegExp(PLACEHOLDER.source, "y");
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/**
 * Fills in placeholders. Inside a JSON string the value is escaped; elsewhere it stands as it is, so that `${Seconds}` can
 * become a number. Names without a value stay.
 */
export function substitute(text: string, format: TextFormat, values: Readonly<Record<string, string>>): string {
  const valueOf = (name: string, otherwise: string) => (Object.hasOwn(values, name) ? values[name]! : otherwise);
  if (format === "YAML") return text.replace(PLACEHOLDER, (whole, name: string) => valueOf(name, whole));
  return mapJson(
    text,
    (string) => string.replace(PLACEHOLDER, (whole, name: string) => escaped(valueOf(name, whole))),
    valueOf,
  );
}

/** The same JSON with quotes around placeholders that have none. */
export function quotePlaceholders(text: string): string {
  return mapJson(
    text,
    (string) => string,
    (_name, whole) => `"${whole}"`,
  );
}

/** The same JSON with as long a number in place of each placeholder without quotes: every offset stays. */
export function numberPlaceholders(text: string): string {
  return mapJson(
    text,
    (string) => string,
    (_name, whole) => "1".repeat(whole.length),
  );
}

/** Puts a JSON text's strings, and the placeholders outside of them, through a function each. */
function mapJson(
  text: string,
  ofString: (string: string) => string,
  ofPlaceholder: (name: string, whole: string) => string,
): string {
  const parts: string[] = [];
  const pattern = new RegExp(`"|${PLACEHOLDER.source}`, "g");
  let done = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [whole, name] = match;
    const end = name === undefined ? stringEnd(text, match.index) : pattern.lastIndex;
    const mapped = name === undefined ? ofString(text.slice(match.index, end)) : ofPlaceholder(name, whole);
    parts.push(text.slice(done, match.index), mapped);
    done = end;
    pattern.lastIndex = end;
  }
  return [...parts, text.slice(done)].join("");
}

function escaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
