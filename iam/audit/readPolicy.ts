/** Reading a policy document of any shape that AWS accepts, and saying what is unreadable in any other. */
import { type ConditionTest, conditionTest } from "./conditionTest";
import { type Finding, findingOf, listed, shown } from "./finding";
import type { PolicyKind, PolicyStatement, Principal } from "./policyStatement";
import { isObject, isUnresolved, type Part, textOf } from "./policyText";

/** What a document holds. */
export interface ReadPolicy {
  /** Those that can be understood. */
  statements: PolicyStatement[];
  /** What cannot, and Outputs that were not resolved. */
  findings: Finding[];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
const DOCUMENT_ELEMENTS = ["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];
/** Of each pair one. */
const REQUIRED: Record<PolicyKind, string[][]> = {
  identity: [
    ["Action", "NotAction"],
    ["Resource", "NotResource"],
  ],
  trust: [
    ["Action", "NotAction"],
    ["Principal", "NotPrincipal"],
  ],
  resource: [
    ["Action", "NotAction"],
    ["Principal", "NotPrincipal"],
  ],
};
const PRINCIPAL_KINDS = ["AWS", "Service", "Federated", "CanonicalUser"] as const;

/**
 * Reads a document: an object, a list of statements without one, one statement, or the text of any of these as JSON.
 *
 * @param document plain data; what is no policy gives findings, not an exception
 */
export function readPolicy(document: unknown, kind: PolicyKind): ReadPolicy {
  const reader = new Reader(kind);
  reader.document(document);
  return reader;
}

/** What is read of a text that is no JSON. */
const NOTHING = Symbol("nothing");

class Reader implements ReadPolicy {
  readonly statements: PolicyStatement[] = [];
  readonly findings: Finding[] = [];

  constructor(private readonly kind: PolicyKind) {}

  document(given: unknown): void {
    const value = typeof given === "string" ? this.parsed(given) : given;
    if (value === NOTHING) return;
    if (Array.isArray(value)) this.list(value, "");
    else if (!isObject(value)) this.unreadable("", value, "it is not a policy document", "Give an object or a list.");
    else if (!("Statement" in value) && "Effect" in value) this.statement(value, "");
    else {
      this.elements(value, DOCUMENT_ELEMENTS, "");
      const { Statement: statement } = value;
      if (Array.isArray(statement)) this.list(statement, "Statement");
      else if (isObject(statement)) this.statement(statement, "Statement");
      else this.unreadable("Statement", statement, "there is no statement", "Give a statement, or a list of them.");
    }
  }

  private parsed(text: string): unknown {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      if (isUnresolved(text)) this.unresolved("", text);
      else this.unreadable("", text, "it is not JSON", "Give a policy document as JSON.");
      return NOTHING;
    }
  }

  private list(statements: unknown[], path: string): void {
    if (statements.length === 0) this.unreadable(path, statements, "there is no statement", "Give at least one.");
    statements.forEach((statement, index) => this.statement(statement, `${path}[${index}]`));
  }

  private statement(value: unknown, path: string): void {
    if (!isObject(value)) {
      if (typeof value === "string" && isUnresolved(value)) this.unresolved(path, value);
      else this.unreadable(path, value, "it is not a statement", "Give an object with Effect, Action and Resource.");
      return;
    }
    this.elements(value, STATEMENT_ELEMENTS, path);
    const at = (name: string) => (path === "" ? name : `${path}.${name}`);
    const texts = (name: string) => (name in value ? this.texts(value[name], at(name)) : []);
    const { Effect: effect } = value;
    if (effect !== "Allow" && effect !== "Deny") {
      this.unreadable(at("Effect"), effect, "it is neither Allow nor Deny", 'Write "Allow" or "Deny".');
      return;
    }
    for (const [name = "", not = ""] of REQUIRED[this.kind]) {
      if (!(name in value) && !(not in value)) {
        this.unreadable(path, value, `there is no ${name}`, `Write ${name} (or ${not}, with Deny).`);
      }
    }
    if (this.kind === "identity" && ("Principal" in value || "NotPrincipal" in value)) {
      const remedy = "Leave it out, or audit the document as that of a role's trust or of a resource.";
      this.unreadable(at("Principal"), value["Principal"], "an identity's policy has no principal", remedy);
    }
    this.statements.push({
      path,
      effect,
      actions: texts("Action"),
      notActions: texts("NotAction"),
      resources: texts("Resource"),
      notResources: texts("NotResource"),
      principals: "Principal" in value ? this.principals(value["Principal"], at("Principal")) : [],
      notPrincipals: "NotPrincipal" in value ? this.principals(value["NotPrincipal"], at("NotPrincipal")) : [],
      conditions: "Condition" in value ? this.conditions(value["Condition"], at("Condition")) : [],
    });
  }

  /** Elements that AWS does not know: it refuses the document. */
  private elements(value: Record<string, unknown>, known: string[], path: string): void {
    for (const [name, member] of Object.entries(value)) {
      const at = path === "" ? name : `${path}.${name}`;
      if (!known.includes(name)) {
        this.unreadable(at, name, "there is no such element", `Elements are ${listed(known, known.length)}.`);
      } else if (typeof member === "string" && isUnresolved(member) && ["Version", "Id", "Sid"].includes(name)) {
        this.unresolved(at, member);
      }
    }
  }

  private texts(value: unknown, path: string): Part[] {
    if (!Array.isArray(value)) return this.text(value, path);
    if (value.length === 0) this.unreadable(path, value, "the list is empty", "Name at least one.");
    return value.flatMap((item, index) => this.text(item, `${path}[${index}]`));
  }

  private text(value: unknown, path: string): Part[] {
    const text = textOf(value);
    if (text === undefined) this.unreadable(path, value, "it is not text", "Give text.");
    else if (isUnresolved(text)) this.unresolved(path, text);
    else return [{ text, path }];
    return [];
  }

  private principals(value: unknown, path: string): Principal[] {
    if (typeof value === "string" && !isUnresolved(value)) {
      if (value === "*") return [{ kind: "AWS", text: "*", path }];
      this.unreadable(path, value, "it is not a principal", 'Write "*", or {"Service": …} and the like.');
      return [];
    }
    if (!isObject(value)) {
      this.text(value, path);
      return [];
    }
    return Object.entries(value).flatMap(([name, members]) => {
      const kind = PRINCIPAL_KINDS.find((each) => each === name);
      const at = `${path}.${name}`;
      if (kind !== undefined) return this.texts(members, at).map((part) => ({ ...part, kind }));
      this.unreadable(
        at,
        members,
        `there is no kind of principal "${name}"`,
        `Kinds are ${PRINCIPAL_KINDS.join(", ")}.`,
      );
      return [];
    });
  }

  private conditions(value: unknown, path: string): ConditionTest[] {
    if (!isObject(value)) {
      this.unreadable(path, value, "it is not a condition", "Give operators with keys and values.");
      return [];
    }
    return Object.entries(value).flatMap(([operator, keys]) => {
      const at = `${path}.${operator}`;
      if (!isObject(keys)) {
        this.unreadable(at, keys, "it has no keys", "Give keys with their values.");
        return [];
      }
      return Object.entries(keys).map(([key, values]) => {
        const parts = this.texts(plain(values), `${at}.${key}`);
        return conditionTest(
          operator,
          key,
          parts.map(({ text }) => text),
          `${at}.${key}`,
        );
      });
    });
  }

  private unreadable(path: string, value: unknown, what: string, remedy: string): void {
    const subject = shown(value);
    this.findings.push(findingOf("unreadable-document", { path, subject, message: `${what}: ${subject}`, remedy }));
  }

  private unresolved(path: string, text: string): void {
    const message = "Pulumi wrote its explanation of Outputs here, in place of the value";
    const remedy = "Build the document with pulumi.jsonStringify, or inside apply, from values that are known.";
    this.findings.push(findingOf("unresolved-output", { path, subject: shown(text), message, remedy }));
  }
}

/** IAM takes true and 5 in conditions for "true" and "5". */
function plain(values: unknown): unknown {
  const text = (value: unknown) => (typeof value === "boolean" || typeof value === "number" ? String(value) : value);
  return Array.isArray(values) ? values.map(text) : text(values);
}
