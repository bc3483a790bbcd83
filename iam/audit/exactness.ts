/** A role's documents beside what a definition needs: what lacks, and what is too much. */
import type { StateMachineDefinition } from "../../asl/definition";
import type { Environment, Statement } from "../document";
import { type ExecutionService, executionPermissions } from "../executionPermissions";
import { permissionsByState, type PermissionOptions } from "../permissionsFor";
import { actionsLike } from "./actionReference";
import { canBeAbout } from "./actionResources";
import type { ConditionTest } from "./conditionTest";
import { testsOf, unmet } from "./conditionsCompared";
import { type Finding, listed } from "./finding";
import { covers, hasWildcard, meets } from "./patterns";
import type { PolicyStatement } from "./policyStatement";
import { pathIn } from "./policyText";
import { readPolicy } from "./readPolicy";

/** One action on one resource. */
export interface Entry {
  /** Of what lacks, the states that need it; of what is too much, those that call the action: none if nobody does. */
  states: string[];
  /** As it is needed or granted: `sagemaker:CreateTrainingJob`, `sagemaker:*`. */
  action: string;
  resource: string;
  /** Of what is too much, where it is granted: `[0].Statement[1].Resource[2]`. Of what lacks, where it is denied. */
  path?: string;
  /** What is granted or needed instead. */
  reason: string;
}

/** How a role's documents and a definition differ. Both lists are empty when the role has just what it needs. */
export interface Comparison {
  lacking: Entry[];
  excess: Entry[];
  /** Parts of the documents that could not be read, of which nothing is said; paths begin with the document: `[0]`. */
  unreadable: Finding[];
}

/** What the caller knows beyond the definition. */
export interface CompareOptions extends PermissionOptions {
  /**
   * Which of logging and tracing the state machine has.
   * @default not known: what they need may be granted, and may lack
   */
  services?: readonly ExecutionService[];
}

const EXECUTION_SERVICES: readonly ExecutionService[] = ["logging", "tracing"];

/**
 * Compares what the documents of a role grant with what a state machine's definition needs, action by action and resource
 * by resource, patterns included: `job/*` grants `job/churn-*` and more than that.
 *
 * Conservative where policies can say what cannot be compared. A need is met by one statement that allows all of it, not
 * by several that share it. A condition counts as met when the need has one on the same key with the same or narrower
 * values; a Deny counts without conditions, as soon as it takes away a part. Resources that are not of an action's service
 * grant nothing and are not too much.
 *
 * @param documents all policy documents of the role, in any shape that auditDocument takes
 * @throws IamError when a state's permissions cannot be derived
 * @example
 * compareWithDefinition([policy], definition, environment).excess
 * // [{ states: ["States.Train"], action: "sagemaker:*", resource: "*", path: "[0].Statement[0].Action[0]", reason: … }]
 */
export function compareWithDefinition(
  documents: readonly unknown[],
  definition: StateMachineDefinition,
  environment: Environment,
  options: CompareOptions = {},
): Comparison {
  const { services, ...permissionOptions } = options;
  const needs = needsOf(permissionsByState(definition, environment, permissionOptions));
  const required = executionPermissions(services ?? []);
  const tolerated = executionPermissions(services ?? EXECUTION_SERVICES);
  const read = documents.map((document) => readPolicy(document, "identity"));
  const statements = read.flatMap((each, index) => each.statements.map((statement) => ({ ...statement, index })));
  const asNeeds = (given: Statement[]) => needsOf(given.map((statement) => ({ path: "", statements: [statement] })));
  return {
    lacking: [...needs, ...asNeeds(required)].flatMap((need) => lackOf(need, statements) ?? []),
    excess: statements.flatMap((statement) => excessOf(statement, [...needs, ...asNeeds(tolerated)])),
    unreadable: read.flatMap(({ findings }, index) =>
      findings.map((finding) => ({ ...finding, path: pathIn(index, finding.path) })),
    ),
  };
}

/** One action on one resource that is needed. */
interface Need {
  /** None for logging and tracing. */
  states: string[];
  action: string;
  resource: string;
  tests: ConditionTest[];
}

/** A statement and which document it is in. */
type Grant = PolicyStatement & { index: number };

function needsOf(parts: Iterable<{ path: string; statements: Statement[] }>): Need[] {
  const needs = new Map<string, Need>();
  for (const { path, statements } of parts) {
    for (const { Action, Resource, Condition } of statements) {
      for (const action of Action) {
        for (const resource of Resource) {
          const key = JSON.stringify([action, resource, Condition]);
          const need = needs.get(key) ?? { states: [], action, resource, tests: testsOf(Condition) };
          needs.set(key, need);
          if (path !== "" && !need.states.includes(path)) need.states.push(path);
        }
      }
    }
  }
  return [...needs.values()];
}

function lackOf({ states, action, resource, tests }: Need, statements: readonly Grant[]): Entry | undefined {
  const entry = { states, action, resource };
  const about = statements.filter((statement) => names(statement, action));
  const denying = about.find(
    ({ effect, conditions, resources, notResources }) =>
      effect === "Deny" &&
      conditions.length === 0 &&
      (notResources.length > 0
        ? !notResources.some(({ text }) => covers(text, resource))
        : resources.some(({ text }) => meets(text, resource))),
  );
  if (denying !== undefined) return { ...entry, path: pathIn(denying.index, denying.path), reason: "it is denied" };
  const allowing = about.filter(({ effect }) => effect === "Allow");
  if (allowing.length === 0) return { ...entry, reason: "no statement allows the action" };
  const covering = allowing.filter(({ resources, notResources }) =>
    notResources.length > 0
      ? !notResources.some(({ text }) => meets(text, resource))
      : resources.some(({ text }) => covers(text, resource)),
  );
  if (covering.length === 0) {
    const others = allowing.flatMap(({ resources }) => resources.map(({ text }) => text));
    return { ...entry, reason: `the action is allowed on ${listed(others, 3)}` };
  }
  const missing = covering.map(({ conditions }) => unmet(conditions, tests));
  const [test] = missing;
  if (test === undefined || missing.includes(undefined)) return undefined;
  return { ...entry, reason: `it is allowed only where ${test.key} is ${listed(test.values, 3)}` };
}

function excessOf(statement: Grant, needs: readonly Need[]): Entry[] {
  if (statement.effect === "Deny") return [];
  const { notActions, notResources, resources, conditions, index } = statement;
  const actions =
    notActions.length > 0 ? notActions.map((part) => ({ ...part, text: "*" })).slice(0, 1) : statement.actions;
  const places = notResources.length > 0 ? notResources.map((part) => ({ ...part, text: "*" })).slice(0, 1) : resources;
  return actions.flatMap((action) => {
    const called = needs.filter((need) => covers(action.text.toLowerCase(), need.action.toLowerCase()));
    const states = [...new Set(called.flatMap((need) => need.states))];
    return places.flatMap((resource) => {
      const isNeeded = (name: string) =>
        needs.some(
          (need) =>
            need.action.toLowerCase() === name.toLowerCase() &&
            covers(need.resource, resource.text) &&
            unmet(need.tests, conditions) === undefined,
        );
      const names = grantedBy(action.text, resource.text, statement);
      const left = names?.filter((name) => !isNeeded(name));
      if (left?.length === 0) return [];
      // An action that nobody calls is said of the action, one that is called elsewhere of the resource.
      const place = called.length === 0 || hasWildcard(action.text) ? action : resource;
      return [
        {
          states,
          action: action.text,
          resource: resource.text,
          path: pathIn(index, place.path),
          reason: reasonOf(called, resource.text, hasWildcard(action.text)),
        },
      ];
    });
  });
}

/**
 * What an entry of Action grants on a resource; undefined when there is no list. Nothing on resources that are there for
 * other actions of the statement.
 */
function grantedBy(action: string, resource: string, { actions }: PolicyStatement): string[] | undefined {
  const known = hasWildcard(action) ? actionsLike(action).map((facts) => facts.action) : [action];
  if (known.length === 0) return undefined;
  const isForOthers = actions.some(({ text }) => text !== action && canBeAbout(text, resource));
  return isForOthers ? known.filter((name) => canBeAbout(name, resource)) : known;
}

function reasonOf(called: readonly Need[], resource: string, isPattern: boolean): string {
  if (called.length === 0) return "no state needs the action";
  const actions = [...new Set(called.map(({ action }) => action))];
  if (isPattern) return `of these actions the definition needs ${listed(actions)}`;
  const needed = [...new Set(called.map((need) => need.resource))];
  const conditional = called.find((need) => covers(need.resource, resource) && need.tests.length > 0)?.tests[0];
  if (conditional === undefined) return `the definition needs it on ${listed(needed, 3)}`;
  return `the definition needs it only where ${conditional.key} is ${listed(conditional.values, 3)}`;
}

/** Whether a statement is about an action. */
function names({ actions, notActions }: PolicyStatement, action: string): boolean {
  const isLike = ({ text }: { text: string }) => covers(text.toLowerCase(), action.toLowerCase());
  return notActions.length > 0 ? !notActions.some(isLike) : actions.some(isLike);
}
