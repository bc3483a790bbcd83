/** The shortest statements that allow just the same. */
import { canonical, joinedConditions } from "./conditions";
import type { Conditions, PolicyDocument, Statement } from "./document";
import { PatternSet, uncovered } from "./wildcards";

/**
 * Merges statements without widening them: those on the same resources join their actions, those with the same actions
 * join their resources, and those that differ in one condition's values join these; what another statement allows already
 * falls away. Everything is sorted, so that equal needs give equal text. Sids are left out.
 *
 * @example minimise([a on x, b on x]) // [a and b on x]
 */
export function minimise(statements: readonly Statement[]): Statement[] {
  const merged = [...byAction(statements).values()].flatMap(({ effect, action, resources }) =>
    withoutCovered(regrouped(resources)).map(({ condition, resources: left }) => ({ effect, action, condition, left })),
  );
  const groups = new Map<string, Statement>();
  for (const { effect, action, condition, left } of merged) {
    const key = JSON.stringify([effect, condition, left]);
    const group = groups.get(key);
    if (group !== undefined) {
      group.Action.push(action);
      continue;
    }
    groups.set(key, {
      Effect: effect,
      Action: [action],
      Resource: left,
      ...(condition === NONE ? {} : { Condition: JSON.parse(condition) as Conditions }),
    });
  }
  for (const { Action } of groups.values()) Action.sort();
  return sorted([...groups.values()]);
}

/** An identity policy of these statements, as the text that AWS takes. */
export function policyText(statements: Statement[]): string {
  const document: PolicyDocument = { Version: "2012-10-17", Statement: statements };
  return JSON.stringify(document);
}

/** The text of a canonical condition block; that of an empty one is what statements without conditions have. */
type ConditionText = string;
const NONE: ConditionText = "{}";

interface ActionGrants {
  effect: Statement["Effect"];
  action: string;
  /** Resource -> under which conditions. */
  resources: Map<string, Set<ConditionText>>;
}

function byAction(statements: readonly Statement[]): Map<string, ActionGrants> {
  const actions = new Map<string, ActionGrants>();
  for (const { Effect: effect, Action, Resource, Condition = {} } of statements) {
    const condition = JSON.stringify(canonical(Condition));
    for (const action of Action) {
      const key = `${effect} ${action}`;
      const grants = actions.get(key) ?? { effect, action, resources: new Map<string, Set<ConditionText>>() };
      actions.set(key, grants);
      for (const resource of Resource) {
        const conditions = grants.resources.get(resource) ?? new Set();
        grants.resources.set(resource, conditions.add(condition));
      }
    }
  }
  return actions;
}

interface ConditionGroup {
  condition: ConditionText;
  resources: string[];
}

/** One action's resources by condition, with the conditions of the same resource joined. */
function regrouped(resources: ActionGrants["resources"]): ConditionGroup[] {
  const groups = new Map<ConditionText, ConditionGroup>();
  for (const [resource, texts] of resources) {
    for (const condition of texts.size === 1 ? texts : joinedTexts(texts)) {
      const group = groups.get(condition) ?? { condition, resources: [] };
      groups.set(condition, group);
      group.resources.push(resource);
    }
  }
  return [...groups.values()];
}

function joinedTexts(texts: Set<ConditionText>): ConditionText[] {
  if (texts.has(NONE)) return [NONE];
  return joinedConditions([...texts].map((text) => JSON.parse(text) as Conditions)).map((block) =>
    JSON.stringify(block),
  );
}

/** Leaves out resources that a pattern with the same condition covers, or one without any. */
function withoutCovered(groups: readonly ConditionGroup[]): ConditionGroup[] {
  const free = groups.find(({ condition }) => condition === NONE);
  const patterns = new PatternSet(free?.resources ?? []);
  return groups.flatMap((group) => {
    const resources = uncovered(group.resources).filter(
      (resource) => group === free || patterns.covering(resource).next().done === true,
    );
    return resources.length === 0 ? [] : [{ ...group, resources }];
  });
}

function sorted(statements: Statement[]): Statement[] {
  return statements
    .map((statement) => ({ statement, key: JSON.stringify(statement) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ statement }) => statement);
}
