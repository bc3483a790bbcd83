/**
 * What AWS's service authorization reference says of every action: iam/data/actions.json, which tools/iamActions.ts writes.
 * Read at the first question, a service at a time.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import type * as data from "../data/actions.json";
import { covers } from "./patterns";

/** What an action does; one that does two things counts as the graver of them. */
export type AccessLevel = "List" | "Read" | "Write" | "Tagging" | "Permissions management";

/** One action. */
export interface ActionFacts {
  /** As AWS spells it: `s3:GetObject`. */
  action: string;
  access: AccessLevel;
  /** Whether a policy can hold it to resources: `never`, or `sometimes`, or on each call (`always`). */
  resourceLevel: "never" | "sometimes" | "always";
}

const ACCESS: Record<string, AccessLevel> = {
  L: "List",
  R: "Read",
  W: "Write",
  T: "Tagging",
  P: "Permissions management",
};
const RESOURCE_LEVEL: Record<string, ActionFacts["resourceLevel"]> = { "*": "never", "?": "sometimes", "!": "always" };

type Kinds = Record<string, string>;

let services: Map<string, Kinds> | undefined;
const actions = new Map<string, Map<string, ActionFacts>>();
const expansions = new Map<string, readonly ActionFacts[]>();

/** So many patterns are kept; documents of one stack share a few. */
const MAX_EXPANSIONS = 1000;

function servicesByPrefix(): Map<string, Kinds> {
  if (services === undefined) {
    // Not an import: half a megabyte that only an audit needs.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const reference = require("../data/actions.json") as typeof data;
    services = new Map(Object.entries(reference.services as unknown as Record<string, Kinds>));
  }
  return services;
}

/** The actions of a service by name in lower case; undefined when there is no such service. */
function actionsOf(service: string): Map<string, ActionFacts> | undefined {
  const known = actions.get(service);
  const kinds = known === undefined ? servicesByPrefix().get(service) : undefined;
  if (kinds === undefined) return known;
  const facts = new Map<string, ActionFacts>();
  for (const [kind, names] of Object.entries(kinds)) {
    const [letter = "", mark = ""] = kind;
    const access = ACCESS[letter] ?? "Write";
    const resourceLevel = RESOURCE_LEVEL[mark] ?? "sometimes";
    for (const name of names.split(" ")) {
      facts.set(name.toLowerCase(), { action: `${service}:${name}`, access, resourceLevel });
    }
  }
  actions.set(service, facts);
  return facts;
}

/** Whether AWS has a service of this prefix: `s3`. */
export function hasService(prefix: string): boolean {
  return servicesByPrefix().has(prefix.toLowerCase());
}

/**
 * The actions that a policy's `Action` stands for, in any case of letters.
 *
 * @param pattern `s3:GetObject`, `s3:Get*`; of `*`, which is every action, there is no list
 * @returns none when the reference has no such action
 */
export function actionsLike(pattern: string): readonly ActionFacts[] {
  const known = expansions.get(pattern);
  if (known !== undefined) return known;
  const lower = pattern.toLowerCase();
  const colon = lower.indexOf(":");
  const service = actionsOf(lower.slice(0, colon));
  const name = lower.slice(colon + 1);
  const one = service?.get(name);
  const found = one
    ? [one]
    : /[*?]/.test(name)
      ? [...(service ?? [])].flatMap(([key, facts]) => (covers(name, key) ? [facts] : []))
      : [];
  if (expansions.size >= MAX_EXPANSIONS) expansions.clear();
  expansions.set(pattern, found);
  return found;
}

/** The names of a service's actions, for suggestions: `s3:GetObject`. */
export function actionNamesOf(prefix: string): string[] {
  return [...(actionsOf(prefix.toLowerCase())?.values() ?? [])].map(({ action }) => action);
}
