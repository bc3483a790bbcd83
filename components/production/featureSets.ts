/** The features that candidates take. Pure: plain values in, fragments out. */
import type { Fragment } from "../../asl/fragment";
import { path, type Reference } from "../../asl/reference";
import { choice, pass } from "../../asl/states";
import type { TrainingPlan } from "./candidates";

/** What stands for every feature of the data. */
const ALL = "all";

/** Numbers of features as the script of the processing job has them, in their order: `1-3,7`. */
export function featureText(features: readonly number[]): string {
  const spans: { first: number; last: number }[] = [];
  for (const feature of features) {
    const span = spans.at(-1);
    if (span?.last === feature - 1) span.last = feature;
    else spans.push({ first: feature, last: feature });
  }
  return spans.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join();
}

/** A feature set as an argument of the script: `small=1-3,7`. */
export function featureArgument(name: string, features: readonly number[]): string {
  return `${name}=${featureText(features)}`;
}

/**
 * The features of the model at `$.Evaluation.Result.Best`, `1-3,7` or `all`: those of the only candidate; of several those that
 * `chosen` leaves at `$.Features`. Nothing where every candidate takes all.
 */
export function featuresOf({ candidates }: TrainingPlan): { features?: Reference | string; chosen?: Fragment } {
  if (candidates.every(({ features }) => features === undefined)) return {};
  const [last, ...others] = candidates.toReversed();
  if (others.length === 0) return { features: last!.features ?? ALL };
  const taken = ({ name, features = ALL }: TrainingPlan["candidates"][number]) =>
    pass(`Features of ${name}`, { result: { Numbers: features }, resultPath: "$.Features" });
  const isBest = (name: string) => ({ Variable: "$.Evaluation.Result.Best.Name", StringEquals: name });
  const chosen = choice(
    "Which features?",
    others.toReversed().map((candidate) => ({ when: isBest(candidate.name), then: taken(candidate) })),
    { otherwise: taken(last!) },
  );
  return { features: path("$.Features.Numbers"), chosen };
}
