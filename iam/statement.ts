/** The one shape of statement that is derived: lists, and no Sid. */
import type { Conditions, Statement } from "./document";

/** A statement; one that allows, unless said otherwise. */
export function statementOf(
  actions: string[],
  resources: string[],
  condition?: Conditions,
  effect: Statement["Effect"] = "Allow",
): Statement {
  return {
    Effect: effect,
    Action: actions,
    Resource: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}
