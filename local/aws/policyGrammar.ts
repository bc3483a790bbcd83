/**
 * Whether AWS would take a policy document: its grammar and its size, not what it allows.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

/** What a document is attached to, which decides the elements that its statements have. */
export type PolicyKind = "identity" | "trust" | "resource";

/** Something that AWS would refuse. */
export interface GrammarFault {
  /** Within the document, such as `Statement[0].Effect`; empty for the whole. */
  path: string;
  reason: string;
}

type Fields = Record<string, unknown>;

const ELEMENTS = new Set([
  ...["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"],
]);

const PRINCIPALS = ["AWS", "Service", "Federated", "CanonicalUser"];

/** `service:Action`; case does not matter, wildcards may be anywhere. */
const ACTION = /^(\*|[\w*?-]+:[\w*?]+)$/;

/** An ARN, or `*`. A policy variable may be in it. */
const RESOURCE = /^(\*|arn:.*)$/s;

/**
 * Every fault of a document.
 *
 * @param text the document as JSON
 * @param limit AWS's quota in characters; white space does not count
 */
export function policyFaults(text: string, kind: PolicyKind, limit: number): GrammarFault[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return [{ path: "", reason: `is not JSON: ${(error as Error).message}` }];
  }
  if (!isFields(document)) return [{ path: "", reason: "must be a JSON object" }];
  const faults: GrammarFault[] = [];
  const size = JSON.stringify(document).length;
  if (size > limit) faults.push({ path: "", reason: `has ${size} characters, and AWS allows ${limit}` });
  if (document.Version !== undefined && document.Version !== "2012-10-17" && document.Version !== "2008-10-17") {
    faults.push({ path: "Version", reason: 'must be "2012-10-17" or "2008-10-17"' });
  }
  const isList = Array.isArray(document.Statement);
  const statements: unknown[] = isList ? (document.Statement as unknown[]) : [document.Statement];
  if (statements.length === 0) faults.push({ path: "Statement", reason: "must hold at least one statement" });
  const sids = new Set<string>();
  for (const [index, statement] of statements.entries()) {
    const path = isList ? `Statement[${index}]` : "Statement";
    faults.push(...statementFaults(statement, kind).map((fault) => ({ ...fault, path: joined(path, fault.path) })));
    const sid = isFields(statement) ? statement.Sid : undefined;
    if (typeof sid !== "string") continue;
    if (sids.has(sid)) faults.push({ path: `${path}.Sid`, reason: `"${sid}" is there twice` });
    sids.add(sid);
  }
  return faults;
}

function statementFaults(statement: unknown, kind: PolicyKind): GrammarFault[] {
  if (!isFields(statement)) return [{ path: "", reason: "must be an object" }];
  const faults: GrammarFault[] = [];
  const say = (path: string, reason: string) => void faults.push({ path, reason });
  for (const name of Object.keys(statement)) if (!ELEMENTS.has(name)) say(name, "is no element of a statement");
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny") say("Effect", 'must be "Allow" or "Deny"');
  const { Sid, Condition } = statement;
  if (Sid !== undefined && !(typeof Sid === "string" && (kind !== "identity" || /^[A-Za-z0-9]*$/.test(Sid)))) {
    say("Sid", "must be letters and digits");
  }
  if (Condition !== undefined && !(isFields(Condition) && Object.values(Condition).every(isFields))) {
    say("Condition", "must be an object of operators, each an object of keys");
  }
  oneOfTwo(statement, "Action", say);
  texts(statement, ["Action", "NotAction"], ACTION, "service:Action", say);
  if (kind !== "trust") {
    oneOfTwo(statement, "Resource", say);
    texts(statement, ["Resource", "NotResource"], RESOURCE, "an ARN or *", say);
  } else if (statement.Resource !== undefined || statement.NotResource !== undefined) {
    say("Resource", "has no place in a trust policy");
  }
  if (kind === "identity") {
    for (const name of ["Principal", "NotPrincipal"]) {
      if (statement[name] !== undefined) say(name, "has no place in a policy of an identity");
    }
  } else {
    oneOfTwo(statement, "Principal", say);
    for (const name of ["Principal", "NotPrincipal"]) principal(name, statement[name], say);
  }
  return faults;
}

type Say = (path: string, reason: string) => void;

/** Exactly one of `Action` and `NotAction`, and so on. */
function oneOfTwo(statement: Fields, name: string, say: Say): void {
  const given = [name, `Not${name}`].filter((one) => statement[one] !== undefined);
  if (given.length !== 1) say(name, `must be there, or Not${name} in its place`);
}

function texts(statement: Fields, names: readonly string[], form: RegExp, what: string, say: Say): void {
  for (const name of names) {
    const given = statement[name];
    if (given === undefined) continue;
    const values = Array.isArray(given) ? (given as unknown[]) : [given];
    if (values.length === 0) say(name, "must not be empty");
    for (const [index, value] of values.entries()) {
      if (typeof value === "string" && form.test(value)) continue;
      say(Array.isArray(given) ? `${name}[${index}]` : name, `must be ${what}, not ${JSON.stringify(value)}`);
    }
  }
}

function principal(name: string, given: unknown, say: Say): void {
  if (given === undefined || given === "*") return;
  if (!isFields(given) || Object.keys(given).length === 0) {
    say(name, 'must be "*" or an object');
    return;
  }
  for (const [key, value] of Object.entries(given)) {
    if (!PRINCIPALS.includes(key)) say(`${name}.${key}`, `must be one of ${PRINCIPALS.join(", ")}`);
    const values = Array.isArray(value) ? value : [value];
    if (!values.every((one) => typeof one === "string" && one !== "")) say(`${name}.${key}`, "must be text");
  }
}

function joined(path: string, rest: string): string {
  return rest === "" ? path : `${path}.${rest}`;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
