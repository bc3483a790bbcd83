/** The state that runs a script in a processing container. Pure: plain values in, a fragment out. */
import type { NetworkConfig, ProcessingInput, ProcessingInstanceType } from "@aws-sdk/client-sagemaker";
import type { Fragment } from "../asl/fragment";
import { path, type Reference } from "../asl/reference";
import { task } from "../asl/states";
import type { Template } from "../asl/template";
import type { JobFacts } from "./parts/jobResources";
import type { JobStep } from "./parts/jobNames";
import { jobTags } from "./parts/tags";
import { sagemakerRetry, type StatePlace, volumeKey } from "./trainingSteps";

/** Where a processing job's container finds and leaves things. */
const CONTAINER = "/opt/ml/processing";

/** A processing job on one instance. */
export interface ProcessingJob {
  /** In the job's name. */
  step: JobStep;
  image: string;
  /** The script's file, in the input `code`. */
  script: string;
  arguments?: string[];
  /** S3 URI by name; each is a folder of its own below `input/`. */
  inputs: Record<string, string | Reference>;
  /** S3 URI by name; each is what the script leaves below `output/` in a folder of that name. */
  outputs: Record<string, string | Reference>;
  volumeSizeInGb: number;
  maxRuntimeInSeconds: number;
  network: NetworkConfig | undefined;
}

/** Leaves the job's name and status. */
export function processingTask(facts: JobFacts, job: ProcessingJob, place: StatePlace): Fragment {
  return task(
    place.name,
    {
      api: "sagemaker:createProcessingJob",
      pattern: "sync",
      parameters: {
        ProcessingJobName: facts.names.nameOf(job.step),
        RoleArn: facts.jobRoleArn,
        AppSpecification: {
          ImageUri: job.image,
          ContainerEntrypoint: ["python3", `${CONTAINER}/input/code/${job.script}`],
          ContainerArguments: job.arguments,
        },
        ProcessingInputs: Object.entries(job.inputs).map(([name, uri]) => processingInput(name, uri)),
        ProcessingOutputConfig: {
          Outputs: Object.entries(job.outputs).map(([name, uri]) => ({
            OutputName: name,
            S3Output: { S3Uri: uri, LocalPath: `${CONTAINER}/output/${name}`, S3UploadMode: "EndOfJob" as const },
          })),
          KmsKeyId: facts.kmsKeyArn,
        },
        ProcessingResources: {
          ClusterConfig: {
            InstanceType: facts.instanceType as ProcessingInstanceType,
            InstanceCount: 1,
            VolumeSizeInGB: job.volumeSizeInGb,
            VolumeKmsKeyId: volumeKey(facts),
          },
        },
        StoppingCondition: { MaxRuntimeInSeconds: job.maxRuntimeInSeconds },
        NetworkConfig: job.network,
        Tags: jobTags(facts.tags),
      },
    },
    {
      resultSelector: {
        ProcessingJobName: path("$.ProcessingJobName"),
        ProcessingJobStatus: path("$.ProcessingJobStatus"),
      },
      resultPath: place.resultPath,
      retry: sagemakerRetry,
      catch: place.catch,
    },
  );
}

function processingInput(name: string, uri: string | Reference): Template<ProcessingInput> {
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
