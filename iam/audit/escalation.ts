/** Permissions that together are more than each of them. */
import { canBeAbout } from "./actionResources";
import { isAnyName } from "./arnParts";
import { narrowedBy } from "./conditionTest";
import { ESCALATION_PATHS, type EscalationPath } from "./escalationPaths";
import { type Finding, findingOf } from "./finding";
import { passedServices } from "./passRole";
import { covers } from "./patterns";
import type { PolicyStatement } from "./policyStatement";
import type { Part } from "./policyText";

/** Keys that hold what can be given away: a boundary, or which policies may be attached. */
const BOUNDED = ["iam:permissionsboundary", "iam:policyarn"];

/** Where a path's actions are allowed. */
export interface EscalationWay {
  path: EscalationPath;
  /** What allows each action. */
  by: Part[];
  isOnNamed: boolean;
}

/**
 * The ways in which the statements' holder can give itself more permissions than it has, a finding for those that the same
 * places allow.
 */
export function escalations(ways: Iterable<EscalationWay>): Finding[] {
  const groups = new Map<string, EscalationWay[]>();
  for (const way of ways) {
    const key = [way.isOnNamed, ...new Set(way.by.map(({ path }) => path))].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), way]);
  }
  return [...groups.values()].map(([first, ...others]) => {
    const { path, by, isOnNamed } = first!;
    const more = others.length === 0 ? "" : `, and in ${others.length} more ways`;
    return findingOf("privilege-escalation", {
      path: by.at(-1)?.path ?? "",
      subject: path.actions.join(" + "),
      severity: isOnNamed ? "warning" : "error",
      message: `with ${path.actions.join(" and ")} the caller can ${path.how}${more}`,
      remedy: isOnNamed
        ? "Ask for iam:PermissionsBoundary or iam:PolicyARN, unless who has this may do all that the resource may."
        : "Name the resources, above all the roles, or leave one of the actions out.",
      source: path.source,
    });
  });
}

/**
 * The ways that some statements allow.
 *
 * A way counts when each of its actions is allowed, by its name, a pattern or NotAction, and no Deny without conditions
 * takes it away on every resource.
 * - iam:PassRole counts on patterns that leave a role's name open (`*`, `role/*`), and if iam:PassedToService is asked for,
 *   for the services named. A role that the policy names is passed on purpose: to it alone nothing is given away.
 * - Actions on policies, users, groups and roles count as errors where the resource's name is open, and as warnings on
 *   resources that are named; not at all where iam:PermissionsBoundary or iam:PolicyARN is asked for.
 * - sts:AssumeRole, and code put into what exists already, count where the name is open.
 */
export function* waysOf(statements: readonly PolicyStatement[]): Generator<EscalationWay> {
  const allowing = statements.filter(({ effect }) => effect === "Allow");
  const denying = statements.filter(
    ({ effect, conditions, resources }) =>
      effect === "Deny" && conditions.length === 0 && resources.some(({ text }) => text === "*"),
  );
  const mayAllow = possibleActions(allowing);
  for (const path of ESCALATION_PATHS) {
    if (!path.actions.every(mayAllow)) continue;
    if (path.actions.some((action) => denying.some((statement) => allowedBy(statement, action) !== undefined)))
      continue;
    const by = path.actions.map((action) => best(allowing, action, path));
    if (by.some((found) => found === undefined)) continue;
    const found = by.filter((each) => each !== undefined);
    yield { path, by: found.map(({ part }) => part), isOnNamed: found.some(({ isNamed }) => isNamed) };
  }
}

/** Tells in a moment that no statement allows an action: most documents name none of those looked for. */
function possibleActions(statements: readonly PolicyStatement[]): (action: string) => boolean {
  const names = new Set(statements.flatMap(({ actions }) => actions.map(({ text }) => text.toLowerCase())));
  const isOpen = statements.some(({ notActions }) => notActions.length > 0) || [...names].some(isPattern);
  return (action) => isOpen || names.has(action.toLowerCase());
}

function isPattern(text: string): boolean {
  return /[*?$]/.test(text);
}

/** The statement that allows an action most widely. */
function best(
  statements: readonly PolicyStatement[],
  action: string,
  path: EscalationPath,
): { part: Part; isNamed: boolean } | undefined {
  let named: Part | undefined;
  for (const statement of statements) {
    const part = allowedBy(statement, action);
    if (part === undefined || narrowedBy(statement.conditions, BOUNDED) !== undefined) continue;
    if (action === "iam:PassRole" && !mayPassTo(statement, path.passedTo)) continue;
    // What is made anew with a role has a name of its own choice.
    const isMade = path.passedTo !== undefined && action !== "iam:PassRole";
    const resources = resourcesOf(statement, action);
    if (isMade || resources.some(isAnyName)) return { part, isNamed: false };
    if (resources.length > 0) named = part;
  }
  return named !== undefined && path.alsoOnNamed === true ? { part: named, isNamed: true } : undefined;
}

/** What lets an action through: an entry of Action, or the first of NotAction. */
function allowedBy({ actions, notActions }: PolicyStatement, action: string): Part | undefined {
  const matches = ({ text }: Part) => covers(text.toLowerCase(), action.toLowerCase());
  const [excepted] = notActions;
  if (excepted !== undefined) return notActions.some(matches) ? undefined : excepted;
  return actions.find(matches);
}

function mayPassTo(statement: PolicyStatement, service = ""): boolean {
  const services = passedServices(statement);
  return services === undefined || services.some((pattern) => covers(pattern, service));
}

/** The resources of a statement that an action can be about. */
function resourcesOf({ resources, notResources }: PolicyStatement, action: string): string[] {
  if (notResources.length > 0) return ["*"];
  return resources.map(({ text }) => text).filter((text) => canBeAbout(action, text));
}
