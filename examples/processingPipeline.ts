/** A processing job, as in AWS's sample: CreateProcessingJob -> ValidateOutput -> Succeed or Fail. */
import type { ProcessingInstanceType } from "@aws-sdk/client-sagemaker";
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import type { StateMachineDefinition } from "../asl/definition";
import { chain, define } from "../asl/fragment";
import { path } from "../asl/reference";
import { task } from "../asl/states";
import { prebuiltImage, SCIKIT_LEARN_TAG } from "../components/parts/images";
import { type JobFacts, jobResources, jobStateMachine } from "../components/parts/jobResources";
import type { JobStep } from "../components/parts/jobNames";
import { checkSettings, instanceType, jobSettings, whole } from "../components/parts/settings";
import { jobTags } from "../components/parts/tags";
import { whenKnown } from "../components/parts/whenKnown";
import type { JobPipelineArgs } from "../components/trainingPipelineArgs";
import { catchAll, s3Uri, sagemakerRetry, volumeKey, vpcConfig } from "../components/trainingSteps";
import { dataObject, SAMPLES } from "./dataObject";
import { validateOutput } from "./validateOutput";

/** Settings of a ProcessingPipeline. */
export interface ProcessingPipelineArgs extends JobPipelineArgs {
  /**
   * Longest run of the job, in seconds, 60 to 432,000 (5 days).
   * @default 3600
   */
  maxRuntimeInSeconds?: number;
  /**
   * The CSV file to summarise: label first, no header.
   * @default the sample that comes with the project
   */
  data?: string;
}

const steps: JobStep[] = ["process"];

/** The check of these settings, and what the pipeline's name must leave room for. */
export const processingPipeline = {
  settings: v.strictObject(
    {
      ...jobSettings,
      instanceType: instanceType("createProcessingJob"),
      maxRuntimeInSeconds: v.optional(whole(60, 5 * 86_400), 3600),
      data: v.optional(v.string("the path of a CSV file"), SAMPLES.rows),
    },
    "settings by name",
  ),
  steps,
};

const KEYS = { data: "input/data.csv", code: "code/summarize.py", summary: "summary/" };

/** Where the container finds and leaves things. */
const CONTAINER = "/opt/ml/processing";

/** Volume of the job's instance, in GB. */
const VOLUME_SIZE_IN_GB = 10;

/**
 * Summarises a CSV file by label with a script in the scikit-learn container. The summary lands under `summary/`.
 *
 * @example new ProcessingPipeline("summarise", { instanceType: "ml.t3.medium", data: "churn.csv" })
 */
export class ProcessingPipeline extends pulumi.ComponentResource {
  readonly stateMachineArn: pulumi.Output<string>;
  /** Name of the data bucket. */
  readonly bucket: pulumi.Output<string>;
  /** S3 prefix of the summary. */
  readonly summary: pulumi.Output<string>;

  /** @throws pulumi.InputPropertiesError with every wrong setting */
  constructor(name: string, args: ProcessingPipelineArgs = {}, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:examples:ProcessingPipeline", name, {}, options);
    const settings = checkSettings(processingPipeline.settings, args, `ProcessingPipeline "${name}"`);
    const resources = jobResources(this, name, settings, { steps, expiringPrefixes: [KEYS.summary] });
    const { bucket } = resources.data;
    const files = [
      dataObject(this, `${name}-input`, { bucket, key: KEYS.data }, settings.data),
      dataObject(this, `${name}-code`, { bucket, key: KEYS.code }, SAMPLES.summarize),
    ];
    const image = prebuiltImage("sagemaker-scikit-learn", SCIKIT_LEARN_TAG, this);
    const definition = whenKnown([resources.facts, image], (facts, uri) =>
      processingDefinition(facts, { image: uri, maxRuntimeInSeconds: settings.maxRuntimeInSeconds }),
    );
    const machine = jobStateMachine(this, name, resources, definition, settings, { after: files });

    this.stateMachineArn = machine.stateMachineArn;
    this.bucket = bucket;
    this.summary = pulumi.interpolate`s3://${bucket}/${KEYS.summary}`;
    const { stateMachineArn, summary } = this;
    this.registerOutputs({ stateMachineArn, bucket, summary });
  }
}

/** The definition. Pure: plain values in, a definition out. */
export function processingDefinition(
  facts: JobFacts,
  { image, maxRuntimeInSeconds }: { image: string; maxRuntimeInSeconds: number },
): StateMachineDefinition {
  const input = (name: string, key: string) => ({
    InputName: name,
    S3Input: {
      S3Uri: s3Uri(facts, key),
      LocalPath: `${CONTAINER}/input/${name}`,
      S3DataType: "S3Prefix" as const,
      S3InputMode: "File" as const,
    },
  });
  const summarize = task(
    "SageMaker CreateProcessingJob",
    {
      api: "sagemaker:createProcessingJob",
      pattern: "sync",
      parameters: {
        ProcessingJobName: facts.names.nameOf("process"),
        RoleArn: facts.jobRoleArn,
        AppSpecification: {
          ImageUri: image,
          ContainerEntrypoint: ["python3", `${CONTAINER}/input/code/summarize.py`],
        },
        ProcessingInputs: [input("data", KEYS.data), input("code", KEYS.code)],
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: "summary",
              S3Output: {
                S3Uri: s3Uri(facts, KEYS.summary),
                LocalPath: `${CONTAINER}/output/summary`,
                S3UploadMode: "EndOfJob",
              },
            },
          ],
          KmsKeyId: facts.kmsKeyArn,
        },
        ProcessingResources: {
          ClusterConfig: {
            InstanceType: facts.instanceType as ProcessingInstanceType,
            InstanceCount: 1,
            VolumeSizeInGB: VOLUME_SIZE_IN_GB,
            VolumeKmsKeyId: volumeKey(facts),
          },
        },
        StoppingCondition: { MaxRuntimeInSeconds: maxRuntimeInSeconds },
        NetworkConfig: facts.vpc && { VpcConfig: vpcConfig(facts) },
        Tags: jobTags(facts.tags),
      },
    },
    {
      resultSelector: {
        ProcessingJobArn: path("$.ProcessingJobArn"),
        ProcessingJobStatus: path("$.ProcessingJobStatus"),
      },
      resultPath: "$.Processing",
      retry: sagemakerRetry,
      catch: catchAll,
    },
  );
  return define(chain(summarize, validateOutput("$.Processing", "ProcessingJob")), {
    comment: "Summarises a CSV file in a processing job",
    partition: facts.partition,
  });
}
