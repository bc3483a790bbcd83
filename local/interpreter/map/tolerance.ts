/** Failures that a Distributed Map takes: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
import type { Json, MapState } from "../../../asl/definition";
import { StateFailure } from "../failures";
import { prepareNumber } from "../numberField";
import type { Preparation } from "../preparation";
import { viewOf, type Visit } from "../visit";

/** Counts the failures of a map run. */
interface Failures {
  /** @throws StateFailure `States.ExceedToleratedFailureThreshold` */
  count(items: number): void;
}

/** Prepares the thresholds; no failure is tolerated when there is none. */
export function prepareTolerance(
  preparation: Preparation,
  state: MapState,
): (visit: Visit, input: Json, items: number) => Promise<Failures> {
  const mostCount = prepareNumber(preparation, state, "ToleratedFailureCount", { least: 0 });
  const mostPercentage = prepareNumber(preparation, state, "ToleratedFailurePercentage", {
    ...{ isFloat: true, least: 0, most: 100 },
  });
  return async (visit, input, items) => {
    const view = viewOf(visit, input);
    const [count, percentage] = [await mostCount(view), await mostPercentage(view)];
    const limits = [count, percentage === undefined ? undefined : (percentage * items) / 100];
    const tolerated = Math.min(...limits.map((limit) => limit ?? Infinity));
    const most = tolerated === Infinity ? 0 : tolerated;
    let failed = 0;
    return {
      count(more) {
        failed += more;
        if (failed <= most) return;
        throw new StateFailure(
          "States.ExceedToleratedFailureThreshold",
          "The specified tolerated failure threshold was exceeded",
        );
      },
    };
  };
}
