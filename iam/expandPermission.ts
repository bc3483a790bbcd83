/** From the catalogue's permissions to actions on ARNs, for one task. Policy and simulated calls both come from here. */
import { integrationOf } from "../asl/catalogue/catalogue";
import type { Integration, PatternName, Permission } from "../asl/catalogue/integration";
import type { Json } from "../asl/definition";
import { asPattern, type ParameterValue, valuesAt } from "../asl/parameterValue";
import { parseIntegration } from "../asl/resource";
import type { Environment } from "./document";

/** A task's row in the catalogue, the pattern and what is sent. */
export interface IntegrationTask {
  integration: Integration;
  pattern: PatternName;
  request: Json;
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
  /** ARN (with `*` where a parameter is unknown), and the parameter that was put into it. */
  resources: { arn: string; parameter?: ParameterValue }[];
}

/** The permissions that a task needs with its pattern. */
export function expandPermissions(
  { integration, pattern, request }: IntegrationTask,
  environment: Environment,
): ExpandedPermission[] {
  return integration.permissions
    .filter(({ patterns }) => patterns === undefined || patterns.includes(pattern))
    .map((permission) => ({
      permission,
      resources: permission.resources.flatMap((template) => expandArn(template, request, environment)),
    }));
}

function expandArn(template: string, request: Json, environment: Environment): ExpandedPermission["resources"] {
  const arn = template.replace(/\{(partition|region|account)\}/g, (_whole, key: keyof Environment) => environment[key]);
  const hole = /\{\$\.([^}]+)\}/.exec(arn);
  if (hole === null) return [{ arn }];
  return valuesAt(request, hole[1] ?? "").map((parameter) => {
    const text = asPattern(parameter);
    return { arn: text.startsWith("arn:") ? text : arn.replace(hole[0], text), parameter };
  });
}
