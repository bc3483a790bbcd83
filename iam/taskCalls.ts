/** The calls that Step Functions makes with the state machine's role when it runs one task. */
import type { JsonObject } from "../asl/definition";
import type { AwsCall, Conditions, Environment } from "./document";
import { expandPermissions, integrationTask } from "./expandPermission";

/**
 * The calls of one task with its rendered parameters, in the order of the catalogue. With `.sync` these include what
 * AWS does on our behalf (Describe, Stop, the managed EventBridge rule), counted as made once the task runs.
 *
 * @param resource the Task's `Resource`
 * @param request the parameters as sent: no references left
 * @returns undefined when the resource is not in the catalogue
 */
export function taskCalls(resource: string, request: JsonObject, environment: Environment): AwsCall[] | undefined {
  const task = integrationTask(resource, request);
  return (
    task &&
    expandPermissions(task, environment).flatMap(({ permission, resources, conditions }) =>
      permission.actions.flatMap((action) =>
        resources.map(({ text }) => ({
          action,
          resource: text,
          context: contextOf(conditions),
          source: permission.source,
        })),
      ),
    )
  );
}

/** The context that AWS sends with a call whose permission is conditional: the value that the condition asks for. */
function contextOf(conditions: Conditions = {}): Record<string, string | string[]> {
  return Object.assign({}, ...Object.values(conditions)) as Record<string, string | string[]>;
}
