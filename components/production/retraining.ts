/** The states that look first whether a new model is needed. Pure: plain values in, fragments out. */
import type { JsonObject } from "../../asl/definition";
import { chain, type Fragment } from "../../asl/fragment";
import { path } from "../../asl/reference";
import { choice, succeed, task } from "../../asl/states";
import { lambdaRetry } from "../trainingSteps";
import type { ProductionPlan } from "./plan";
import type { ProductionFacts } from "./productionFacts";

type RetrainLimits = NonNullable<ProductionPlan["retrainWhen"]>;

/**
 * Asks the function whether the version at `$.Production` is too old, its data has drifted or its predictions are no longer
 * good enough. Goes on to `then` when it is, or when there is none; ends the execution well otherwise. Leaves the
 * answer, with its reason, at `$.Retraining.Result`; the function logs it.
 */
export function checkRetraining(
  facts: ProductionFacts,
  limits: RetrainLimits,
  then: Fragment,
  failed: Fragment,
): Fragment {
  const { retrain = "" } = facts.functions;
  return chain(
    task(
      "CheckRetraining",
      {
        api: "lambda:invoke",
        parameters: {
          FunctionName: retrain,
          Payload: {
            Pipeline: facts.pipeline,
            Production: path("$.Production"),
            ...limitsOf(facts, limits),
          },
        },
      },
      {
        resultSelector: { Result: path("$.Payload") },
        resultPath: "$.Retraining",
        retry: lambdaRetry,
        catch: [{ target: failed }],
      },
    ),
    choice("Retrain?", [{ when: { Variable: "$.Retraining.Result.Retrain", BooleanEquals: true }, then }], {
      otherwise: succeed("No new model needed"),
    }),
  );
}

/** The settings, as the function has them. */
function limitsOf({ dataSource = "" }: ProductionFacts, { maxAgeInDays, drift, quality }: RetrainLimits): JsonObject {
  const limits: JsonObject = {};
  if (maxAgeInDays !== undefined) limits["MaxAgeInDays"] = maxAgeInDays;
  if (drift !== undefined) limits["Data"] = { Source: dataSource, DriftLimit: drift };
  if (quality === undefined) return limits;
  const { metric: Metric, records: Records, minimum, maximum } = quality;
  const bound: JsonObject = minimum === undefined ? { Maximum: maximum ?? 0 } : { Minimum: minimum };
  return { ...limits, Quality: { Metric, Records, ...bound } };
}
