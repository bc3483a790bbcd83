/** ARNs and patterns of them, taken apart. */

/**
 * The parts of a resource between its colons. Of a placeholder (`${AWS::Region}`) the colons do not count: it is one
 * letter here.
 *
 * @example arnParts("arn:aws:iam::123456789012:role/*") // six, of which the last is "role/*"
 */
export function arnParts(resource: string): string[] {
  const [arn = "", partition, service, region, account, ...rest] = resource.replace(/\$\{[^}]*\}/g, "x").split(":");
  const head = [arn, partition, service, region, account].filter((part) => part !== undefined);
  return rest.length === 0 ? head : [...head, rest.join(":")];
}

/** Whether a text is nothing but wildcards, with a `*` among them. */
export function isOpen(text: string): boolean {
  return /^[*?]*\*[*?]*$/.test(text);
}

/** Whether a pattern leaves open which one of its type is meant: `*`, `arn:aws:iam::123456789012:role/*`. */
export function isAnyName(resource: string): boolean {
  const parts = arnParts(resource);
  const last = parts.at(-1) ?? "";
  // A pattern with less than an ARN's six parts has its end in a `*`, or is no ARN.
  return parts.length < 6 ? last.endsWith("*") : /^[*?/:]*\*[*?/:]*$/.test(last.replace(/^[a-z-]+[/:]/i, ""));
}

/** Whether a pattern has a resource of a service in it. A template's placeholder may stand for one. */
export function mayBeOf(service: string, resource: string): boolean {
  const [first = "", , of] = arnParts(resource);
  return of === undefined ? first.endsWith("*") || resource.includes("${") : of === service || isOpen(of);
}
