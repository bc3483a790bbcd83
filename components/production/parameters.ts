/** The hyperparameters that the best model was trained with. Pure: plain values in, fragments out. */
import type { Fragment } from "../../asl/fragment";
import { format, intrinsic, path, type Reference } from "../../asl/reference";
import { task } from "../../asl/states";
import { sdkRetry } from "../trainingSteps";
import type { TrainingPlan } from "./candidates";
import type { ProductionFacts } from "./productionFacts";

const BEST = path("$.Evaluation.Result.Best.TrainingJobName");

/**
 * The hyperparameters of the job at `$.Evaluation.Result.Best`: those of the only candidate; of several, and of a search's best
 * trial, what SageMaker says of the job, which `described` asks for.
 */
export function parametersOf(
  facts: ProductionFacts,
  { candidates, tuning }: TrainingPlan,
  failed: Fragment,
): { parameters: Reference | Record<string, string>; described?: Fragment } {
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0 && tuning === undefined) return { parameters: only.hyperparameters };
  const described = task(
    "DescribeBest",
    {
      api: "aws-sdk:sagemaker:describeTrainingJob",
      parameters: {
        TrainingJobName: tuning ? trialAgain(facts) : facts.names.again("train", facts.names.suffixOf(BEST, "train")),
      },
    },
    {
      resultSelector: { HyperParameters: path("$.HyperParameters") },
      resultPath: "$.Best",
      retry: sdkRetry,
      catch: [{ target: failed }],
    },
  );
  return { parameters: path("$.Best.HyperParameters"), described };
}

/**
 * The name of a search's trial again, `<tuning job>-<number>-<suffix>`, of its last parts: what begins as the pipeline's names
 * do keeps the role to those.
 */
function trialAgain({ names }: ProductionFacts): Reference {
  const first = `${names.prefix}-tune`.split("-").length;
  const parts = intrinsic("States.StringSplit", BEST, "-");
  const [job, number, suffix] = [0, 1, 2].map((index) => intrinsic("States.ArrayGetItem", parts, first + index));
  return format(`${names.prefix}-tune-{}-{}-{}`, job!, number!, suffix!);
}
