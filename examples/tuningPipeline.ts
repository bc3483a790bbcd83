/** A hyperparameter tuning job: Generate dataset -> Tune model (XGBoost) -> Save the best model. */
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import type { StateMachineDefinition } from "../asl/definition";
import { chain, define } from "../asl/fragment";
import { format } from "../asl/reference";
import { succeed } from "../asl/states";
import { createModel } from "../components/modelSteps";
import { prebuiltImage } from "../components/parts/images";
import { jobStateMachine } from "../components/parts/jobResources";
import type { JobStep } from "../components/parts/jobNames";
import { checkSettings, instanceType, trainingSettings, whole } from "../components/parts/settings";
import { type PipelineFacts, trainingResources } from "../components/parts/trainingResources";
import { whenKnown } from "../components/parts/whenKnown";
import type { TrainingPipelineArgs } from "../components/trainingPipelineArgs";
import { catchAll, generateDataset, PREFIXES, s3Uri, whenCompleted } from "../components/trainingSteps";
import { bestTrialOf, tuneModel, type TuningJob, XGBOOST_RANGES } from "../components/tuningSteps";

/** How SageMaker chooses the next trial. */
const STRATEGIES = ["Bayesian", "Random"];

/** Settings of a TuningPipeline: those of a training pipeline, which are its trials', and how many trials there are. */
export interface TuningPipelineArgs extends Omit<TrainingPipelineArgs, "spot"> {
  /**
   * Training jobs in all, 1 to 750.
   * @default 12
   */
  trials?: number;
  /**
   * Training jobs at a time, 1 to 100. A Bayesian search learns more from few at a time.
   * @default 2
   */
  parallelTrials?: number;
  /**
   * `Bayesian` or `Random`.
   * @default "Bayesian"
   */
  strategy?: string;
}

const steps: JobStep[] = ["tune", "model"];
const { spot, ...settingsOfTrials } = trainingSettings;

/** The check of these settings, and what the pipeline's name must leave room for: a tuning job's name has 32 characters. */
export const tuningPipeline = {
  settings: v.strictObject(
    {
      ...settingsOfTrials,
      instanceType: instanceType("createTrainingJob"),
      trials: v.optional(whole(1, 750), 12),
      parallelTrials: v.optional(whole(1, 100), 2),
      strategy: v.optional(v.picklist(STRATEGIES, `one of ${STRATEGIES.join(", ")}`), "Bayesian"),
    },
    "settings by name",
  ),
  steps,
};

const KEYS = { ...PREFIXES, train: "csv/train.csv", validation: "csv/validation.csv" };

/** What every trial trains with, unless the settings say otherwise. */
const HYPERPARAMETERS = { objective: "binary:logistic", eval_metric: "auc", num_round: 20 };

/**
 * Searches the hyperparameters of XGBoost for the greatest `validation:auc`, and makes a model of the best trial.
 *
 * @example new TuningPipeline("churn", { dataSource: "s3://my-data/churn.csv", trials: 40, parallelTrials: 4 })
 */
export class TuningPipeline extends pulumi.ComponentResource {
  readonly stateMachineArn: pulumi.Output<string>;
  /** Name of the data bucket. */
  readonly bucket: pulumi.Output<string>;
  /** S3 prefix of the trials' models. */
  readonly models: pulumi.Output<string>;

  /** @throws pulumi.InputPropertiesError with every wrong setting */
  constructor(name: string, args: TuningPipelineArgs = {}, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:examples:TuningPipeline", name, {}, options);
    const given = checkSettings(tuningPipeline.settings, args, `TuningPipeline "${name}"`);
    const settings = { ...given, spot: false, hyperparameters: { ...HYPERPARAMETERS, ...given.hyperparameters } };
    const resources = trainingResources(this, name, settings, {
      steps,
      plan: { train: [KEYS.train], test: KEYS.validation },
      expiringPrefixes: [],
    });
    const xgboost = prebuiltImage("sagemaker-xgboost", settings.xgboostVersion, this);
    const definition = whenKnown([resources.facts, xgboost], (facts, image) =>
      tuningDefinition(facts, { ...settings, image }),
    );
    const machine = jobStateMachine(this, name, resources, definition, settings);

    this.stateMachineArn = machine.stateMachineArn;
    this.bucket = resources.data.bucket;
    this.models = pulumi.interpolate`s3://${this.bucket}/${KEYS.models}`;
    const { stateMachineArn, bucket, models } = this;
    this.registerOutputs({ stateMachineArn, bucket, models });
  }
}

/** The definition, of the job's settings. Pure: plain values in, a definition out. */
export function tuningDefinition(
  facts: PipelineFacts,
  settings: Pick<
    TuningJob,
    "image" | "trials" | "parallelTrials" | "strategy" | "volumeSizeInGb" | "maxRuntimeInSeconds"
  >,
): StateMachineDefinition {
  const job: TuningJob = {
    ...settings,
    objective: { metric: "validation:auc", goal: "Maximize" },
    ranges: XGBOOST_RANGES,
    hyperparameters: facts.hyperparameters,
    channels: { train: s3Uri(facts, KEYS.train), validation: s3Uri(facts, KEYS.validation) },
  };
  const bestModel = createModel(facts, {
    image: settings.image,
    modelDataUrl: format(`${s3Uri(facts, KEYS.models)}{}/output/model.tar.gz`, bestTrialOf("$.Tuning")),
  });
  return define(
    chain(
      generateDataset(facts.functionName),
      tuneModel(facts, job, { name: "Tune model (XGBoost)", resultPath: "$.Tuning", catch: catchAll }),
      whenCompleted(
        "Tuning",
        "$.Tuning.HyperParameterTuningJobStatus",
        chain(bestModel, succeed("Pipeline succeeded")),
      ),
    ),
    { comment: "Searches hyperparameters and makes a model of the best trial", partition: facts.partition },
  );
}
