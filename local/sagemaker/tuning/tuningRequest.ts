/** Reads and checks the request of a hyperparameter tuning job. */
import type {
  CreateHyperParameterTuningJobRequest,
  HyperParameterTrainingJobDefinition,
} from "@aws-sdk/client-sagemaker";
import xgboost from "../../../components/parts/xgboostHyperparameters.json";
import { UserError } from "../../userError";
import { localContainer } from "../images";
import { InvalidRequest } from "../jobEnvironment";
import { gridOf, searchSpaceOf, type Dimension } from "./searchSpace";

/** The metric by which trials are compared. */
export interface Objective {
  MetricName: string;
  Type: "Maximize" | "Minimize";
}

/** One kind of training job that a tuning job launches, with the space that it searches for it. */
export interface TuningDefinition {
  training: HyperParameterTrainingJobDefinition;
  objective: Objective;
  dimensions: Dimension[];
}

/** A tuning job as it is carried out. */
export interface Tuning {
  name: string;
  strategy: "Bayesian" | "Random" | "Grid";
  definitions: TuningDefinition[];
  /** At most as many as the grids have points when the strategy is Grid. */
  maxTrials: number;
  maxParallel: number;
}

const MAX_NAME_LENGTH = 32;

/**
 * The tuning job of a request.
 *
 * @throws InvalidRequest with all that SageMaker would refuse; UserError for what does not run locally
 */
export function readTuningRequest(request: CreateHyperParameterTuningJobRequest): Tuning {
  const name = request.HyperParameterTuningJobName ?? "";
  const config = request.HyperParameterTuningJobConfig!;
  refuseUnsupported(request);
  const problems: string[] = [];
  if (!/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/.test(name) || name.length > MAX_NAME_LENGTH) {
    problems.push(
      `Value '${name}' at 'hyperParameterTuningJobName' failed to satisfy constraint: at most ${MAX_NAME_LENGTH} ` +
        "letters, digits and hyphens inside",
    );
  }
  if ((request.TrainingJobDefinition === undefined) === (request.TrainingJobDefinitions === undefined)) {
    problems.push("Give either TrainingJobDefinition or TrainingJobDefinitions");
  }
  const given =
    request.TrainingJobDefinitions ?? (request.TrainingJobDefinition ? [request.TrainingJobDefinition] : []);
  const definitions = given.map((training) => {
    const { dimensions, problems: found } = searchSpaceOf(
      training.HyperParameterRanges ?? config.ParameterRanges ?? {},
    );
    const asked = training.TuningObjective ?? config.HyperParameterTuningJobObjective;
    const objective: Objective = { MetricName: asked?.MetricName ?? "", Type: asked?.Type ?? "Maximize" };
    problems.push(...found, ...definitionProblems(training, dimensions, objective, config.Strategy!));
    return { training, objective, dimensions };
  });
  const limits = config.ResourceLimits!;
  if (limits.MaxNumberOfTrainingJobs === undefined && config.Strategy !== "Grid") {
    problems.push("ResourceLimits.MaxNumberOfTrainingJobs is required with every strategy but Grid");
  }
  if (problems.length > 0) throw new InvalidRequest(problems.join("; "));
  const strategy = config.Strategy as Tuning["strategy"];
  const points = definitions.map(({ dimensions }) => (strategy === "Grid" ? gridOf(dimensions).length : Infinity));
  return {
    name,
    strategy,
    definitions,
    maxTrials: Math.min(
      limits.MaxNumberOfTrainingJobs ?? Infinity,
      points.reduce((sum, count) => sum + count),
    ),
    maxParallel: limits.MaxParallelTrainingJobs!,
  };
}

function refuseUnsupported(request: CreateHyperParameterTuningJobRequest): void {
  const { Strategy, ParameterRanges } = request.HyperParameterTuningJobConfig!;
  const definitions = [request.TrainingJobDefinition ?? [], request.TrainingJobDefinitions ?? []].flat();
  const ranges = [ParameterRanges, ...definitions.map((definition) => definition.HyperParameterRanges)];
  const unsupported =
    (Strategy === "Hyperband" && "the strategy Hyperband") ||
    (request.WarmStartConfig && "a warm start (WarmStartConfig)") ||
    (request.Autotune && "Autotune") ||
    (ranges.some((range) => range?.AutoParameters?.length) && "AutoParameters");
  if (!unsupported) return;
  throw new UserError(
    `Tuning job ${request.HyperParameterTuningJobName} does not run locally: it has ${unsupported}.`,
    "Use the strategy Bayesian, Random or Grid with ranges of its own, or run this pipeline on AWS.",
  );
}

function definitionProblems(
  training: HyperParameterTrainingJobDefinition,
  dimensions: readonly Dimension[],
  objective: Objective,
  strategy: string,
): string[] {
  const problems: string[] = [];
  if (dimensions.length === 0) problems.push("There is no hyperparameter to tune: give at least one range");
  const numeric = dimensions.filter(({ kind }) => kind !== "categorical").map(({ name }) => name);
  // https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-how-it-works.html
  if (strategy === "Grid" && numeric.length > 0) {
    problems.push(`Grid search takes categorical ranges only, which these are not: ${numeric.join(", ")}`);
  }
  const fixed = dimensions.map(({ name }) => name).filter((name) => name in (training.StaticHyperParameters ?? {}));
  if (fixed.length > 0) problems.push(`These are both static and tuned: ${fixed.join(", ")}`);
  if (localContainer(training.AlgorithmSpecification!.TrainingImage ?? "") === "xgboost") {
    problems.push(...xgboostProblems(training, objective));
  }
  return problems;
}

/** The metrics that XGBoost writes and their directions: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost-tuning.html */
function xgboostProblems(
  { AlgorithmSpecification, InputDataConfig }: HyperParameterTrainingJobDefinition,
  { MetricName, Type }: Objective,
): string[] {
  const problems: string[] = [];
  if (AlgorithmSpecification?.MetricDefinitions?.length) {
    problems.push(
      "You can't override the metric definitions for Amazon SageMaker algorithms. Please retry your request without " +
        "specifying metric definitions",
    );
  }
  const [data = "", metric = ""] = MetricName.split(":");
  const plain = metric.split("@")[0]!;
  const isMaximized = xgboost.maximizedMetrics.includes(plain);
  if (data !== "validation" || !(isMaximized || xgboost.minimizedMetrics.includes(plain))) {
    problems.push(
      `The objective metric for the hyperparameter tuning job, [${MetricName}], isn't valid for the [xgboost] algorithm. ` +
        "Choose a valid objective metric, such as validation:rmse",
    );
  } else if (isMaximized !== (Type === "Maximize")) {
    problems.push(
      `The objective metric type, [${Type}], that you specified for objective metric, [${MetricName}], isn't valid for ` +
        "the [xgboost] algorithm. Choose a valid objective metric type",
    );
  } else if (!InputDataConfig?.some(({ ChannelName }) => ChannelName === "validation")) {
    problems.push(`The objective metric ${MetricName} needs a channel validation in InputDataConfig`);
  }
  return problems;
}
