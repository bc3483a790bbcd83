import * as v from "valibot";
import { type Resource, UNKNOWN, valuesAt, said } from "../../reading/resource";
import { type Finding, unchecked, violation } from "../../finding";
import { stackRule } from "../../rule";
import { atLeast, flag } from "../../settings";
import { FUNCTION } from "./function";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Whether logs end some day, also those of Lambda functions, whose log group AWS makes when nobody else does. */
export const logRetention = stackRule({
  name: "log-retention",
  description: "Log groups keep logs for a time, and every Lambda function has such a log group.",
  enforcementLevel: "mandatory",
  severity: "low",
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
  remediation: "Give the log group retentionInDays; give the function a LogGroup and name it in loggingConfig.logGroup",
  types: [FUNCTION, LOG_GROUP],
  config: v.strictObject({
    minDays: atLeast(1, 1, "Shortest time."),
    maxDays: atLeast(1, 3653, "Longest time."),
    functions: flag(true, "Whether a Lambda function needs a log group in its stack."),
  }),
  *check(resources, { minDays, maxDays, functions }) {
    const groups = resources.filter(({ type }) => type === LOG_GROUP);
    for (const { urn, properties } of groups) {
      const { retentionInDays: days } = properties;
      if (days === UNKNOWN) yield { ...unchecked("retentionInDays"), urn };
      // 0 is AWS's way of saying forever.
      else if (days === undefined || days === 0)
        yield { ...violation("retentionInDays", "logs are kept for ever"), urn };
      else if (Number(days) < minDays || Number(days) > maxDays) {
        const message = `was ${said(days)} days; allowed: ${minDays} to ${maxDays}`;
        yield { ...violation("retentionInDays", message), urn };
      }
    }
    if (!functions) return;
    for (const each of resources.filter(({ type }) => type === FUNCTION)) yield* groupOf(each, groups);
  },
});

function* groupOf(each: Resource, groups: readonly Resource[]): Generator<Finding> {
  const { urn, properties, madeFrom } = each;
  const [named] = valuesAt(properties, "loggingConfig.logGroup");
  if (groups.some((group) => madeFrom["loggingConfig"]?.includes(group.urn))) return;
  const name = named === undefined ? ofName(properties["name"]) : named.value;
  if (name === UNKNOWN) yield { ...unchecked(named?.path ?? "name"), urn };
  else if (!groups.some((group) => group.properties["name"] === name)) {
    yield { ...violation("loggingConfig.logGroup", `no log group of the stack has the name ${String(name)}`), urn };
  }
}

/** The group that Lambda writes to when none is given: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
function ofName(name: unknown): unknown {
  return typeof name === "string" ? `/aws/lambda/${name}` : UNKNOWN;
}
