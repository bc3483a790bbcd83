/** Hyperparameter tuning jobs: `sagemaker:createHyperParameterTuningJob.sync` on this machine. */
import { availableParallelism } from "node:os";
import type { CreateHyperParameterTuningJobRequest } from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../../asl/definition";
import type { TrialResult, TuningResult } from "../../runResult";
import { JobFailed, type JobEnvironment } from "../jobEnvironment";
import { bestTrial, describeTuningJob, notImproving, score, type TuningState } from "./describeTuning";
import { isHopeless } from "./earlyStopping";
import { bayesianSearcher, gridSearcher, randomSearcher, type Searcher } from "./searchers";
import { runSideBySide } from "./sideBySide";
import { newTrial, runTrial, type Trial } from "./trial";
import { readTuningRequest, type Tuning, type TuningDefinition } from "./tuningRequest";

/**
 * After so many failures without a success a tuning job gives up, whatever its limits.
 * Quoted with the message in https://github.com/aws/amazon-sagemaker-examples/issues/2437.
 */
const GIVES_UP_AFTER = 5;
/** The longest time that a Node timer takes: 24.8 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** How a tuning job ends before its trials are used up. */
type Ending = Pick<TuningState, "status" | "failureReason">;

/**
 * Runs a tuning job with real trials and gives what DescribeHyperParameterTuningJob returns when it has completed. Each
 * trial is a training job as `runTrainingJob` runs it, with its model uploaded; several run at the same time, at most
 * MaxParallelTrainingJobs and never more than this machine has cores.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-how-it-works.html
 *
 * Several training job definitions take turns; one whose grid is used up is passed over. `ConvergenceDetected` is
 * accepted and has no effect: SageMaker does not tell how it detects that.
 *
 * @param request the rendered parameters of CreateHyperParameterTuningJob
 * @throws InvalidRequest for what SageMaker refuses; JobFailed when the job ends Failed or Stopped; UserError for what does
 * not run locally
 */
export async function runTuningJob(request: JsonObject, env: JobEnvironment): Promise<JsonObject> {
  const asked = request as unknown as CreateHyperParameterTuningJobRequest;
  const tuning = readTuningRequest(asked);
  const created = new Date();
  const trials: Trial[] = [];
  const describe = (state: Ending & { ended?: Date }) => {
    const described = describeTuningJob(asked, { ...state, created, trials }, env);
    env.onDescribe?.("tuning", tuning.name, described);
    return described;
  };
  describe({ status: "InProgress" });
  const onTuning: JobEnvironment["onTuning"] = (result, trial) => {
    describe({ status: "InProgress" });
    env.onTuning?.(result, trial);
  };
  const ending = await runTrials(asked, tuning, trials, { ...env, onTuning }).catch((error: unknown) => {
    // Step Functions stops the job of a state that times out, or whose execution is stopped.
    if (env.signal.aborted) describe({ status: "Stopped", ended: new Date() });
    throw error;
  });
  const described = describe({ ...ending, ended: new Date() });
  if (ending.status !== "Completed") throw new JobFailed(ending.failureReason ?? ending.status, described);
  return described;
}

async function runTrials(
  request: CreateHyperParameterTuningJobRequest,
  tuning: Tuning,
  trials: Trial[],
  env: JobEnvironment,
): Promise<Ending> {
  const config = request.HyperParameterTuningJobConfig!;
  // Whatever goes wrong beside the trials themselves ends them all; so does an ending, in good order.
  const fault = new AbortController();
  const end = new AbortController();
  const trialEnv = { ...env, signal: AbortSignal.any([env.signal, fault.signal]) };
  const searchers = searchersOf(tuning, seedOf(request), trialEnv);
  const parallel = Math.min(tuning.maxParallel, availableParallelism());
  let turn = 0;
  let ending: Ending | undefined;

  function endWith(how: Ending, why: string): void {
    ending ??= how;
    end.abort(new Error(why));
  }
  const limit = (config.ResourceLimits!.MaxRuntimeInSeconds ?? Infinity) * 1000;
  const timer = setTimeout(
    () => endWith({ status: "Completed" }, "The tuning job reached its MaxRuntimeInSeconds."),
    Math.min(limit, LONGEST_TIMER),
  );
  const onStop = () => endWith({ status: "Stopped" }, "The tuning job was stopped.");
  env.stop?.addEventListener("abort", onStop);

  const isOver = () => ending !== undefined || trials.length >= tuning.maxTrials;

  async function nextTrial(): Promise<(() => Promise<void>) | undefined> {
    for (let passed = 0; passed < searchers.length && !isOver(); passed++) {
      const index = turn++ % searchers.length;
      const definition = tuning.definitions[index]!;
      const values = await searchers[index]!.next(triedOf(trials, definition));
      if (values && !isOver()) return () => follow(newTrial(tuning.name, trials.length + 1, definition, values));
    }
    return undefined;
  }

  async function follow(trial: Trial): Promise<void> {
    trials.push(trial);
    report(trial, tuning, trials, env);
    const stop = new AbortController();
    const maximizes = trial.definition.objective.Type === "Maximize";
    await runTrial(trial, { ...trialEnv, stop: AbortSignal.any([end.signal, stop.signal]) }, () => {
      if (config.TrainingJobEarlyStoppingType !== "Auto") return;
      const earlier = trials.filter(
        ({ status, definition }) => status === "Completed" && definition === trial.definition,
      );
      const curves = earlier.map(({ curve }) => curve);
      if (isHopeless(trial.curve, curves, maximizes)) stop.abort(new Error("The trial was stopped early."));
    });
    report(trial, tuning, trials, env);
    const found = endingAfter(trials, request);
    if (found) endWith(found, "The tuning job has come to its end.");
  }

  try {
    await runSideBySide(parallel, nextTrial, fault);
  } finally {
    clearTimeout(timer);
    env.stop?.removeEventListener("abort", onStop);
    await Promise.all(searchers.map((searcher) => searcher.close()));
  }
  env.signal.throwIfAborted();
  fault.signal.throwIfAborted();
  return ending ?? endingWithout(trials);
}

function searchersOf({ strategy, definitions }: Tuning, seed: string, env: JobEnvironment): Searcher[] {
  return definitions.map(({ dimensions }, index) => {
    const own = `${seed}/${index}`;
    if (strategy === "Grid") return gridSearcher(dimensions);
    return strategy === "Random" ? randomSearcher(dimensions, own) : bayesianSearcher(dimensions, own, env);
  });
}

/** The same seed gives the same trials; without one the job's name is the seed. */
function seedOf({ HyperParameterTuningJobConfig, HyperParameterTuningJobName }: CreateHyperParameterTuningJobRequest) {
  return String(HyperParameterTuningJobConfig?.RandomSeed ?? HyperParameterTuningJobName);
}

function triedOf(trials: readonly Trial[], definition: TuningDefinition) {
  return trials
    .filter((trial) => trial.definition === definition)
    .map((trial) => ({
      values: trial.values,
      isRunning: trial.status === "InProgress",
      ...(trial.status !== "InProgress" && trial.objective !== undefined && { value: score(trial) }),
    }));
}

/** https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-progress.html */
function endingAfter(trials: readonly Trial[], request: CreateHyperParameterTuningJobRequest): Ending | undefined {
  const failed = trials.filter(({ status }) => status === "Failed").length;
  const best = bestTrial(trials);
  if (!best) return failed >= GIVES_UP_AFTER ? allFailed(failed) : undefined;
  const criteria = request.HyperParameterTuningJobConfig?.TuningJobCompletionCriteria;
  const target = criteria?.TargetObjectiveMetricValue;
  const patience = criteria?.BestObjectiveNotImproving?.MaxNumberOfTrainingJobsNotImproving ?? Infinity;
  const isReached = target !== undefined && score(best) >= score({ ...best, objective: target });
  return isReached || notImproving(trials) >= patience ? { status: "Completed" } : undefined;
}

function endingWithout(trials: readonly Trial[]): Ending {
  return bestTrial(trials) ? { status: "Completed" } : allFailed(trials.length);
}

function allFailed(attempts: number): Ending {
  const failureReason =
    `No training job succeeded after ${attempts} attempts. Please take a look at the training job failures to get more ` +
    "details.";
  return { status: "Failed", failureReason };
}

function report(trial: Trial, tuning: Tuning, trials: readonly Trial[], env: JobEnvironment): void {
  const best = bestTrial(trials);
  const { objective } = (best ?? trial).definition;
  const result: TuningResult = {
    job: tuning.name,
    metric: objective.MetricName,
    goal: objective.Type,
    maxTrials: tuning.maxTrials,
    ...(best && { best: best.name }),
    trials: trials.map(resultOf),
  };
  env.onTuning?.(result, resultOf(trial));
}

function resultOf({ name, status, values, objective, created, described = {} }: Trial): TrialResult {
  const ended = status === "InProgress" ? Date.now() : Date.parse(described["TrainingEndTime"] as string);
  return {
    ...{ name, status, hyperParameters: values, seconds: (ended - created.getTime()) / 1000 },
    ...(objective !== undefined && { objective }),
    ...(typeof described["FailureReason"] === "string" && { failureReason: described["FailureReason"] }),
  };
}
