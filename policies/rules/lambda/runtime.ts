import * as v from "valibot";
import { judge, said } from "../../reading/resource";
import { resourceRule } from "../../rule";
import { texts } from "../../settings";
import { FUNCTION } from "./function";
import { deprecation, read, source } from "./runtimes.json";

/** Last day of AWS's support by runtime. */
const LAST_DAYS: Readonly<Record<string, string>> = deprecation;

/** Whether a function's runtime gets security updates. */
export const runtime = resourceRule({
  name: "lambda-runtime",
  description: "Lambda functions use a runtime that AWS supports.",
  enforcementLevel: "mandatory",
  severity: "high",
  url: source,
  remediation: `Move to a supported runtime (AWS's table as of ${read}); a newer one can be added to this rule's \`also\``,
  types: [FUNCTION],
  config: v.strictObject({
    also: texts([], "Runtimes to allow beside those of AWS's table: newer ones, or one with extended time."),
  }),
  check: (resource, { also }) =>
    judge(resource, "runtime", (value) => {
      // A function that is a container image has none.
      if (value === undefined || also.includes(said(value))) return undefined;
      const last = Object.hasOwn(LAST_DAYS, said(value)) ? LAST_DAYS[said(value)] : undefined;
      const supported = Object.keys(LAST_DAYS).filter((name) => !isOver(LAST_DAYS[name]!));
      if (last === undefined) return `${said(value)} is not among the supported runtimes: ${supported.join(", ")}`;
      return isOver(last)
        ? `AWS's support of ${said(value)} ended on ${last}; supported are ${supported.join(", ")}`
        : undefined;
    }),
});

function isOver(lastDay: string): boolean {
  return new Date().toISOString().slice(0, lastDay.length) > lastDay;
}
