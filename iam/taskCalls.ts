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
        resources.flatMap(({ text }) =>
          contextsOf(conditions).map((context) => ({ action, resource: text, context, source: permission.source })),
        ),
      ),
    )
  );
}

type Context = Record<string, string | string[]>;

/**
 * The contexts that AWS sends with calls whose permission is conditional: the values that the condition asks for. A key of
 * which a request has one value makes a call for each; keys that are compared by `ForAllValues` have them all at once.
 */
function contextsOf(conditions: Conditions = {}): Context[] {
  let contexts: Context[] = [{}];
  for (const [operator, keys] of Object.entries(conditions)) {
    for (const [key, values] of Object.entries(keys)) {
      const each = operator.startsWith("ForAllValues:") ? [values] : [values].flat();
      contexts = contexts.flatMap((context) => each.map((value) => ({ ...context, [key]: value })));
    }
  }
  return contexts;
}
