/** The least permissions of a state machine's role for one Task state. */
import { integrationOf } from "../asl/catalogue/catalogue";
import { unknownApi } from "../asl/check/tasks/unknownApi";
import type { TaskState } from "../asl/definition";
import { requestOf } from "../asl/parameterValue";
import { parseIntegration, patternSuffix } from "../asl/resource";
import { type Derivation, joined, refusal, UNSEEN } from "./derivation";
import { type ExpandedPermission, expandPermissions, type IntegrationTask } from "./expandPermission";
import { parametersOf } from "./fillTemplate";
import { grant, type TaskScope } from "./grant";
import type { IamProblem } from "./iamError";
import { openness } from "./openness";
import { statementOf } from "./statement";

/** Derives one Task's permissions, whatever its `Resource` is: an integration, a function's own ARN, an activity. */
export function taskPermissions(state: TaskState, path: string, scope: TaskScope): Derivation {
  const { Resource: resource } = state as { Resource?: unknown };
  if (typeof resource !== "string") {
    return refusal(`${path}.Resource`, `${JSON.stringify(resource)} is not a resource that a Task can name`);
  }
  const parsed = parseIntegration(resource);
  if (parsed === undefined) return ownArnPermissions(resource, path);
  const integration = integrationOf(parsed.api);
  if (integration === undefined) return notInCatalogue(parsed.api, path);
  if (!integration.patterns.includes(parsed.pattern)) {
    return refusal(`${path}.Resource`, `"${parsed.api}" has no "${patternSuffix(parsed.pattern)}"`);
  }
  const at = `${path}.${state.Arguments === undefined ? "Parameters" : "Arguments"}`;
  const { constants } = scope;
  const task = { integration, pattern: parsed.pattern, request: requestOf(state), ...(constants && { constants }) };
  return integrationPermissions(task, path, at, scope);
}

/** A Lambda function's own ARN, an activity's, or a placeholder that stands for one. */
function ownArnPermissions(resource: string, path: string): Derivation {
  // Workers fetch an activity's tasks with permissions of their own; the state machine's role needs none.
  if (/^arn:[^:]+:states:[^:]*:[^:]*:activity:/.test(resource)) return joined([]);
  const isPlaceholder = /^\$\{[^}]+\}$/.test(resource);
  if (!isPlaceholder && !/^arn:[^:]+:lambda:.+:function:/.test(resource.replace(/\$\{[^}]*\}/g, "x"))) {
    const remedy = `write "arn:aws:states:::<service>:<api>", or a Lambda function's or an activity's ARN`;
    return refusal(`${path}.Resource`, `"${resource}" is not a resource that a Task can name; ${remedy}`);
  }
  const reason = openness({ kind: "literal", value: resource, at: "Resource" }, resource);
  return {
    statements: [statementOf(["lambda:InvokeFunction"], [resource])],
    notes:
      reason === undefined
        ? []
        : [{ path: `${path}.Resource`, resource, reason: isPlaceholder ? `${reason} of a Lambda function` : reason }],
    problems: [],
  };
}

/** What the checker says of the API, and what to do when it is right after all. */
function notInCatalogue(api: string, path: string): Derivation {
  const { message, remedy } = unknownApi(api, path);
  const byHand = "If it is right, write its permissions by hand, in a policy beside this one.";
  return refusal(`${path}.Resource`, `the permissions of "${api}" are not known: ${message}. ${remedy} ${byHand}`);
}

/** The permissions of a task that the catalogue has a row for. */
function integrationPermissions(task: IntegrationTask, path: string, at: string, scope: TaskScope): Derivation {
  const expanded = expandPermissions(task, scope.environment);
  const derived = joined(expanded.map((permission) => grant(permission, at, scope)));
  derived.problems.push(...missingParameters(task, expanded, at));
  const { unseen } = task.integration;
  if (unseen !== undefined)
    derived.notes.push({ path, resource: UNSEEN, reason: `no request shows, so add by hand: ${unseen}` });
  return derived;
}

/** Required parameters that a resource is made of and that are not given: without them a permission would be left out. */
function missingParameters(
  { integration, request }: IntegrationTask,
  expanded: ExpandedPermission[],
  at: string,
): IamProblem[] {
  if (request === null || typeof request !== "object" || Array.isArray(request)) return [];
  const required = integration.shapes.input.required ?? [];
  const lacking = required.filter((name) => !(name in request) && !(`${name}.$` in request));
  if (lacking.length === 0) return [];
  const read = new Set(expanded.flatMap(({ permission }) => permission.resources.flatMap(parametersOf)));
  return lacking
    .filter((name) => read.has(name))
    .map((name) => ({ path: `${at}.${name}`, message: "not given, so the resource that it names is not known" }));
}
