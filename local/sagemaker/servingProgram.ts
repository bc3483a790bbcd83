/** What serves a model: the built-in algorithm of its image, or a program of the user's in script mode. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../userError";
import type { ContainerProgram } from "./container";
import { imageNotice, localContainer } from "./images";
import type { JobEnvironment } from "./jobEnvironment";
import type { JobFolder } from "./jobFolder";
import { s3TransferFor } from "./s3Transfer";
import { checkRequirements } from "./script/requirements";
import { CODE_FOLDER, fetchSource } from "./script/sourceArchive";

/** Where a model's archive may hold its program. */
const IN_MODEL = "/opt/ml/model/code";
const DEFAULT_PROGRAM = "inference.py";

/** A model that is to be served, and with what. */
export interface ServedModel {
  model: { name: string; image: string };
  /** With the model's files in `/opt/ml/model`. */
  folder: JobFolder;
  /** The model's role: the container reads the archive of its program with it. */
  roleArn: string;
  /** The container's environment. */
  variables: Record<string, string>;
  signal: AbortSignal;
  onLine: (line: string) => void;
}

/**
 * Tells what serves a model, with the user's program in its place. That is the one of `SAGEMAKER_PROGRAM` in the container's
 * environment, from the archive or folder of `SAGEMAKER_SUBMIT_DIRECTORY`; without them `code/inference.py` of the model.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/pre-built-containers-frameworks-deep-learning.html
 *
 * @throws UserError for a model that nothing here can serve; JobFault when its program cannot be had
 */
export async function servingProgram(
  { model, folder, roleArn, variables, signal, onLine }: ServedModel,
  env: JobEnvironment,
): Promise<Pick<ContainerProgram, "script" | "args" | "variables">> {
  const container = localContainer(model.image);
  const named = variables["SAGEMAKER_PROGRAM"];
  const isInModel = existsSync(folder.at(join(IN_MODEL, named ?? DEFAULT_PROGRAM)));
  if (named === undefined && !isInModel) {
    if (container === "xgboost") return { script: "xgboost_serve.py", args: [folder.at("/opt/ml")], variables };
    throw new UserError(
      `The model ${model.name} does not run locally: its image has no algorithm of its own, and it names no program.`,
      "Set SAGEMAKER_PROGRAM and SAGEMAKER_SUBMIT_DIRECTORY in its container's Environment, or run this pipeline on AWS.",
    );
  }
  onLine(imageNotice(model.image));
  if (named === undefined) env.onNote?.(model.name, unnamedNote(model.name));
  const program = named ?? DEFAULT_PROGRAM;
  if (!program.endsWith(".py")) {
    throw new UserError(
      `The model ${model.name} does not run locally: its SAGEMAKER_PROGRAM ${program} is no Python file.`,
      "Name a file that ends in .py, or run this pipeline on AWS.",
    );
  }
  await fetchSource(variables["SAGEMAKER_SUBMIT_DIRECTORY"] ?? IN_MODEL, folder, s3TransferFor(roleArn, env, signal));
  await checkRequirements(`The model ${model.name}`, folder.at(CODE_FOLDER), { ...env, signal });
  return {
    script: "serve_script.py",
    args: [folder.root, container, program],
    // The XGBoost image's own default: payloads are small, and threads would wait for each other.
    variables: { ...(container === "xgboost" ? { OMP_NUM_THREADS: "1" } : {}), ...variables },
  };
}

/** The toolkit for models of several frameworks takes code/inference.py by itself; that of these two images does not. */
function unnamedNote(model: string): string {
  return (
    `The model ${model} has code/${DEFAULT_PROGRAM}, which runs here. On AWS this image looks for it only when the container's ` +
    `Environment has SAGEMAKER_PROGRAM=${DEFAULT_PROGRAM} and SAGEMAKER_SUBMIT_DIRECTORY=${IN_MODEL}.`
  );
}
