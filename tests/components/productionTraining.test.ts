import { expect } from "chai";
import { checkDefinition } from "../../asl/check/checkDefinition";
import type { Json, JsonObject } from "../../asl/definition";
import { chain, define, type Fragment } from "../../asl/fragment";
import { path } from "../../asl/reference";
import { pass, succeed } from "../../asl/states";
import { trainCandidates, type TrainingPlan } from "../../components/production/candidates";
import { forEachPartition, partitionFailed, type PartitionPlan } from "../../components/production/partitions";
import { partitionPlaces, runPlaces } from "../../components/production/places";
import { pipelineFailed } from "../../components/trainingSteps";
import { XGBOOST_RANGES } from "../../components/tuningSteps";
import { permissionsFor } from "../../iam/permissionsFor";
import { execute } from "../../local/interpreter";
import { TaskFailure } from "../../local/interpreter/failures";
import { productionFacts } from "../support/productionFacts";
import { virtualClock } from "../support/virtualClock";

const facts = productionFacts();
const RUN: JsonObject = { Name: "run-1", Arn: "arn", StartTime: "2026-01-01T00:00:00Z" };
const environment = { partition: "aws", region: "eu-west-1", account: "123456789012" };
const deep = { name: "deep", hyperparameters: { max_depth: "8" } };
const linear = { name: "linear", hyperparameters: { booster: "gblinear" }, features: "1-3,7" };

/** What SageMaker would answer, by the part of the resource behind the last colon. */
const ANSWERS: Record<string, (request: JsonObject) => Json> = {
  "createTrainingJob.sync": ({ TrainingJobName }) => ({
    TrainingJobName: TrainingJobName!,
    TrainingJobStatus: "Completed",
    ModelArtifacts: { S3ModelArtifacts: `s3://b/models/${TrainingJobName as string}/output/model.tar.gz` },
  }),
  "createHyperParameterTuningJob.sync": ({ HyperParameterTuningJobName }) => ({
    HyperParameterTuningJobName: HyperParameterTuningJobName!,
    HyperParameterTuningJobStatus: "Completed",
    BestTrainingJob: {
      TrainingJobName: "best-trial",
      TunedHyperParameters: {},
      FinalHyperParameterTuningJobObjectiveMetric: { MetricName: "validation:auc", Value: 0.9 },
    },
  }),
  createModel: ({ ModelName }) => ({
    ModelArn: `arn:aws:sagemaker:eu-west-1:123456789012:model/${ModelName as string}`,
  }),
  "createTransformJob.sync": ({ TransformJobName, TransformOutput }) => ({
    TransformJobArn: "arn",
    TransformJobName: TransformJobName!,
    TransformJobStatus: "Completed",
    TransformOutput: TransformOutput!,
  }),
  deleteModel: () => ({}),
  listObjectsV2: ({ Prefix }) => ({
    IsTruncated: false,
    Contents: ["north", "south", "west"].map((name) => ({ Key: `${Prefix as string}${name}.csv` })),
  }),
};

type Faults = Record<string, (request: JsonObject) => Json | undefined>;

/** Runs a fragment behind `$.Run`; `faults` answer, or throw, in place of SageMaker. */
async function run(fragment: Fragment, faults: Faults = {}, services?: Parameters<typeof execute>[2]["services"]) {
  const definition = define(chain(pass("Begin run", { result: { Run: RUN } }), fragment));
  expect(checkDefinition(definition)).to.deep.equal([]);
  const calls: { state: string; api: string; request: JsonObject }[] = [];
  const models = new Set<string>();
  const execution = await execute(
    definition,
    {},
    {
      clock: virtualClock(),
      context: {
        Execution: { Id: "arn", Name: "run-1", RoleArn: "arn", RedriveCount: 0 },
        StateMachine: { Id: "arn:aws:states:eu-west-1:123456789012:stateMachine:churn", Name: "churn" },
      },
      ...(services && { services }),
      onTask: async (state, { Resource }, parameters) => {
        const api = Resource.split(":").at(-1)!;
        const request = parameters as JsonObject;
        calls.push({ state, api, request });
        const answer = faults[state]?.(request) ?? ANSWERS[api]!(request);
        if (api === "createModel") models.add(request["ModelName"] as string);
        if (api === "deleteModel") models.delete(request["ModelName"] as string);
        return answer;
      },
    },
  );
  return { execution, calls, models: [...models], definition };
}

const fault = (): never => {
  throw new TaskFailure("SageMaker.AmazonSageMakerException", "Rate exceeded");
};
const trained = (plan: TrainingPlan) =>
  chain(trainCandidates(facts, runPlaces(facts), plan, pipelineFailed), succeed("Done"));
const candidatesOf = (output: Json | undefined) =>
  (output as { Trained: { Candidates: JsonObject[] } }).Trained.Candidates;

describe("trainCandidates", () => {
  it("trains one, predicts the held-out rows, and leaves no model", async () => {
    const { execution, calls, models } = await run(trained({ candidates: [deep] }));
    expect(calls.map(({ state }) => state)).to.deep.equal([
      "TrainModel",
      "Save model",
      "Predict held-out rows",
      "Delete model",
    ]);
    const [{ Name, Predictions, TrainingJobName, ModelDataUrl }] = candidatesOf(execution.output) as [JsonObject];
    expect({ Name, Predictions }).to.deep.equal({
      Name: "deep",
      Predictions: "s3://churn-data-1a2b3c4/runs/run-1/predictions/deep/",
    });
    expect(ModelDataUrl).to.include(TrainingJobName);
    expect(models).to.deep.equal([]);
    const { request } = calls[0]!;
    const channels = request["InputDataConfig"] as { DataSource: { S3DataSource: Record<string, string> } }[];
    expect(channels.map(({ DataSource }) => DataSource.S3DataSource["S3Uri"])).to.deep.equal([
      "s3://churn-data-1a2b3c4/runs/run-1/prepared/train/",
      "s3://churn-data-1a2b3c4/runs/run-1/prepared/validation/",
    ]);
    // Instances share the training rows, and validate on the same rows.
    expect(channels.map(({ DataSource }) => DataSource.S3DataSource["S3DataDistributionType"])).to.deep.equal([
      "ShardedByS3Key",
      "FullyReplicated",
    ]);
  });

  it("fails with the error itself, and without its model, whatever fails", async () => {
    for (const state of ["TrainModel", "Save model", "Predict held-out rows"]) {
      const { execution, models } = await run(trained({ candidates: [deep] }), { [state]: fault });
      expect(execution, state).to.deep.include({
        status: "FAILED",
        error: "SageMaker.AmazonSageMakerException",
        cause: "Rate exceeded",
      });
      expect(models, state).to.deep.equal([]);
    }
  });

  it("fails for a job that was stopped", async () => {
    for (const [state, status] of [
      ["TrainModel", "TrainingJobStatus"],
      ["Predict held-out rows", "TransformJobStatus"],
    ] as const) {
      const { execution, models } = await run(trained({ candidates: [deep] }), {
        [state]: (request) => ({
          ...(ANSWERS[state === "TrainModel" ? "createTrainingJob.sync" : "createTransformJob.sync"]!(
            request,
          ) as JsonObject),
          [status]: "Stopped",
        }),
      });
      expect(execution, state).to.deep.include({ status: "FAILED", error: "JobStopped" });
      expect(models, state).to.deep.equal([]);
    }
  });

  it("trains several at the same time, on their own features", async () => {
    const { execution, calls } = await run(trained({ candidates: [deep, linear] }));
    expect(candidatesOf(execution.output).map(({ Name }) => Name)).to.deep.equal(["deep", "linear"]);
    const { request } = calls.find(({ state }) => state === "TrainModel (linear)")!;
    expect(JSON.stringify(request["InputDataConfig"])).to.include("runs/run-1/prepared/features/linear/train/");
    expect(request["HyperParameters"]).to.deep.equal({ booster: "gblinear" });
  });

  it("goes on with the others when one fails, and leaves no model", async () => {
    const { execution, models } = await run(trained({ candidates: [deep, linear] }), {
      "Predict held-out rows (deep)": fault,
    });
    const [failed, other] = candidatesOf(execution.output);
    expect(failed).to.deep.equal({ Name: "deep", Error: "SageMaker.AmazonSageMakerException" });
    expect(other).to.have.property("ModelDataUrl");
    expect(models).to.deep.equal([]);
  });

  it("carries on with the best trial of a search", async () => {
    const tuning = { trials: 4, parallelTrials: 2, strategy: "Bayesian", ranges: XGBOOST_RANGES };
    const { execution, calls } = await run(trained({ candidates: [deep], tuning }));
    const [{ TrainingJobName, ModelDataUrl }] = candidatesOf(execution.output) as [JsonObject];
    expect({ TrainingJobName, ModelDataUrl }).to.deep.equal({
      TrainingJobName: "best-trial",
      ModelDataUrl: "s3://churn-data-1a2b3c4/models/best-trial/output/model.tar.gz",
    });
    const definition = calls[0]!.request["TrainingJobDefinition"] as JsonObject;
    // What is searched is not given too.
    expect(definition["StaticHyperParameters"]).to.deep.equal({});
  });

  it("keeps exact prefixes in the roles", async () => {
    const { definition } = await run(trained({ candidates: [deep, linear] }));
    const { statements } = permissionsFor(definition, environment);
    const wide = statements
      .flatMap(({ Resource }) => Resource)
      .filter((resource) => /[/:]\*$/.test(resource) && !resource.includes("rule/"));
    expect(wide).to.deep.equal([]);
  });

  it("keeps checkpoints of jobs of one run apart, and instances for the next job", async () => {
    const spot = trainCandidates(
      productionFacts({ spot: true }),
      runPlaces(facts),
      { candidates: [deep, linear] },
      pipelineFailed,
    );
    const text = JSON.stringify(define(spot));
    expect(text).to.include("checkpoints/{}/deep/").and.to.include("checkpoints/{}/linear/");
    const warm = trainCandidates(
      productionFacts({ warmPool: 600 }),
      runPlaces(facts),
      { candidates: [deep] },
      pipelineFailed,
    );
    expect(JSON.stringify(define(warm))).to.include('"KeepAlivePeriodInSeconds":600');
  });
});

describe("forEachPartition", () => {
  const plan: PartitionPlan = { mode: "INLINE", maxConcurrency: 5, batchSize: 1, toleratedFailures: 1 };
  const each = () => {
    const body = chain(
      trainCandidates(facts, partitionPlaces(facts), { candidates: [deep] }, partitionFailed),
      pass("Partition trained", { parameters: { Partition: path("$.Partition") } }),
    );
    return { body, carried: [], failed: pipelineFailed };
  };
  const partitioned = (given: Partial<PartitionPlan> = {}) =>
    chain(forEachPartition(facts, { ...plan, ...given }, each()), succeed("Done"));
  const failIn = (names: string[]): Faults => ({
    TrainModel: (request) =>
      names.some((name) => JSON.stringify(request).includes(`train/${name}.csv`)) ? fault() : undefined,
  });

  it("trains a model for each", async () => {
    const { execution, calls } = await run(partitioned());
    expect(execution.output).to.deep.include({ Partitions: { Total: 3, Failed: [], FailedCount: 0 } });
    const prefixes = calls.filter(({ api }) => api === "createTransformJob.sync").map(({ request }) => request);
    expect(JSON.stringify(prefixes)).to.include("runs/run-1/predictions/deep/south/");
  });

  it("tolerates as many failures as it may, and tells which", async () => {
    const { execution } = await run(partitioned(), failIn(["south"]));
    expect(execution.output).to.deep.include({ Partitions: { Total: 3, Failed: ["south"], FailedCount: 1 } });
    const { execution: failed, models } = await run(partitioned(), failIn(["south", "west"]));
    expect(failed).to.deep.include({
      status: "FAILED",
      error: "PartitionsFailed",
      cause: "2 of 3 partitions failed; 1 may fail.",
    });
    expect(models).to.deep.equal([]);
  });

  it("refuses more partitions than the state can hold", async () => {
    const { execution } = await run(partitioned(), {
      "List partitions": () => ({
        IsTruncated: true,
        Contents: [{ Key: "runs/run-1/prepared/partitions/train/a.csv" }],
      }),
    });
    expect(execution).to.deep.include({ status: "FAILED", error: "TooManyPartitions" });
  });

  for (const batchSize of [1, 10]) {
    it(`keeps 1,000 partitions out of the state: ${batchSize} in an execution`, async () => {
      const written: string[] = [];
      const services = listing(1000, written);
      const { execution, calls } = await run(
        partitioned({ mode: "DISTRIBUTED", batchSize, maxConcurrency: 100, toleratedFailures: batchSize }),
        failIn(["p7"]),
        services,
      );
      expect(execution.status, execution.cause).to.equal("SUCCEEDED");
      expect(JSON.stringify(execution.output).length).to.be.lessThan(2_000);
      const trainings = calls.filter(({ api }) => api === "createTransformJob.sync");
      expect(trainings.length).to.equal(999);
      expect(written.some((key) => key.startsWith("runs/run-1/partitions/"))).to.equal(true);
    });
  }
});

/** S3 with so many partitions, which notes what is written. */
function listing(count: number, written: string[]) {
  const object = (key: string) => ({
    ...{ Key: key, ETag: "e", Size: 1, LastModified: new Date(0), StorageClass: "STANDARD" },
  });
  return {
    s3: {
      getObject: () => Promise.reject(new Error("not asked for")),
      listObjectsV2: ({ Prefix = "" }: { Prefix?: string }) =>
        Promise.resolve({ Contents: Array.from({ length: count }, (_, index) => object(`${Prefix}p${index}.csv`)) }),
      putObject: ({ Key }: { Key: string }) => {
        written.push(Key);
        return Promise.resolve();
      },
    },
  };
}
