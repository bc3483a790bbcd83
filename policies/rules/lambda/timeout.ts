import * as v from "valibot";
import { judge, said } from "../../reading/resource";
import { resourceRule } from "../../rule";
import { atLeast } from "../../settings";
import { FUNCTION } from "./function";

/** Whether somebody has thought of a function's time limit. */
export const timeout = resourceRule({
  name: "lambda-timeout",
  description: "Lambda functions set their timeout; AWS's three seconds are rarely what is meant.",
  enforcementLevel: "mandatory",
  severity: "low",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
  remediation: "Set timeout, in seconds, a little above what the function needs",
  types: [FUNCTION],
  config: v.strictObject({ maxSeconds: atLeast(1, 900, "Longest timeout.") }),
  check: (resource, { maxSeconds }) =>
    judge(resource, "timeout", (value) => {
      // What is not given the provider fills in with AWS's default.
      if (value === undefined || value === 3) return "the timeout is not set, or is AWS's default of 3 s";
      return Number(value) > maxSeconds ? `was ${said(value)} s; at most ${maxSeconds} s are allowed` : undefined;
    }),
});
