/** The shortest statements that allow just the same. */
import type { PolicyDocument, Statement } from "./document";

/**
 * Merges statements without widening them: those on the same resources join their actions, those with the same actions
 * join their resources; resources that a wildcard of the same statement covers fall away; everything is sorted.
 *
 * @example minimise([a on x, b on x]) // [a and b on x]
 */
export function minimise(statements: readonly Statement[]): Statement[] {
  const single = statements.flatMap((statement) =>
    statement.Action.map((action) => ({ ...statement, Action: [action], Resource: [...statement.Resource] })),
  );
  // Per action first, so that the resources of one action are complete before actions with equal resources join.
  const perAction = merge(single, "Action", "Resource").map((statement) => ({
    ...statement,
    Resource: uncovered(statement.Resource),
  }));
  return merge(perAction, "Resource", "Action").sort((a, b) => sortKey(a).localeCompare(sortKey(b), "en"));
}

/** An identity policy of these statements, as the text that AWS takes. */
export function policyText(statements: Statement[]): string {
  const document: PolicyDocument = { Version: "2012-10-17", Statement: statements };
  return JSON.stringify(document);
}

/** Joins the `joined` lists of statements that agree in `same`, effect and condition. */
function merge(
  statements: readonly Statement[],
  same: "Action" | "Resource",
  joined: "Action" | "Resource",
): Statement[] {
  const groups = new Map<string, Statement>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.Effect, [...statement[same]].sort(), statement.Condition ?? null]);
    const group = groups.get(key);
    const union = [...new Set([...(group?.[joined] ?? []), ...statement[joined]])].sort();
    groups.set(key, { ...statement, [same]: [...statement[same]].sort(), [joined]: union });
  }
  return [...groups.values()];
}

/** Resources that no other one of the list covers. */
function uncovered(resources: readonly string[]): string[] {
  if (!resources.some((resource) => WILDCARD.test(resource))) return [...resources];
  const covers = (pattern: string, resource: string) => pattern !== resource && matchesPattern(pattern, resource);
  // Of two patterns that cover each other (`x*`, `x**`) the first stays.
  return resources.filter(
    (resource, index) =>
      !resources.some((other, at) => covers(other, resource) && !(covers(resource, other) && index < at)),
  );
}

const WILDCARD = /[*?]/;

/** Whether an ARN (or a narrower pattern) lies within a pattern with `*` and `?`. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!WILDCARD.test(pattern)) return pattern === text;
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, "[^]*")
    .replace(/\?/g, "[^]");
  return new RegExp(`^${expression}$`).test(text);
}

function sortKey(statement: Statement): string {
  return JSON.stringify([statement.Action, statement.Resource]);
}
