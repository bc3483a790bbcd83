import * as v from "valibot";
import { isRecord, UNKNOWN, valuesAt } from "../../reading/resource";
import { unchecked, violation } from "../../finding";
import { resourceRule } from "../../rule";
import { texts } from "../../settings";
import { FUNCTION } from "./function";
import { secretKind } from "./secretKind";

/** Whether environment variables hold secrets, which everyone who may read the function's configuration sees. */
export const secrets = resourceRule({
  name: "lambda-secrets",
  description: "Environment variables of Lambda functions hold no keys, tokens or passwords.",
  enforcementLevel: "mandatory",
  severity: "critical",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
  remediation: "Keep it in Secrets Manager or Parameter Store, and give the function its name",
  types: [FUNCTION],
  config: v.strictObject({ ignore: texts([], "Names of variables that hold no secret, whatever they look like.") }),
  *check(resource, { ignore }) {
    for (const { path, value: variables } of valuesAt(resource.properties, "environment.variables")) {
      if (variables === UNKNOWN) yield unchecked(path);
      if (!isRecord(variables)) continue;
      for (const [name, value] of Object.entries(variables)) {
        if (ignore.includes(name)) continue;
        const at = `${path}.${name}`;
        const kind = typeof value === "string" ? secretKind(name, value) : undefined;
        if (value === UNKNOWN) yield unchecked(at);
        // The value itself stays out of the message: it ends in the logs of every pull request.
        else if (kind !== undefined) yield violation(at, `it looks like ${kind}`);
      }
    }
  },
});
