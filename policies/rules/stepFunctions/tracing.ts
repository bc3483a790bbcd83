import * as v from "valibot";
import { STATE_MACHINE } from "../../reading/definition";
import { judge } from "../../reading/resource";
import { resourceRule } from "../../rule";

/** Whether executions are traced. */
export const tracing = resourceRule({
  name: "step-functions-tracing",
  description: "Executions are traced with X-Ray.",
  enforcementLevel: "mandatory",
  severity: "low",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html",
  remediation: "Set tracingConfiguration: { enabled: true }",
  types: [STATE_MACHINE],
  config: v.strictObject({}),
  check: (resource) =>
    judge(resource, "tracingConfiguration.enabled", (value) =>
      value === true ? undefined : "executions are not traced",
    ),
});
