import * as v from "valibot";
import { parseIntegration } from "../../../asl/resource";
import { walkStates } from "../../../asl/walk";
import { judgeDefinition, STATE_MACHINE } from "../../reading/definition";
import { UNKNOWN } from "../../reading/resource";
import { unchecked, violation } from "../../finding";
import { resourceRule } from "../../rule";

/** Whether an Express machine waits for jobs, which AWS refuses only when the machine is made. */
export const expressSync = resourceRule({
  name: "step-functions-express-sync",
  description: "Express state machines do not wait for jobs or for task tokens.",
  enforcementLevel: "mandatory",
  severity: "high",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html",
  remediation: "Make it a STANDARD state machine, or call the API without waiting",
  types: [STATE_MACHINE],
  config: v.strictObject({}),
  *check(resource) {
    const { type } = resource.properties;
    if (type === UNKNOWN) yield unchecked("type");
    if (type !== "EXPRESS") return;
    yield* judgeDefinition(resource, function* (definition) {
      for (const { state, path } of walkStates(definition)) {
        if (state.Type !== "Task" || typeof state.Resource !== "string") continue;
        const pattern = parseIntegration(state.Resource)?.pattern ?? "requestResponse";
        if (pattern !== "requestResponse") {
          yield violation(`definition.${path}.Resource`, `an Express state machine cannot use ${state.Resource}`);
        }
      }
    });
  },
});
