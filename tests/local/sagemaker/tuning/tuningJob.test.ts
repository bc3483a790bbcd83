import { availableParallelism } from "node:os";
import { expect } from "chai";
import type { JsonObject } from "../../../../asl/definition";
import { InvalidRequest } from "../../../../local/sagemaker/jobEnvironment";
import { runTrainingJob } from "../../../../local/sagemaker/trainingJob";
import { runTuningJob } from "../../../../local/sagemaker/tuning/tuningJob";
import type { TrialResult, TuningResult } from "../../../../local/runResult";
import { UserError } from "../../../../local/userError";
import { botocoreMistakes } from "../../../support/botocore";
import { pythonSetupTimeout } from "../../../support/python";
import { channel, sampleRows, startHarness, trainingRequest, type Harness } from "../harness";
import { grid, trainingDefinition, tuningRequest } from "./tuningRequests";

describe("runTuningJob", function () {
  this.timeout(60_000);
  let jobs: Harness;
  let told: { tuning: TuningResult; trial: TrialResult }[];
  before(async function () {
    this.timeout(pythonSetupTimeout);
    jobs = await startHarness();
    await jobs.put("csv/train.csv", sampleRows.filter((_, row) => row % 3 > 0).join("\n"));
    await jobs.put("csv/validation.csv", sampleRows.filter((_, row) => row % 3 === 0).join("\n"));
  });
  after(() => jobs.close());
  beforeEach(() => {
    told = [];
    [jobs.calls, jobs.logs, jobs.metrics].forEach((list) => list.splice(0));
  });
  afterEach(() => {
    expect(jobs.leftovers()).to.deep.equal([]);
    expect(jobs.processes()).to.deep.equal([]);
  });

  const run = (request: JsonObject, more: object = {}) =>
    runTuningJob(request, { ...jobs.env, onTuning: (tuning, trial) => told.push({ tuning, trial }), ...more });
  const trials = () => told.at(-1)!.tuning.trials;
  const objectives = () => trials().map(({ objective }) => objective);

  /** What plain training reaches with a trial's hyperparameters. */
  async function bareTraining(name: string, values: Record<string, string>, metric = "validation:auc") {
    const definition = trainingDefinition();
    const { FinalMetricDataList } = await runTrainingJob(
      trainingRequest({
        TrainingJobName: name,
        InputDataConfig: definition["InputDataConfig"]!,
        HyperParameters: { ...(definition["StaticHyperParameters"] as JsonObject), ...values },
      }),
      jobs.env,
    );
    return (FinalMetricDataList as { MetricName: string; Value: number }[]).find((one) => one.MetricName === metric)!
      .Value;
  }

  it("trains every trial for real and names the best as DescribeHyperParameterTuningJob does", async () => {
    const described = await run(tuningRequest());
    expect(await botocoreMistakes("CreateHyperParameterTuningJob", "input", tuningRequest())).to.deep.equal([]);
    expect(await botocoreMistakes("DescribeHyperParameterTuningJob", "output", described)).to.deep.equal([]);
    expect(described).to.deep.include({
      HyperParameterTuningJobArn:
        "arn:aws:sagemaker:us-east-1:123456789012:hyper-parameter-tuning-job/tune-0123456789ab",
      HyperParameterTuningJobStatus: "Completed",
      TrainingJobStatusCounters: { Completed: 4, InProgress: 0, RetryableError: 0, NonRetryableError: 0, Stopped: 0 },
      ObjectiveStatusCounters: { Succeeded: 4, Pending: 0, Failed: 0 },
    });
    expect(described).not.to.have.any.keys("Tags", "FailureReason");
    expect(jobs.metrics, "curves of trials are not the pipeline's").to.deep.equal([]);
    expect(jobs.calls.filter(({ action }) => action === "ecr:BatchGetImage")).to.have.length(4);

    const reached = await Promise.all(
      trials().map(({ hyperParameters }, index) => bareTraining(`bare-${index}`, hyperParameters)),
    );
    expect(objectives()).to.deep.equal(reached);
    const best = trials()[reached.indexOf(Math.max(...reached))]!;
    expect(described["BestTrainingJob"]).to.deep.include({
      TrainingJobName: best.name,
      TrainingJobStatus: "Completed",
      TunedHyperParameters: best.hyperParameters,
      FinalHyperParameterTuningJobObjectiveMetric: { MetricName: "validation:auc", Value: best.objective },
    });
    for (const [index, { name, hyperParameters }] of trials().entries()) {
      expect(name).to.match(new RegExp(`^Tune-0123456789ab-00${index + 1}-[0-9a-f]{8}$`));
      expect(Number(hyperParameters["max_depth"])).to.be.within(1, 6);
      expect(Number(hyperParameters["eta"])).to.be.within(0.01, 1);
      expect(await jobs.keys(`tuned/${name}/`)).to.deep.equal([`tuned/${name}/output/model.tar.gz`]);
    }
    expect(told.filter(({ trial }) => trial.status === "InProgress")).to.have.length(4);
  });

  it("minimises, and tries every combination of a grid", async () => {
    const described = await run(
      tuningRequest({
        Strategy: "Grid",
        HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: "validation:logloss" },
        ResourceLimits: { MaxParallelTrainingJobs: 2 },
        ParameterRanges: grid({ max_depth: ["1", "3"], eta: ["0.05", "0.9"] }),
      }),
    );
    expect(trials().map(({ hyperParameters }) => hyperParameters)).to.deep.equal([
      { max_depth: "1", eta: "0.05" },
      { max_depth: "1", eta: "0.9" },
      { max_depth: "3", eta: "0.05" },
      { max_depth: "3", eta: "0.9" },
    ]);
    const least = Math.min(...objectives().map(Number));
    const best = described["BestTrainingJob"] as JsonObject;
    expect(best["TunedHyperParameters"]).to.deep.equal({ max_depth: "3", eta: "0.9" });
    expect((best["FinalHyperParameterTuningJobObjectiveMetric"] as JsonObject)["Value"]).to.equal(least);
  });

  it("tries the same with the same seed, and runs no more at once than this machine has cores", async () => {
    const limits = { ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 10 } };
    const definition = { TrainingJobDefinition: trainingDefinition({ StaticHyperParameters: { num_round: "1" } }) };
    const objective = { HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: "validation:rmse" } };
    const values: unknown[] = [];
    for (const RandomSeed of [1, 1, 2]) {
      await run(tuningRequest({ ...limits, ...objective, RandomSeed }, definition));
      values.push(trials().map(({ hyperParameters }) => hyperParameters));
    }
    expect(values[1]).to.deep.equal(values[0]);
    expect(values[2]).not.to.deep.equal(values[0]);
    const atOnce = told.map(({ tuning }) => tuning.trials.filter(({ status }) => status === "InProgress").length);
    expect(Math.max(...atOnce)).to.equal(Math.min(4, availableParallelism()));
  });

  it("finds a good place sooner by its model than at random", async () => {
    const request = (Strategy: string, RandomSeed: number) =>
      tuningRequest(
        {
          Strategy,
          RandomSeed,
          HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: "validation:rmse" },
          ResourceLimits: { MaxNumberOfTrainingJobs: 8, MaxParallelTrainingJobs: 2 },
          ParameterRanges: {
            ContinuousParameterRanges: [
              { Name: "base_score", MinValue: "0.01", MaxValue: "0.99", ScalingType: "Linear" },
            ],
          },
        },
        // One round with almost no step: the objective is a smooth bowl around the mean of the labels.
        {
          TrainingJobDefinition: trainingDefinition({
            StaticHyperParameters: { num_round: "1", objective: "reg:squarederror", eta: "0.001", max_depth: "1" },
          }),
        },
      );
    await run(request("Bayesian", 3));
    const bayesian = trials().map(({ hyperParameters }) => Number(hyperParameters["base_score"]));
    await run(request("Random", 3));
    const random = trials().map(({ hyperParameters }) => Number(hyperParameters["base_score"]));
    expect(bayesian.slice(0, 3), "both begin at random").to.deep.equal(random.slice(0, 3));
    const labels = sampleRows.filter((_, row) => row % 3 === 0).map((row) => Number(row.split(",")[0]));
    const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length;
    const distance = (values: number[]) => Math.min(...values.slice(3).map((value) => Math.abs(value - mean)));
    expect(distance(bayesian)).to.be.below(0.02).and.below(distance(random));
  });

  it("goes on when a trial fails, and counts it", async () => {
    const described = await run(
      tuningRequest({
        Strategy: "Grid",
        ResourceLimits: { MaxParallelTrainingJobs: 2 },
        ParameterRanges: grid({ eta: ["0.3", "7"] }),
      }),
    );
    expect(described).to.deep.include({
      TrainingJobStatusCounters: { Completed: 1, InProgress: 0, RetryableError: 0, NonRetryableError: 1, Stopped: 0 },
      ObjectiveStatusCounters: { Succeeded: 1, Pending: 0, Failed: 1 },
    });
    expect((described["BestTrainingJob"] as JsonObject)["TunedHyperParameters"]).to.deep.equal({ eta: "0.3" });
    expect(trials().map(({ status }) => status)).to.deep.equal(["Completed", "Failed"]);
    expect(trials()[1]!.failureReason).to.match(/eta: 7\.0 is not in/);
  });

  it("fails when no trial succeeds, after five at most", async () => {
    const failed = await jobs.failure(
      run(
        tuningRequest({
          Strategy: "Grid",
          ResourceLimits: { MaxParallelTrainingJobs: 1 },
          ParameterRanges: grid({ eta: ["2", "3", "4", "5", "6", "7"] }),
        }),
      ),
    );
    expect(failed.describe).to.deep.include({
      HyperParameterTuningJobStatus: "Failed",
      FailureReason:
        "No training job succeeded after 5 attempts. Please take a look at the training job failures to get more details.",
    });
    expect(await botocoreMistakes("DescribeHyperParameterTuningJob", "output", failed.describe)).to.deep.equal([]);
  });

  it("ends at the objective that was asked for", async () => {
    const described = await run(
      tuningRequest({
        ResourceLimits: { MaxNumberOfTrainingJobs: 9, MaxParallelTrainingJobs: 1 },
        TuningJobCompletionCriteria: { TargetObjectiveMetricValue: 0.5 },
      }),
    );
    expect(trials()).to.have.length(1);
    expect(described["HyperParameterTuningJobStatus"]).to.equal("Completed");
  });

  it("stops trials early that are worse than the median", async () => {
    const described = await run(
      tuningRequest(
        {
          Strategy: "Grid",
          TrainingJobEarlyStoppingType: "Auto",
          HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: "validation:logloss" },
          ResourceLimits: { MaxParallelTrainingJobs: 1 },
          ParameterRanges: grid({ eta: ["0.3", "0.000001", "0.00001"] }),
        },
        {
          TrainingJobDefinition: trainingDefinition({
            StaticHyperParameters: { objective: "binary:logistic", num_round: "3000" },
          }),
        },
      ),
    );
    const statuses = trials().map(({ status }) => status);
    expect(statuses).to.deep.equal(["Completed", "Stopped", "Stopped"]);
    expect(described["TrainingJobStatusCounters"]).to.include({ Completed: 1, Stopped: 2 });
  });

  /** A grid search with a definition of each name, over these depths. */
  function gridsRequest(depths: Record<string, string[]>): JsonObject {
    const request = tuningRequest({ Strategy: "Grid", ResourceLimits: { MaxParallelTrainingJobs: 2 } });
    const config = request["HyperParameterTuningJobConfig"] as JsonObject;
    delete config["HyperParameterTuningJobObjective"];
    delete config["ParameterRanges"];
    delete request["TrainingJobDefinition"];
    const definitions = Object.entries(depths).map(([DefinitionName, max_depth]) =>
      trainingDefinition({
        DefinitionName,
        TuningObjective: { Type: "Maximize", MetricName: "validation:auc" },
        HyperParameterRanges: grid({ max_depth }),
      }),
    );
    return { ...request, TrainingJobDefinitions: definitions };
  }

  it("takes several definitions in turn, each with its own space", async () => {
    const described = await run(gridsRequest({ shallow: ["1", "2"], deep: ["1", "6"] }));
    expect(await botocoreMistakes("DescribeHyperParameterTuningJob", "output", described)).to.deep.equal([]);
    expect(trials().map(({ hyperParameters }) => hyperParameters["max_depth"])).to.deep.equal(["1", "1", "2", "6"]);
    expect((described["BestTrainingJob"] as JsonObject)["TrainingJobDefinitionName"]).to.be.oneOf(["shallow", "deep"]);
  });

  it("runs every trial of unequal grids", async () => {
    const described = await run(gridsRequest({ shallow: ["1"], deep: ["2", "3", "6"] }));
    expect(trials().map(({ hyperParameters }) => hyperParameters["max_depth"])).to.deep.equal(["1", "2", "3", "6"]);
    expect(told[0]!.tuning.maxTrials).to.equal(4);
    expect(described["TrainingJobStatusCounters"]).to.include({ Completed: 4 });
  });

  it("is gone at once when it is aborted in a trial", async () => {
    const abort = new AbortController();
    const endless = trainingDefinition({
      StaticHyperParameters: { num_round: "4000000", objective: "binary:logistic" },
    });
    const error = await run(tuningRequest({}, { TrainingJobDefinition: endless }), {
      signal: abort.signal,
      onTuning: ({ trials: [, second] }: TuningResult) =>
        second && setTimeout(() => abort.abort(new Error("Ctrl-C")), 1500),
    }).catch((error) => error);
    expect(error.message).to.equal("Ctrl-C");
  });

  const refusals: [string, JsonObject, RegExp][] = [
    ["a name beyond 32 characters", tuningRequest({}, { HyperParameterTuningJobName: "n".repeat(33) }), /at most 32/],
    ["a grid of numbers", tuningRequest({ Strategy: "Grid" }), /categorical ranges only.*max_depth, eta/],
    [
      "a metric that the algorithm does not write",
      tuningRequest({ HyperParameterTuningJobObjective: { Type: "Maximize", MetricName: "validation:acu" } }),
      /\[validation:acu\], isn't valid for the \[xgboost\]/,
    ],
    [
      "the wrong direction",
      tuningRequest({ HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: "validation:auc" } }),
      /type, \[Minimize\].*isn't valid/,
    ],
    [
      "no channel to measure on",
      tuningRequest({}, { TrainingJobDefinition: trainingDefinition({ InputDataConfig: [channel("train", "csv/")] }) }),
      /needs a channel validation/,
    ],
    [
      "a hyperparameter that is static too",
      tuningRequest(
        {},
        { TrainingJobDefinition: trainingDefinition({ StaticHyperParameters: { num_round: "1", eta: "1" } }) },
      ),
      /both static and tuned: eta/,
    ],
    [
      "bounds the wrong way round, and no whole number",
      tuningRequest({
        ParameterRanges: { IntegerParameterRanges: [{ Name: "max_depth", MinValue: "1.5", MaxValue: "1" }] },
      }),
      /max_depth \(1\.5 to 1\) is not one of integers/,
    ],
  ];
  for (const [what, request, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const error = await run(request).catch((error) => error);
      expect(error).to.be.instanceOf(InvalidRequest);
      expect(error.message).to.match(message);
    });
  }

  it("refuses what does not run locally, naming it", async () => {
    const warm = {
      ParentHyperParameterTuningJobs: [{ HyperParameterTuningJobName: "a" }],
      WarmStartType: "TransferLearning",
    };
    for (const [request, message] of [
      [tuningRequest({ Strategy: "Hyperband" }), /the strategy Hyperband/],
      [tuningRequest({}, { WarmStartConfig: warm }), /warm start/],
      [tuningRequest({}, { Autotune: { Mode: "Enabled" } }), /Autotune/],
    ] as const) {
      const error = await run(request).catch((error) => error);
      expect(error).to.be.instanceOf(UserError);
      expect(error.message).to.match(message);
    }
  });
});
