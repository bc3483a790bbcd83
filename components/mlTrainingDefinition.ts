/** The definition of MlTrainingPipeline. Pure: plain values in, a definition out. */
import type { TransformInstanceType } from "@aws-sdk/client-sagemaker";
import type { StateMachineDefinition } from "../asl/definition";
import { chain, define, type Fragment } from "../asl/fragment";
import { intrinsic, path } from "../asl/reference";
import { succeed, task } from "../asl/states";
import { jobTags } from "./parts/tags";
import type { PipelineFacts } from "./parts/trainingResources";
import {
  catchAll,
  generateDataset,
  PREFIXES,
  s3Uri,
  sagemakerRetry,
  trainModel,
  type TrainingStep,
  volumeKey,
  vpcConfig,
  whenCompleted,
} from "./trainingSteps";

/** Keys in the pipeline's bucket. */
export const KEYS = {
  ...PREFIXES,
  /**
   * The training rows' keys, one for each instance, and what the training channel reads. The number is part of the prefix:
   * a part that is left of an earlier, larger number must not be trained on.
   */
  training: (instances: number): { train: string[]; channel: string } =>
    instances === 1
      ? { train: ["csv/train.csv"], channel: "csv/train.csv" }
      : {
          train: Array.from({ length: instances }, (_, index) => `csv/train-${instances}/part-${index + 1}.csv`),
          channel: `csv/train-${instances}/`,
        },
  test: "csv/test.csv",
  predictions: "output/",
};

/** 20 days: timers on a laptop end there, and no prediction of a test set takes as long. */
const LONGEST_TIMEOUT_IN_SECONDS = 20 * 86_400;

/** Generate dataset -> Train model (XGBoost) -> Save model -> Batch transform. */
export function mlTrainingDefinition(facts: PipelineFacts, training: TrainingStep): StateMachineDefinition {
  const predicted = whenCompleted("Transform", "$.Transform.TransformJobStatus", succeed("Pipeline succeeded"));
  const trained = chain(
    saveModel(facts, training.image),
    batchTransform(facts, training.maxRuntimeInSeconds),
    predicted,
  );
  return define(
    chain(
      generateDataset(facts.functionName),
      trainModel(facts, training),
      whenCompleted("Training", "$.Training.TrainingJobStatus", trained),
    ),
    {
      comment: "Seeds data, trains an XGBoost model, saves it and makes batch predictions",
      partition: facts.partition,
    },
  );
}

/** Makes a model of the training job's artifact. Leaves its name at `$.Model`. */
function saveModel(facts: PipelineFacts, image: string): Fragment {
  return task(
    "Save model",
    {
      api: "sagemaker:createModel",
      parameters: {
        ModelName: facts.names.nameOf("model"),
        ExecutionRoleArn: facts.jobRoleArn,
        PrimaryContainer: { Image: image, ModelDataUrl: path("$.Training.ModelArtifacts.S3ModelArtifacts") },
        VpcConfig: vpcConfig(facts),
        Tags: jobTags(facts.tags),
      },
    },
    {
      // CreateModel answers the ARN alone; the name is its part behind the slash.
      resultSelector: {
        ModelName: intrinsic("States.ArrayGetItem", intrinsic("States.StringSplit", path("$.ModelArn"), "/"), 1),
      },
      resultPath: "$.Model",
      retry: sagemakerRetry,
      catch: catchAll,
    },
  );
}

/**
 * Predicts the held-back rows. Each row's label is kept out of what the model sees and joined to its prediction, so that
 * `output/test.csv.out` holds `label,prediction`.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html
 */
function batchTransform(facts: PipelineFacts, maxRuntimeInSeconds: number): Fragment {
  return task(
    "Batch transform",
    {
      api: "sagemaker:createTransformJob",
      pattern: "sync",
      parameters: {
        TransformJobName: facts.names.nameOf("transform"),
        ModelName: path("$.Model.ModelName"),
        TransformInput: {
          ContentType: "text/csv",
          CompressionType: "None",
          SplitType: "Line",
          DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: s3Uri(facts, KEYS.test) } },
        },
        DataProcessing: { InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$[0,-1]" },
        TransformOutput: {
          S3OutputPath: s3Uri(facts, KEYS.predictions),
          Accept: "text/csv",
          AssembleWith: "Line",
          KmsKeyId: facts.kmsKeyArn,
        },
        TransformResources: {
          InstanceType: facts.instanceType as TransformInstanceType,
          InstanceCount: 1,
          VolumeKmsKeyId: volumeKey(facts),
        },
        Tags: jobTags(facts.tags),
      },
    },
    {
      resultSelector: {
        TransformJobName: path("$.TransformJobName"),
        TransformJobStatus: path("$.TransformJobStatus"),
        S3OutputPath: path("$.TransformOutput.S3OutputPath"),
      },
      // A transform job has no limit of its own; one that hangs is stopped, and the execution fails.
      timeoutSeconds: Math.min(maxRuntimeInSeconds, LONGEST_TIMEOUT_IN_SECONDS),
      resultPath: "$.Transform",
      retry: sagemakerRetry,
      catch: catchAll,
    },
  );
}
