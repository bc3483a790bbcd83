import * as v from "valibot";
import { STATE_MACHINE } from "../../reading/definition";
import { judge, said } from "../../reading/resource";
import { resourceRule } from "../../rule";
import { flag, oneOf } from "../../settings";

/** From least to most. */
const LEVELS = ["OFF", "FATAL", "ERROR", "ALL"] as const;

/** Whether executions are logged. */
export const logging = resourceRule({
  name: "step-functions-logging",
  description: "Executions are logged, at least at a level, to a log group.",
  enforcementLevel: "mandatory",
  severity: "medium",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
  remediation: "Set loggingConfiguration with a level and the ARN of a log group, with `:*` behind it",
  types: [STATE_MACHINE],
  config: v.strictObject({
    level: oneOf(LEVELS, "ERROR", "The least level."),
    allowExecutionData: flag(true, "Whether inputs and outputs may be logged."),
  }),
  *check(resource, { level, allowExecutionData }) {
    const rank = (value: unknown) => LEVELS.findIndex((each) => each === value);
    yield* judge(resource, "loggingConfiguration.level", (value) =>
      rank(value ?? "OFF") >= rank(level)
        ? undefined
        : `was ${said(value)}; allowed: ${LEVELS.slice(rank(level)).join(", ")}`,
    );
    yield* judge(resource, "loggingConfiguration.logDestination", (value) => {
      if (value === undefined) return level === "OFF" ? undefined : "there is no log group";
      return said(value).endsWith(":*") ? undefined : 'the log group\'s ARN has to end in ":*"';
    });
    if (allowExecutionData) return;
    yield* judge(resource, "loggingConfiguration.includeExecutionData", (value) =>
      value === true ? "inputs and outputs are logged, and this environment does not allow it" : undefined,
    );
  },
});
