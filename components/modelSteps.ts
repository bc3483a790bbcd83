/** The states that make a model and use it. Pure: plain values in, fragments out. */
import type { TransformInstanceType } from "@aws-sdk/client-sagemaker";
import type { Fragment } from "../asl/fragment";
import { intrinsic, path, type Reference } from "../asl/reference";
import { task } from "../asl/states";
import type { JobFacts } from "./parts/jobResources";
import { jobTags } from "./parts/tags";
import { catchAll, sagemakerRetry, volumeKey, vpcConfig } from "./trainingSteps";

/** 20 days: timers on a laptop end there, and no prediction of a test set takes as long. */
const LONGEST_TIMEOUT_IN_SECONDS = 20 * 86_400;

/** What a model is made of. */
export interface ModelStep {
  image: string;
  /** S3 URI of `model.tar.gz`, or where in the state's input it is. */
  modelDataUrl: string | Reference;
}

/** Makes a model. Leaves its name at `$.Model`. */
export function createModel(facts: JobFacts, { image, modelDataUrl }: ModelStep): Fragment {
  return task(
    "Save model",
    {
      api: "sagemaker:createModel",
      parameters: {
        ModelName: facts.names.nameOf("model"),
        ExecutionRoleArn: facts.jobRoleArn,
        PrimaryContainer: { Image: image, ModelDataUrl: modelDataUrl },
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

/** What is predicted, and where the predictions go. */
export interface TransformStep {
  /** S3 URI of CSV rows with the label first. */
  input: string;
  /** S3 prefix of the predictions. */
  output: string;
  maxRuntimeInSeconds: number;
}

/**
 * Predicts rows with the model at `$.Model`. The label of each row is kept out of what the model sees and joined to its
 * prediction. Leaves the job's ARN, name, status and output at `$.Transform`.
 *
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html
 */
export function batchTransform(facts: JobFacts, { input, output, maxRuntimeInSeconds }: TransformStep): Fragment {
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
      resultPath: "$.Transform",
      retry: sagemakerRetry,
      catch: catchAll,
    },
  );
}
