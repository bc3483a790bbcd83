/** The states that judge the candidates of a production pipeline. */
import { chain, type Fragment } from "../../asl/fragment";
import { path, type Reference } from "../../asl/reference";
import { choice, task } from "../../asl/states";
import { lambdaRetry } from "../trainingSteps";
import type { Places } from "./places";
import type { ProductionFacts } from "./productionFacts";

/** What a model is compared with, and what comes of it. */
export interface EvaluationPlan {
  /** The version in production, where there is one to compare with. */
  production?: Reference;
  then: Fragment;
  /** Where a model leads that is not good enough. */
  tooLow: Fragment;
  failed: Fragment;
}

/**
 * Compares the candidates at `$.Trained.Candidates` by their predictions of the held-out rows, with the threshold and with
 * the version in production. Leaves the judgement at `$.Evaluation.Result`, and goes on to `then` with a model that is good enough.
 */
export function evaluateModel(
  facts: ProductionFacts,
  places: Places,
  { production, then, tooLow, failed }: EvaluationPlan,
): Fragment {
  return chain(
    task(
      "EvaluateModel",
      {
        api: "lambda:invoke",
        parameters: {
          FunctionName: facts.functions.evaluate,
          Payload: {
            Pipeline: facts.pipeline,
            Candidates: path("$.Trained.Candidates"),
            Metric: facts.metric,
            Threshold: facts.threshold,
            Production: production ?? { Found: false },
            MinimumImprovement: facts.minimumImprovement,
            Output: places.evaluation,
          },
        },
      },
      {
        resultSelector: { Result: path("$.Payload") },
        resultPath: "$.Evaluation",
        retry: lambdaRetry,
        catch: [{ target: failed }],
      },
    ),
    choice("CheckModelQuality", [{ when: { Variable: "$.Evaluation.Result.Passed", BooleanEquals: true }, then }], {
      otherwise: tooLow,
    }),
  );
}
