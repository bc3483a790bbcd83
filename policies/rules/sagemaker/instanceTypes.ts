import * as v from "valibot";
import { possibleTexts } from "../../../asl/spend/bounds";
import { groupsOf } from "../../../asl/spend/compute";
import { judgeCompute, placeOf, STATE_MACHINE } from "../../reading/definition";
import { isWithin } from "../../reading/glob";
import { type Finding, violation } from "../../finding";
import { resourceRule } from "../../rule";
import { flag, texts } from "../../settings";
import { judgeRaw } from "./rawValues";
import { COMPUTE_TYPES } from "./resources";

/** General, compute and memory families, and the smaller GPU families; `system` is what Studio's own apps run on, free of charge. */
const DEFAULT_TYPES = [
  "t2",
  "t3",
  "m4",
  "m5",
  "m5d",
  "m6i",
  "m6g",
  "m7i",
  "m7g",
  "c4",
  "c5",
  "c6i",
  "c7i",
  "r5",
  "r6i",
  "g4dn",
  "g5",
];

/** Which instance types may be used: in state machine definitions, endpoints, notebooks, Studio and SageMaker pipelines. */
export const instanceTypes = resourceRule({
  name: "sagemaker-instance-types",
  description: "SageMaker uses only instance types that the environment allows, also inside state machine definitions.",
  enforcementLevel: "mandatory",
  severity: "high",
  url: "https://docs.aws.amazon.com/sagemaker/latest/dg/instance-types-az.html",
  remediation: "Use an allowed instance type, or have the type added to this rule's `allowed`",
  types: COMPUTE_TYPES,
  config: v.strictObject({
    allowed: texts(
      [...DEFAULT_TYPES.map((family) => `ml.${family}.*`), "system"],
      "Instance types; `*` stands for any text.",
    ),
    allowDynamic: flag(false, "Whether a type may come from an execution's input without a Choice that limits it."),
  }),
  *check(resource, { allowed, allowDynamic }) {
    if (resource.type === STATE_MACHINE) {
      yield* judgeCompute(resource, function* (task, constants) {
        for (const { types } of groupsOf(task, constants)) {
          for (const value of types) {
            const possible = possibleTexts(value, task.visited);
            if (possible === undefined) {
              if (!allowDynamic) yield open(placeOf(task, value.at));
            } else yield* notAllowed(possible, allowed, placeOf(task, value.at));
          }
        }
      });
      return;
    }
    yield* judgeRaw(resource, "instanceType", function* (value, path) {
      if (typeof value === "string") yield* notAllowed([value], allowed, path);
      else if (!allowDynamic) yield open(path);
    });
  },
});

function* notAllowed(types: readonly string[], allowed: readonly string[], path: string): Generator<Finding> {
  for (const type of types) {
    if (!isWithin(type, allowed)) yield violation(path, `${type} is not allowed; allowed are ${allowed.join(", ")}`);
  }
}

function open(path: string): Finding {
  const message =
    "the instance type comes from the input, and nothing before limits it; put a Choice before that lets only allowed types through";
  return violation(path, message);
}
