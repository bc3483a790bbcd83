/** What a training job runs: the built-in algorithm of its image, or a script of the user's. */
import { availableParallelism } from "node:os";
import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { UserError } from "../../userError";
import type { ContainerProgram } from "../container";
import { imageNotice, localContainer, TRAINING_VARIABLES, versionNotice } from "../images";
import type { JobEnvironment } from "../jobEnvironment";
import { JobFault } from "../jobFault";
import type { JobFolder } from "../jobFolder";
import type { S3Transfer } from "../s3Transfer";
import { hyperparameterText } from "../script/hyperparameter";
import { checkRequirements } from "../script/requirements";
import { CODE_FOLDER, fetchSource } from "../script/sourceArchive";
import { definedMetrics, xgboostMetrics, type LoggedMetric } from "./metrics";

/** How a training job is run on this machine. */
export interface TrainingProgram extends Pick<ContainerProgram, "script" | "variables"> {
  /** The hosts whose processes run at the same time. */
  hosts: string[];
  /** The script's arguments on one host. */
  args: (folder: JobFolder) => string[];
  /** What the job's log says of the libraries. */
  notices: string[];
  /** What does not work here, for the user. */
  notes: string[];
  /** What a host's container does before it starts the program. */
  prepare: (folder: JobFolder, s3: S3Transfer) => Promise<void>;
  metricsIn: (line: string) => LoggedMetric[];
}

/**
 * Tells what a training job runs.
 *
 * @throws UserError for a job that does not run locally
 */
export function trainingProgram(training: CreateTrainingJobRequest, env: JobEnvironment): TrainingProgram {
  const { TrainingImage, ContainerEntrypoint, ContainerArguments } = training.AlgorithmSpecification ?? {};
  const program = hyperparameterText(training.HyperParameters?.sagemaker_program);
  const container = TrainingImage && localContainer(TrainingImage);
  if (!TrainingImage || !container || (program === undefined && container !== "xgboost")) {
    throw refusal(
      training,
      "it has neither the built-in XGBoost algorithm nor a script of its own",
      "Name a Python program with the hyperparameters sagemaker_program and sagemaker_submit_directory",
    );
  }
  if (ContainerEntrypoint ?? ContainerArguments) {
    throw refusal(training, "it has an entry point of its own", "Use the image's own entry point");
  }
  return program === undefined ? builtInXgboost(TrainingImage) : scriptMode(training, TrainingImage, program, env);
}

function refusal({ TrainingJobName }: CreateTrainingJobRequest, why: string, remedy: string): UserError {
  return new UserError(
    `Training job ${TrainingJobName} does not run locally: ${why}.`,
    `${remedy}, or run this pipeline on AWS.`,
  );
}

/** One process on the data of all instances, as distributed XGBoost is in effect. */
function builtInXgboost(image: string): TrainingProgram {
  return {
    script: "xgboost_train.py",
    hosts: ["algo-1"],
    args: (folder) => [folder.at("/opt/ml")],
    variables: {},
    notices: [versionNotice(image) ?? []].flat(),
    notes: [],
    prepare: async () => {},
    metricsIn: xgboostMetrics,
  };
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/pre-built-containers-support-policy.html and local/containers/train_script.py */
function scriptMode(
  training: CreateTrainingJobRequest,
  image: string,
  program: string,
  env: JobEnvironment,
): TrainingProgram {
  const source = hyperparameterText(training.HyperParameters?.sagemaker_submit_directory);
  const { InstanceGroups, InstanceCount = 1 } = training.ResourceConfig ?? {};
  if (!program.endsWith(".py")) {
    throw refusal(training, `its program ${program} is no Python file`, "Name a file that ends in .py");
  }
  if (source === undefined) {
    throw refusal(
      training,
      "it names a program, but not where that is",
      "Give the archive's S3 URI as hyperparameter sagemaker_submit_directory",
    );
  }
  if (InstanceGroups?.length) {
    throw refusal(training, "it has InstanceGroups", "Use instances of one kind");
  }
  const hosts = Array.from({ length: InstanceCount }, (_, index) => `algo-${index + 1}`);
  return {
    script: "train_script.py",
    hosts,
    args: (folder) => [folder.root],
    variables: { ...TRAINING_VARIABLES[localContainer(image)], ...threadLimit(hosts.length) },
    notices: [imageNotice(image)],
    notes: hosts.length > 1 ? [hostsNote(hosts)] : [],
    async prepare(folder, s3) {
      if (training.EnableNetworkIsolation && source.startsWith("s3://")) {
        throw new JobFault(
          `AlgorithmError: The container has no network (EnableNetworkIsolation), so it cannot download ${source}; ` +
            "give the program as a channel, and its path below /opt/ml/input/data as sagemaker_submit_directory",
        );
      }
      await fetchSource(source, folder, s3);
      await checkRequirements(`Training job ${training.TrainingJobName}`, folder.at(CODE_FOLDER), env);
    },
    metricsIn: definedMetrics(training),
  };
}

/** Processes that each start a thread for every core wait for each other more than they compute. */
function threadLimit(hosts: number): Record<string, string> {
  if (hosts === 1) return {};
  return { OMP_NUM_THREADS: String(Math.max(1, Math.floor(availableParallelism() / hosts))) };
}

function hostsNote(hosts: readonly string[]): string {
  return (
    `The ${hosts.length} hosts of a training job are processes of this machine, and the names ${hosts[0]} to ${hosts.at(-1)} do not ` +
    "resolve: a program that connects to another host by its name fails here, and works on AWS."
  );
}
