import * as v from "valibot";
import { checkDefinition } from "../../../asl/check/checkDefinition";
import { definitionOf, STATE_MACHINE } from "../../reading/definition";
import { UNKNOWN } from "../../reading/resource";
import { unchecked, violation } from "../../finding";
import { resourceRule } from "../../rule";
import { flag } from "../../settings";

/** Whether a definition would be refused, or fail when it runs. */
export const definition = resourceRule({
  name: "step-functions-definition",
  description: "Definitions have no error: structure, parameters of every integration, paths and data flow.",
  enforcementLevel: "mandatory",
  severity: "high",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html",
  remediation: "Correct the definition; `npx mlpipe check FILE` shows the same findings",
  types: [STATE_MACHINE],
  config: v.strictObject({ warnings: flag(false, "Whether warnings count too.") }),
  *check(resource, { warnings }) {
    const { definition: text, type } = resource.properties;
    if (text === UNKNOWN) {
      yield unchecked("definition");
      return;
    }
    const parsed = definitionOf(resource);
    if (parsed === undefined) {
      yield violation("definition", "it is no JSON");
      return;
    }
    const problems = checkDefinition(parsed, { type: type === "EXPRESS" ? "EXPRESS" : "STANDARD" });
    for (const { severity, path, message, remedy } of problems) {
      if (severity === "warning" && !warnings) continue;
      yield violation(path === "" ? "definition" : `definition.${path}`, `${message}. ${remedy}`);
    }
  },
});
