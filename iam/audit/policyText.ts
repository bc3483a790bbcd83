/** Texts of a policy, also where a template has a function in their place, and where they stand. */

/** One text of a document. */
export interface Part {
  text: string;
  /** `Statement[0].Action[1]`, or `Statement[0].Action` when it is not in a list. */
  path: string;
}

/** What Pulumi says in place of an Output's value: https://www.pulumi.com/docs/iac/concepts/inputs-outputs/all/ */
const UNRESOLVED = /Calling \[to(String|JSON)\] on an \[Output<T>\]/;

/** Whether a text has what Pulumi writes in place of an Output's value. */
export function isUnresolved(text: string): boolean {
  return UNRESOLVED.test(text);
}

/** Functions inside functions are followed so far. */
const MAX_NESTING = 4;

/**
 * A text as a policy has it. CloudFormation's functions give the text that they make, with `${…}` for what is not known:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 *
 * @returns undefined when it is neither
 */
export function textOf(value: unknown, nesting = MAX_NESTING): string | undefined {
  if (typeof value === "string") return value;
  if (!isObject(value) || nesting === 0) return undefined;
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return undefined;
  const given = value[name];
  const items: unknown[] = Array.isArray(given) ? given : [given];
  const [first, second] = items;
  if (name === "Ref") return typeof given === "string" ? `\${${given}}` : undefined;
  if (name === "Fn::Sub") return textOf(first, nesting - 1);
  if (name === "Fn::Join") return joined(Array.isArray(second) ? second : undefined, first, nesting - 1);
  if (name === "Fn::GetAtt") return placeholder(joined(items, ".", nesting - 1));
  return name.startsWith("Fn::") ? placeholder(name) : undefined;
}

function joined(items: unknown[] | undefined, separator: unknown, nesting: number): string | undefined {
  const texts = items?.map((item) => textOf(item, nesting));
  return texts === undefined || typeof separator !== "string" || texts.includes(undefined)
    ? undefined
    : texts.join(separator);
}

function placeholder(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `\${${name}}`;
}

/** Whether a value is an object, and not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** A path in one of several documents: `[1].Statement[0].Action`. */
export function pathIn(index: number, path: string): string {
  return `[${index}]${path === "" || path.startsWith("[") ? "" : "."}${path}`;
}
