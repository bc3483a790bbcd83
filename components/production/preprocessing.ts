/** The processing job of a production pipeline: validated rows to training, validation and test rows. */
import type { ProcessingInput, ProcessingInstanceType } from "@aws-sdk/client-sagemaker";
import { chain, type Fragment } from "../../asl/fragment";
import { format, path, type Reference } from "../../asl/reference";
import { task } from "../../asl/states";
import type { Template } from "../../asl/template";
import { jobTags } from "../parts/tags";
import { s3Uri, sagemakerRetry, volumeKey, vpcConfig, whenCompleted } from "../trainingSteps";
import { cachedRows } from "./cache";
import { RUNS } from "./places";
import type { ProductionFacts } from "./productionFacts";

/** Where a processing job's container finds and leaves things. */
const CONTAINER = "/opt/ml/processing";

/** The sets of rows that are made. */
const SPLITS = ["train", "validation", "test"] as const;

/** How the prepared rows lie. */
export interface PreparedLayout {
  /** Whether each partition has objects of its own. */
  isPartitioned: boolean;
  /** Whether candidates take some of the features only. */
  hasFeatureSets: boolean;
}

/**
 * Splits the rows of `$.Run` below `runs/<run>/prepared/`. Leaves the job's
 * name and status at `$.Preprocessing`.
 */
export function preprocessData(
  facts: ProductionFacts,
  layout: PreparedLayout,
  then: Fragment,
  failed: Fragment,
): Fragment {
  const { processing } = facts;
  const job = task(
    "PreprocessData",
    {
      api: "sagemaker:createProcessingJob",
      pattern: "sync",
      parameters: {
        ProcessingJobName: facts.names.nameOf("process"),
        RoleArn: facts.jobRoleArn,
        AppSpecification: {
          ImageUri: processing.image,
          ContainerEntrypoint: ["python3", `${CONTAINER}/input/code/preprocess.py`],
          ContainerArguments: processing.arguments,
        },
        ProcessingInputs: [
          input("raw", runUri(facts, "raw/data.csv")),
          input("code", s3Uri(facts, processing.codeKey)),
        ],
        ProcessingOutputConfig: {
          Outputs: [...SPLITS, ...(layout.hasFeatureSets ? ["features"] : [])].map((name) => ({
            OutputName: name,
            S3Output: {
              S3Uri: runUri(facts, `prepared/${layout.isPartitioned ? "partitions/" : ""}${name}/`),
              LocalPath: `${CONTAINER}/output/${name}`,
              S3UploadMode: "EndOfJob" as const,
            },
          })),
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
        NetworkConfig: networkConfig(facts),
        Tags: jobTags(facts.tags),
      },
    },
    {
      resultSelector: {
        ProcessingJobName: path("$.ProcessingJobName"),
        ProcessingJobStatus: path("$.ProcessingJobStatus"),
      },
      resultPath: "$.Preprocessing",
      retry: sagemakerRetry,
      catch: [{ target: failed }],
    },
  );
  const run = (next: Fragment) =>
    chain(job, whenCompleted("Preprocessing", "$.Preprocessing.ProcessingJobStatus", next, failed));
  return facts.cache ? cachedRows(facts, preprocessingDefinition(facts), run, then) : run(then);
}

/** What the prepared rows depend on, beside the data. */
export function preprocessingDefinition({ processing }: ProductionFacts): object {
  return { image: processing.image, code: processing.codeDigest, arguments: processing.arguments };
}

/** What is below the execution's own prefix. */
function runUri(facts: ProductionFacts, key: string): Reference {
  return format(`${s3Uri(facts, RUNS)}{}/${key}`, path("$.Run.Name"));
}

function input(name: string, uri: string | Reference): Template<ProcessingInput> {
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

function networkConfig(facts: ProductionFacts) {
  const { vpc, networkIsolation } = facts;
  if (vpc === undefined && networkIsolation !== true) return undefined;
  return { VpcConfig: vpcConfig(facts), ...(networkIsolation === true && { EnableNetworkIsolation: true }) };
}
