/** The one shape of statement that is derived: Allow, with lists. */
import type { Conditions, Statement } from "./document";

/** An Allow statement. */
export function statementOf(actions: string[], resources: string[], condition?: Conditions): Statement {
  return {
    Effect: "Allow",
    Action: actions,
    Resource: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}
