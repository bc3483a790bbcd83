import * as v from "valibot";
import { valuesAt } from "../../../asl/parameterValue";
import { judgeCompute, placeOf, STATE_MACHINE } from "../../reading/definition";
import { violation } from "../../finding";
import { resourceRule } from "../../rule";
import { flag } from "../../settings";

/** Whether training asks for spot instances. */
export const spot = resourceRule({
  name: "sagemaker-spot",
  description: "Training jobs use spot instances where the environment requires it.",
  enforcementLevel: "mandatory",
  severity: "low",
  url: "https://docs.aws.amazon.com/sagemaker/latest/dg/model-managed-spot-training.html",
  remediation:
    "Set EnableManagedSpotTraining to true, with MaxWaitTimeInSeconds and a checkpoint where training is long",
  types: [STATE_MACHINE],
  config: v.strictObject({ required: flag(false, "Whether training has to use spot instances.") }),
  *check(resource, { required }) {
    if (!required) return;
    yield* judgeCompute(resource, function* (task, constants) {
      const { spot: path } = task.compute;
      if (path === undefined) return;
      const values = valuesAt(task.request, path, constants);
      const isSpot = values.length > 0 && values.every((value) => value.kind === "literal" && value.value === true);
      if (!isSpot)
        yield violation(
          placeOf(task, path),
          "training does not always use spot instances, and this environment requires it",
        );
    });
  },
});
