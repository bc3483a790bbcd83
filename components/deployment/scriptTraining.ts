/** The states that train a program of the user's in script mode. Pure: plain values in, fragments out. */
import { chain, type Fragment } from "../../asl/fragment";
import { generateDataset, trainingTask, whenCompleted } from "../trainingSteps";
import type { DeploymentFacts, ScriptTraining } from "./deploymentFacts";

/**
 * [Generate dataset ->] Train model -> Training completed? Leaves the job's name and model artifact at `$.Training`.
 *
 * Source: https://github.com/aws/sagemaker-training-toolkit (`sagemaker_program`, `sagemaker_submit_directory`)
 *
 * @param failed where errors lead, with `{Error, Cause}` at `$.Failure`
 */
export function trainScript(
  facts: DeploymentFacts,
  training: ScriptTraining,
  failed: Fragment,
  trained: Fragment,
): Fragment {
  const hyperparameters = {
    ...training.hyperparameters,
    sagemaker_program: training.entryPoint,
    sagemaker_submit_directory: training.sourceArchive,
    sagemaker_region: facts.region,
  };
  const job = trainingTask(
    facts,
    { ...training, hyperparameters },
    { name: "Train model", resultPath: "$.Training", catch: [{ target: failed }] },
  );
  const completed = whenCompleted("Training", "$.Training.TrainingJobStatus", trained, failed);
  if (training.seedFunction === undefined) return chain(job, completed);
  return chain(generateDataset(training.seedFunction, [{ target: failed }]), job, completed);
}

/**
 * What tells the serving container which program to run.
 *
 * Source: https://github.com/aws/sagemaker-inference-toolkit
 */
export function servingEnvironment(facts: DeploymentFacts, training: ScriptTraining): Record<string, string> {
  return {
    SAGEMAKER_PROGRAM: training.entryPoint,
    SAGEMAKER_SUBMIT_DIRECTORY: training.sourceArchive,
    SAGEMAKER_REGION: facts.region,
  };
}
