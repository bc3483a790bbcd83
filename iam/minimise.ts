/** The shortest statements that allow just the same. */
import { canonical, joinedConditions } from "./conditions";
import type { Conditions, PolicyDocument, Statement } from "./document";
import { statementOf } from "./statement";
import { PatternSet, uncovered } from "./wildcards";

/**
 * Merges statements without widening them: those on the same resources join their actions, those with the same actions
 * join their resources, and those that differ in one condition's values join these; what another statement allows already
 * falls away. Everything is sorted, so that equal needs give equal text. Sids are left out.
 *
 * @example minimise([a on x, b on x]) // [a and b on x]
 */
export function minimise(statements: readonly Statement[]): Statement[] {
  const groups = new Map<string, Statement>();
  for (const { effect, actions, parts } of grantsByActions(statements)) {
    for (const { condition, resources } of withoutCovered(regrouped(parts))) {
      const key = JSON.stringify([effect, condition, resources]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, statementOf([...actions], resources, conditionsOf(condition), effect));
      else group.Action.push(...actions);
    }
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

function conditionsOf(text: ConditionText): Conditions | undefined {
  return text === NONE ? undefined : (JSON.parse(text) as Conditions);
}

/** Resources under one condition. */
interface Part {
  condition: ConditionText;
  resources: Set<string>;
}

/** Actions that stand in just the same statements. */
interface Grants {
  effect: Statement["Effect"];
  actions: string[];
  parts: Part[];
}

/** Most actions of a definition come in the same few companies, whose resources then need to be looked at only once. */
function grantsByActions(statements: readonly Statement[]): Iterable<Grants> {
  const parts = new Map<string, Part & Pick<Grants, "effect" | "actions">>();
  for (const { Effect: effect, Action: actions, Resource, Condition } of statements) {
    const condition = Condition === undefined ? NONE : JSON.stringify(canonical(Condition));
    // Neither an action nor an effect has a space or a line's end in it.
    const key = `${effect} ${actions.join(" ")}\n${condition}`;
    const part = parts.get(key) ?? { effect, actions, condition, resources: new Set<string>() };
    parts.set(key, part);
    for (const resource of Resource) part.resources.add(resource);
  }
  const all = [...parts.values()];
  const partsOf = new Map<string, { effect: Statement["Effect"]; action: string; at: Set<number> }>();
  for (const [index, { effect, actions }] of all.entries()) {
    for (const action of actions) {
      const entry = partsOf.get(`${effect} ${action}`) ?? { effect, action, at: new Set() };
      partsOf.set(`${effect} ${action}`, entry);
      entry.at.add(index);
    }
  }
  const companies = new Map<string, Grants>();
  for (const { effect, action, at } of partsOf.values()) {
    const key = [effect, ...at].join();
    const company = companies.get(key);
    if (company === undefined)
      companies.set(key, { effect, actions: [action], parts: [...at].map((index) => all[index]!) });
    else company.actions.push(action);
  }
  return companies.values();
}

interface ConditionGroup {
  condition: ConditionText;
  resources: string[];
}

/** Resources by condition, with the conditions of the same resource joined. */
function regrouped(parts: readonly Part[]): ConditionGroup[] {
  const [first, ...others] = parts;
  if (first !== undefined && others.length === 0) {
    return [{ condition: first.condition, resources: [...first.resources] }];
  }
  const conditionsOf = new Map<string, Set<ConditionText>>();
  for (const { condition, resources } of parts) {
    for (const resource of resources) {
      conditionsOf.set(resource, (conditionsOf.get(resource) ?? new Set()).add(condition));
    }
  }
  const groups = new Map<ConditionText, ConditionGroup>();
  for (const [resource, texts] of conditionsOf) {
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
