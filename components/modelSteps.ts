/** The states that make a model and use it. Pure: plain values in, fragments out. */
import type { TransformInstanceType } from "@aws-sdk/client-sagemaker";
import type { Fragment } from "../asl/fragment";
import { intrinsic, path, type Reference } from "../asl/reference";
import { type CatchTarget, task } from "../asl/states";
import type { JobFacts } from "./parts/jobResources";
import { jobTags } from "./parts/tags";
import { catchAll, sagemakerRetry, sdkRetry, type StatePlace, volumeKey, vpcConfig } from "./trainingSteps";

/** 20 days: timers on a laptop end there, and no prediction of a test set takes as long. */
const LONGEST_TIMEOUT_IN_SECONDS = 20 * 86_400;

/** What a model is made of: a container, or a version in the Model Registry. */
export type ModelStep = (ModelContainer | { modelPackage: Reference }) & {
  /** Whether its containers have no network at all. */
  networkIsolation?: boolean;
};

/** A container and the data that it serves. */
interface ModelContainer {
  image: string;
  /** S3 URI of `model.tar.gz`, or where in the state's input it is. */
  modelDataUrl: string | Reference;
  /** Variables of the container. */
  environment?: Record<string, string>;
}

/** CreateModel answers the ARN alone; the name is its part behind the slash. */
const MODEL_NAME = intrinsic("States.ArrayGetItem", intrinsic("States.StringSplit", path("$.ModelArn"), "/"), 1);

/** The place of a model's state where there is one: its name is left at `$.Model`. */
const SAVED: StatePlace = { name: "Save model", resultPath: "$.Model", catch: catchAll };

/** Makes a model. Leaves its name, and the last part of it (`JobNames.again`). */
export function createModel(facts: JobFacts, model: ModelStep, place: StatePlace = SAVED): Fragment {
  return task(
    place.name,
    {
      api: "sagemaker:createModel",
      parameters: {
        ModelName: facts.names.nameOf("model"),
        ExecutionRoleArn: facts.jobRoleArn,
        PrimaryContainer:
          "modelPackage" in model
            ? { ModelPackageName: model.modelPackage }
            : { Image: model.image, ModelDataUrl: model.modelDataUrl, Environment: model.environment },
        EnableNetworkIsolation: model.networkIsolation,
        VpcConfig: vpcConfig(facts),
        Tags: jobTags(facts.tags),
      },
    },
    {
      resultSelector: { ModelName: MODEL_NAME, Suffix: facts.names.suffixOf(MODEL_NAME, "model") },
      resultPath: place.resultPath,
      retry: sagemakerRetry,
      catch: place.catch,
    },
  );
}

/** What is predicted, and where the predictions go. */
export interface TransformStep {
  /** The model's name; `$.Model.ModelName` when absent. */
  model?: Reference;
  /** S3 URI of CSV rows with the label first. */
  input: string | Reference;
  /** S3 prefix of the predictions. */
  output: string | Reference;
  maxRuntimeInSeconds: number;
}

const TRANSFORMED: StatePlace = { name: "Batch transform", resultPath: "$.Transform", catch: catchAll };

/**
 * Predicts rows with a model. The label of each row is kept out of what the model sees and joined to its prediction. Leaves
 * the job's ARN, name, status and output.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html
 */
export function batchTransform(
  facts: JobFacts,
  { model = path("$.Model.ModelName"), input, output, maxRuntimeInSeconds }: TransformStep,
  place: StatePlace = TRANSFORMED,
): Fragment {
  return task(
    place.name,
    {
      api: "sagemaker:createTransformJob",
      pattern: "sync",
      parameters: {
        TransformJobName: facts.names.nameOf("transform"),
        ModelName: model,
        TransformInput: {
          ContentType: "text/csv",
          CompressionType: "None",
          SplitType: "Line",
          DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: input } },
        },
        DataProcessing: { InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$[0,-1]" },
        TransformOutput: {
          S3OutputPath: output,
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
        TransformJobArn: path("$.TransformJobArn"),
        TransformJobName: path("$.TransformJobName"),
        TransformJobStatus: path("$.TransformJobStatus"),
        S3OutputPath: path("$.TransformOutput.S3OutputPath"),
      },
      // A transform job has no limit of its own; one that hangs is stopped, and the execution fails.
      timeoutSeconds: Math.min(maxRuntimeInSeconds, LONGEST_TIMEOUT_IN_SECONDS),
      resultPath: place.resultPath,
      retry: sagemakerRetry,
      catch: place.catch,
    },
  );
}

/**
 * Deletes a model that `createModel` made.
 *
 * @param suffix the last part of its name
 */
export function deleteModel(facts: JobFacts, name: string, suffix: Reference, failed: CatchTarget[]): Fragment {
  return task(
    name,
    { api: "aws-sdk:sagemaker:deleteModel", parameters: { ModelName: facts.names.again("model", suffix) } },
    { resultPath: null, retry: sdkRetry, catch: failed },
  );
}
