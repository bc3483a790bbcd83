/** The definition of FeatureTransformPipeline. Pure: plain values in, a definition out. */
import type { ProcessingInput, ProcessingInstanceType, ProcessingOutput } from "@aws-sdk/client-sagemaker";
import type { StateMachineDefinition } from "../asl/definition";
import { chain, define, type Fragment } from "../asl/fragment";
import { path } from "../asl/reference";
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
  raw: "input/raw.csv",
  holdout: "input/test.csv",
  code: "code/transform.py",
  train: "train/",
  validation: "validation/",
  scaler: "scaler/",
  ...PREFIXES,
} as const;

/** Where a processing job's container finds and leaves things. */
const CONTAINER = "/opt/ml/processing";

/** What the processing job needs beside the pipeline's facts. */
export interface ProcessingStep {
  image: string;
  volumeSizeInGb: number;
  maxRuntimeInSeconds: number;
}

/** Generate dataset -> Standardization -> Train model (XGBoost). */
export function featureTransformDefinition(
  facts: PipelineFacts,
  training: TrainingStep,
  processing: ProcessingStep,
): StateMachineDefinition {
  const trained = whenCompleted("Training", "$.Training.TrainingJobStatus", succeed("Pipeline succeeded"));
  return define(
    chain(
      generateDataset(facts.functionName),
      standardize(facts, processing),
      whenCompleted(
        "Standardization",
        "$.Standardization.ProcessingJobStatus",
        chain(trainModel(facts, training), trained),
      ),
    ),
    {
      comment: "Seeds data, standardizes its features and trains an XGBoost model on them",
      partition: facts.partition,
    },
  );
}

/** Standardizes the features. Leaves the job's name and status at `$.Standardization`. */
function standardize(facts: PipelineFacts, processing: ProcessingStep): Fragment {
  return task(
    "Standardization: x' = (x - x̄) / σ",
    {
      api: "sagemaker:createProcessingJob",
      pattern: "sync",
      parameters: {
        ProcessingJobName: facts.names.nameOf("standardize"),
        RoleArn: facts.jobRoleArn,
        AppSpecification: {
          ImageUri: processing.image,
          ContainerEntrypoint: ["python3", `${CONTAINER}/input/code/transform.py`],
        },
        ProcessingInputs: [
          input("raw", s3Uri(facts, KEYS.raw)),
          input("holdout", s3Uri(facts, KEYS.holdout)),
          input("code", s3Uri(facts, KEYS.code)),
        ],
        ProcessingOutputConfig: {
          Outputs: [
            output("train", s3Uri(facts, KEYS.train)),
            output("validation", s3Uri(facts, KEYS.validation)),
            output("scaler", s3Uri(facts, KEYS.scaler)),
          ],
          KmsKeyId: facts.kmsKeyArn,
        },
        ProcessingResources: {
          ClusterConfig: {
            InstanceType: facts.instanceType as ProcessingInstanceType,
            InstanceCount: 1,
            VolumeSizeInGB: processing.volumeSizeInGb,
            VolumeKmsKeyId: volumeKey(facts),
          },
        },
        StoppingCondition: { MaxRuntimeInSeconds: processing.maxRuntimeInSeconds },
        NetworkConfig: facts.vpc && { VpcConfig: vpcConfig(facts) },
        Tags: jobTags(facts.tags),
      },
    },
    {
      resultSelector: {
        ProcessingJobName: path("$.ProcessingJobName"),
        ProcessingJobStatus: path("$.ProcessingJobStatus"),
      },
      resultPath: "$.Standardization",
      retry: sagemakerRetry,
      catch: catchAll,
    },
  );
}

function input(name: string, uri: string): ProcessingInput {
  return {
    InputName: name,
    S3Input: {
      S3Uri: uri,
      LocalPath: `${CONTAINER}/input/${name}`,
      S3DataType: "S3Prefix",
      S3InputMode: "File",
      S3DataDistributionType: "FullyReplicated",
      S3CompressionType: "None",
    },
  };
}

function output(name: string, uri: string): ProcessingOutput {
  return {
    OutputName: name,
    S3Output: { S3Uri: uri, LocalPath: `${CONTAINER}/output/${name}`, S3UploadMode: "EndOfJob" },
  };
}
