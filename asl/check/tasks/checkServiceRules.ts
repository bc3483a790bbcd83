/** A request held against the rules of its service. */
import { error, type Problem } from "../problem";
import { type Fields, hasPlaceholder, isExpression, isObject } from "../value";
import { SERVICE_RULES, type ServiceRule } from "./serviceRules";

/** What to do about a rule that is broken. */
const REMEDIES: Readonly<Record<ServiceRule["kind"], string>> = {
  "exactly one": "Give one of them alone",
  "at least one": "Give one of them",
  "at most one": "Keep one of them",
  needs: "Give it",
  "only with": "Remove it, or set the other",
  "no more than": "Lower the one or raise the other",
  product: "Lower one of them",
  "no prefix": "Rename it",
  "at least": "Raise it",
  unique: "Rename or remove one",
};

/** The rules with the way to what they are about, split once. */
const RULES = new Map(
  Object.entries(SERVICE_RULES).map(([api, rules]) => [
    api,
    rules.map((rule) => ({ rule, steps: rule.at?.split(".") ?? [] })),
  ]),
);

/** Checks a request against the rules of its API. */
export function checkServiceRules(api: string, request: unknown, path: string, problems: Problem[]): void {
  for (const { rule, steps } of RULES.get(api) ?? []) {
    for (const { value, at } of objectsAt(request, steps, path)) {
      const fault = faultOf(value, rule);
      if (fault === undefined) continue;
      problems.push(error("service-rule", at, fault, `${REMEDIES[rule.kind]}: ${rule.source}`));
    }
  }
}

/** The objects at a path of the request, as far as they are known. */
function objectsAt(value: unknown, [step, ...rest]: string[], at: string): { value: Fields; at: string }[] {
  if (!isObject(value)) return [];
  if (step === undefined) return [{ value, at }];
  if (!step.endsWith("[]")) return objectsAt(value[step], rest, `${at}.${step}`);
  const member = step.slice(0, -2);
  const list = value[member];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => objectsAt(item, rest, `${at}.${member}[${index}]`));
}

function faultOf(value: Fields, rule: ServiceRule): string | undefined {
  switch (rule.kind) {
    case "exactly one":
    case "at least one":
    case "at most one": {
      const given = rule.of.filter((name) => isGiven(value, name));
      const isRight =
        (given.length > 0 || rule.kind === "at most one") && (given.length < 2 || rule.kind === "at least one");
      return isRight ? undefined : `takes ${rule.kind} of ${rule.of.join(", ")}; has ${given.join(", ") || "none"}`;
    }
    case "needs": {
      const applies = rule.is === "given" ? isGiven(value, rule.when) : valueAt(value, rule.when) === rule.is;
      return applies && !isGiven(value, rule.needs) ? `${rule.when} ${rule.is} needs ${rule.needs}` : undefined;
    }
    case "only with":
      if (typeof valueAt(value, rule.when) !== "number" || isGiven(value, rule.unless, false)) return undefined;
      return `${rule.when} is for jobs with ${rule.unless} true`;
    case "no more than": {
      const [least, most] = [valueAt(value, rule.least), valueAt(value, rule.most)];
      if (typeof least !== "number" || typeof most !== "number" || least <= most) return undefined;
      return `${rule.least} is ${least}, more than ${rule.most}, which is ${most}`;
    }
    case "product": {
      const [one, other] = [valueAt(value, rule.of[0]), valueAt(value, rule.of[1])];
      if (typeof one !== "number" || typeof other !== "number" || one * other <= rule.most) return undefined;
      return `${rule.of.join(" times ")} is ${one * other}, more than ${rule.most}`;
    }
    case "at least": {
      const number = value[rule.of];
      if (typeof number !== "number" || number >= rule.least) return undefined;
      return `${rule.of} is ${number}, less than ${rule.least}`;
    }
    case "unique": {
      const twice = firstTwice(value[rule.list], rule.of);
      return twice === undefined ? undefined : `${rule.list} has the ${rule.of} "${twice}" twice`;
    }
    case "no prefix": {
      const text = value[rule.of];
      if (typeof text !== "string" || !text.toLowerCase().startsWith(rule.prefix)) return undefined;
      return `${rule.of} is "${text}"; names that start with "${rule.prefix}" are kept for AWS`;
    }
  }
}

function firstTwice(list: unknown, member: string): string | undefined {
  const met = new Set<unknown>();
  for (const entry of Array.isArray(list) ? (list as unknown[]) : []) {
    const text = isObject(entry) ? entry[member] : undefined;
    if (typeof text !== "string" || hasPlaceholder(text)) continue;
    if (met.has(text)) return text;
    met.add(text);
  }
  return undefined;
}

function valueAt(value: Fields, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

/**
 * Whether a member is given, or may be: where the way to it is only known when the state runs it counts as given.
 *
 * @param unlessFalse what a plain `false` counts as
 */
function isGiven(value: Fields, path: string, unlessFalse = true): boolean {
  let inner: unknown = value;
  for (const name of path.split(".")) {
    if (!isObject(inner)) return isExpression(inner) || hasPlaceholder(inner);
    if (Object.hasOwn(inner, `${name}.$`)) return true;
    inner = inner[name];
  }
  return inner !== undefined && (inner !== false || unlessFalse);
}
