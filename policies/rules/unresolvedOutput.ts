import * as v from "valibot";
import { judge, said } from "../reading/resource";
import { resourceRule } from "../rule";
import { STATE_MACHINE } from "../reading/definition";
import { PIPELINE } from "./sagemaker/resources";
import { DOCUMENT_TYPES, documentsOf } from "./iam/documents";

/** What Pulumi writes when an Output is made text: https://www.pulumi.com/docs/iac/concepts/inputs-outputs/all/ */
const EXPLANATION = /Calling \[to(?:String|JSON)\] on an \[?Output<T>\]?/;

/** Types that hold a document as text. */
const DEFINITIONS: Readonly<Record<string, string>> = {
  [STATE_MACHINE]: "definition",
  [PIPELINE]: "pipelineDefinition",
  "aws:cloudwatch/eventTarget:EventTarget": "input",
  "aws:scheduler/schedule:Schedule": "target.input",
};

/** Whether a document holds Pulumi's explanation of Outputs in place of a value: AWS may well take it, and nothing works. */
export const unresolvedOutput = resourceRule({
  name: "unresolved-output",
  description: "No document holds the text that Pulumi writes in place of an Output that was used as a value.",
  enforcementLevel: "mandatory",
  severity: "high",
  url: "https://www.pulumi.com/docs/iac/concepts/inputs-outputs/all/",
  remediation: "Build the document with pulumi.jsonStringify, or inside apply",
  types: [...new Set([...DOCUMENT_TYPES, ...Object.keys(DEFINITIONS)])],
  config: v.strictObject({}),
  *check(resource) {
    const definition = DEFINITIONS[resource.type];
    const paths =
      definition === undefined
        ? documentsOf(resource)
            .map(({ path }) => path)
            .filter((path) => path !== "")
        : [definition];
    for (const path of paths) {
      yield* judge(resource, path.replace(/\[\d+\]/g, "[]"), (value) => {
        const text = said(value);
        return EXPLANATION.test(text) ? "it holds Pulumi's explanation of Outputs in place of a value" : undefined;
      });
    }
  },
});
