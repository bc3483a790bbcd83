/** From the catalogue's permissions to actions on ARNs, for one task. Policy and simulated calls both come from here. */
import { integrationOf } from "../asl/catalogue/catalogue";
import type { Integration, PatternName, Permission } from "../asl/catalogue/integration";
import type { Json } from "../asl/definition";
import type { Constants } from "../asl/known/known";
import { asPattern } from "../asl/parameterValue";
import { parseIntegration } from "../asl/resource";
import type { Conditions, Environment } from "./document";
import { type Filled, fillTemplate, Sent } from "./fillTemplate";
import { matchesPattern } from "./wildcards";

/** A task's row in the catalogue, the pattern and what is sent. */
export interface IntegrationTask {
  integration: Integration;
  pattern: PatternName;
  request: Json;
  /** Variables of the definition of which the value is known. */
  constants?: Constants;
}

/** The catalogue's view of a task; undefined when its resource is not in the catalogue. */
export function integrationTask(resource: string, request: Json): IntegrationTask | undefined {
  const parsed = parseIntegration(resource);
  const integration = parsed && integrationOf(parsed.api);
  return parsed && integration && { integration, pattern: parsed.pattern, request };
}

/** One permission with its templates filled in. */
export interface ExpandedPermission {
  permission: Permission;
  /** ARNs, with `*` where a parameter is unknown. */
  resources: Filled[];
  conditions?: Conditions;
  /** What was put into the conditions. */
  conditionValues: Filled[];
}

/** The permissions that a task needs with its pattern. */
export function expandPermissions(task: IntegrationTask, environment: Environment): ExpandedPermission[] {
  const { integration, pattern, request, constants } = task;
  const sent = new Sent(request, environment, constants);
  return integration.permissions
    .filter(({ patterns, when, unless }) => {
      const isMeant =
        (when === undefined || isGiven(when, sent)) && (unless === undefined || !isSurelyGiven(unless, sent));
      return isMeant && (patterns === undefined || patterns.includes(pattern));
    })
    .map((permission) => expandPermission(permission, sent));
}

/** `VpcConfig`, or `ServiceNamespace=sagemaker`: a value that is not known may be any. */
function isGiven(when: string, sent: Sent): boolean {
  const [path = "", value] = when.split("=");
  return sent.at(path).some((given) => value === undefined || matchesPattern(asPattern(given), value));
}

/** A request that comes whole from an expression may have the parameter or not. */
function isSurelyGiven(parameter: string, sent: Sent): boolean {
  return sent.at(parameter).some(({ kind }) => typeof sent.request !== "string" || kind !== "dynamic");
}

/** One permission's templates filled in from what is sent. */
export function expandPermission(permission: Permission, sent: Sent): ExpandedPermission {
  const always = fillConditions(permission.conditions, sent);
  // A condition that nothing can be said of never falls away alone: the statement would be wider than meant.
  const holds = always.every(({ values }) => values.length > 0);
  const whenGiven = fillConditions(permission.conditionsWhenGiven, sent);
  const filled = [...always, ...whenGiven.filter(({ values }) => values.length > 0)];
  const conditions = conditionsOf(filled);
  return {
    permission,
    resources: holds ? permission.resources.flatMap((template) => fillTemplate(template, sent)) : [],
    ...(filled.length === 0 ? {} : { conditions }),
    conditionValues: filled.flatMap(({ values }) => values),
  };
}

interface FilledCondition {
  operator: string;
  key: string;
  values: Filled[];
}

function fillConditions(
  conditions: Record<string, Record<string, string | string[]>> = {},
  sent: Sent,
): FilledCondition[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, template]) => {
      const values = [template].flat().flatMap((text) => fillTemplate(text, sent));
      const isOpen = values.some(({ parameters }) => parameters.some(({ kind }) => kind !== "literal"));
      return { operator: isOpen ? operator.replace("StringEquals", "StringLike") : operator, key, values };
    }),
  );
}

function conditionsOf(filled: readonly FilledCondition[]): Conditions {
  const conditions: Conditions = {};
  for (const { operator, key, values } of filled) {
    const texts = [...new Set(values.map(({ text }) => text))].sort();
    conditions[operator] = { ...conditions[operator], [key]: texts.length === 1 ? (texts[0] ?? "") : texts };
  }
  return conditions;
}
