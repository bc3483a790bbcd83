import { expect } from "chai";
import type { JsonObject } from "../../../asl/definition";
import { AccessDenied } from "../../../local/authorizer";
import { runTrainingJob } from "../../../local/sagemaker/trainingJob";
import { UserError } from "../../../local/userError";
import { botocoreMistakes } from "../../support/botocore";
import { pythonSetupTimeout } from "../../support/python";
import { bucket, channel, sampleRows, startHarness, trainingRequest, type Harness } from "./harness";

describe("runTrainingJob", () => {
  let jobs: Harness;
  before(async function () {
    this.timeout(pythonSetupTimeout);
    jobs = await startHarness();
    await jobs.put("csv/train.csv", sampleRows.join("\n"));
  });
  after(() => jobs.close());
  beforeEach(() => [jobs.calls, jobs.logs, jobs.metrics].forEach((list) => list.splice(0)));
  afterEach(() => expect(jobs.leftovers()).to.deep.equal([]));

  const fails = (changes: JsonObject) => jobs.failure(runTrainingJob(trainingRequest(changes), jobs.env));
  const withParameters = (HyperParameters: JsonObject) =>
    fails({
      TrainingJobName: "failing",
      HyperParameters: { num_round: "2", objective: "reg:logistic", ...HyperParameters },
    });

  it("trains, reports its metrics as it goes, and describes itself as SageMaker does", async () => {
    const describe = await runTrainingJob(trainingRequest(), jobs.env);
    expect(await botocoreMistakes("DescribeTrainingJob", "output", describe)).to.deep.equal([]);
    expect(describe).to.include({
      TrainingJobArn: "arn:aws:sagemaker:us-east-1:123456789012:training-job/pipeline-train-0123456789ab",
      TrainingJobStatus: "Completed",
      SecondaryStatus: "Completed",
    });
    expect(describe.ModelArtifacts).to.deep.equal({
      S3ModelArtifacts: `s3://${bucket}/models/Pipeline-Train-0123456789ab/output/model.tar.gz`,
    });
    expect(describe).not.to.have.any.keys("Tags", "FailureReason");
    expect(jobs.metrics.map(({ name, step }) => `${step} ${name}`)).to.deep.equal(
      [0, 1, 2, 3, 4].map((step) => `${step} train:rmse`),
    );
    const values = jobs.metrics.map(({ value }) => value);
    expect(values).to.deep.equal([...values].sort((a, b) => b - a));
    expect(jobs.logs.some((line) => /^\[4\]#011train-rmse:0\.\d{5}$/.test(line))).to.equal(true);
    expect((describe.FinalMetricDataList as JsonObject[])[0]).to.include({
      MetricName: "train:rmse",
      Value: values.at(-1),
    });
    const stages = (describe.SecondaryStatusTransitions as JsonObject[]).map(({ Status }) => Status);
    expect(stages).to.deep.equal(["Starting", "Downloading", "Training", "Uploading", "Completed"]);
    expect(jobs.calls.map(({ action }) => action)).to.include.members(["ecr:BatchGetImage", "logs:PutLogEvents"]);
  });

  it("saves the model that XGBoost trains with the same parameters on the same data", async () => {
    const HyperParameters = {
      num_round: "20",
      objective: "binary:logistic",
      eval_metric: "auc,logloss",
      max_depth: "3",
      eta: "0.3",
      subsample: "0.8",
      seed: "7",
      lambda: "2",
    };
    await runTrainingJob(trainingRequest({ TrainingJobName: "same-model", HyperParameters }), jobs.env);
    const script = `
import io, sys, tarfile
import boto3, numpy, xgboost
s3 = boto3.client("s3", "us-east-1", endpoint_url=sys.argv[1], aws_access_key_id="T", aws_secret_access_key="t")
read = lambda key: s3.get_object(Bucket="data", Key=key)["Body"].read()
archive = tarfile.open(fileobj=io.BytesIO(read("models/same-model/output/model.tar.gz")))
assert archive.getnames() == ["xgboost-model"], archive.getnames()
table = numpy.loadtxt(io.BytesIO(read("csv/train.csv")), delimiter=",")
rows = xgboost.DMatrix(table[:, 1:], label=table[:, 0])
direct = xgboost.train({"objective": "binary:logistic", "max_depth": 3, "eta": 0.3, "subsample": 0.8, "seed": 7, "lambda": 2, "nthread": 1}, rows, 20)
saved = xgboost.Booster(model_file=bytearray(archive.extractfile("xgboost-model").read()))
print(float(abs(saved.predict(rows) - direct.predict(rows)).max()))`;
    expect(Number(jobs.python(script, jobs.env.s3Endpoint))).to.be.lessThan(1e-6);
    expect(jobs.metrics.map(({ name }) => name)).to.include.members(["train:auc", "train:logloss"]);
  });

  it("reads all shards of a prefix, validates on the other channel, and stops early", async () => {
    for (let i = 0; i < 3; i++) {
      await jobs.put(`shards/part-${i}.csv`, sampleRows.filter((_, row) => row < 400 && row % 3 === i).join("\n"));
    }
    await jobs.put("held/validation.csv", sampleRows.slice(400).join("\n"));
    const describe = await runTrainingJob(
      trainingRequest({
        TrainingJobName: "sharded",
        InputDataConfig: [channel("train", "shards/"), channel("validation", "held/", "FullyReplicated")],
        ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 3, VolumeSizeInGB: 30 },
        HyperParameters: {
          num_round: "500",
          objective: "reg:logistic",
          eval_metric: "rmse",
          early_stopping_rounds: "5",
        },
      }),
      jobs.env,
    );
    expect(jobs.logs).to.include.members([
      "Train matrix has 400 rows and 30 columns",
      "Validation matrix has 169 rows",
    ]);
    const rounds = jobs.metrics.filter(({ name }) => name === "validation:rmse").length;
    expect(rounds).to.be.within(6, 400);
    expect((describe.FinalMetricDataList as JsonObject[]).map(({ MetricName }) => MetricName)).to.deep.equal([
      "train:rmse",
      "validation:rmse",
    ]);
  });

  for (const LocalPath of [undefined, "/opt/ml/state"]) {
    it(`goes on from the checkpoints of a spot job in ${LocalPath ?? "the usual folder"}`, async () => {
      const folder = LocalPath ? "named" : "usual";
      const spot = (rounds: number) => ({
        TrainingJobName: `spot-${rounds}`,
        EnableManagedSpotTraining: true,
        StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
        CheckpointConfig: { S3Uri: `s3://${bucket}/checkpoints/${folder}/`, ...(LocalPath && { LocalPath }) },
        HyperParameters: { num_round: String(rounds), objective: "reg:logistic", eval_metric: "rmse" },
      });
      await runTrainingJob(trainingRequest(spot(3)), jobs.env);
      expect(await jobs.keys("checkpoints/")).to.include(`checkpoints/${folder}/xgboost-checkpoint.2`);
      jobs.metrics.splice(0);
      const describe = await runTrainingJob(trainingRequest(spot(8)), jobs.env);
      expect(jobs.metrics).to.have.length(5);
      expect(jobs.metrics[0]!.value).to.be.lessThan(0.22);
      expect(await botocoreMistakes("DescribeTrainingJob", "output", describe)).to.deep.equal([]);
    });
  }

  it("takes weights, missing values and the container's own metrics", async () => {
    const rows = sampleRows.map((row, index) => {
      const [label, first, ...rest] = row.split(",");
      return [label, "1.5", index % 7 === 0 ? "" : first, ...rest].join(",");
    });
    await jobs.put("weighted/train.csv", rows.join("\n"));
    await runTrainingJob(
      trainingRequest({
        TrainingJobName: "weighted",
        InputDataConfig: [channel("train", "weighted/")],
        HyperParameters: {
          num_round: "2",
          objective: "binary:logistic",
          eval_metric: "accuracy,error",
          csv_weights: "1",
        },
      }),
      jobs.env,
    );
    expect(jobs.logs).to.include("Train matrix has 569 rows and 30 columns");
    expect(jobs.metrics.map(({ name }) => name)).to.include.members(["train:accuracy", "train:error"]);
  });

  it("describes a failed job with the algorithm's reason, and uploads nothing", async () => {
    const failed = await withParameters({ max_deph: "3" });
    expect(failed.message).to.match(
      /^AlgorithmError: UserError: Extraneous hyperparameter found: max_deph\. .*, exit code: 1$/,
    );
    expect(failed.describe).to.include({
      TrainingJobStatus: "Failed",
      SecondaryStatus: "Failed",
      FailureReason: failed.message,
    });
    expect(await botocoreMistakes("DescribeTrainingJob", "output", failed.describe)).to.deep.equal([]);
    expect(await jobs.keys("models/failing")).to.deep.equal([]);
  });

  const wrongParameters: [string, JsonObject, RegExp][] = [
    ["out of range", { eta: "1.5" }, /Hyperparameter eta: 1\.5 is not in \[0,1\]/],
    [
      "not a number",
      { max_depth: "deep" },
      /Hyperparameter max_depth: could not parse value 'deep'; it must be an integer/,
    ],
    ["an unknown objective", { objective: "reg:logit" }, /Hyperparameter objective: reg:logit is not in/],
    ["an unknown metric", { eval_metric: "rsme" }, /Hyperparameter eval_metric: value rsme not in range/],
    ["a metric for another task", { eval_metric: "auc" }, /'auc' can only be applied for classification/],
    ["no class count", { objective: "multi:softmax" }, /'num_class'/],
  ];
  for (const [what, parameters, message] of wrongParameters) {
    it(`refuses ${what}`, async () => expect((await withParameters(parameters)).message).to.match(message));
  }

  const wrongData: [string, string, RegExp][] = [
    ["text in a cell", "1,2,3\n0,four,5\n", /row 2, column 2: 'four' is not a number/],
    ["a header", "label,a,b\n1,2,3\n", /row 1, column 1: 'label' is not a number \(a header is not allowed\)/],
    ["rows of different length", "1,2,3\n0,4\n", /row 2: 2 columns, where the first row has 3/],
    [
      "a label above 1",
      "1,2,3\n2,3,4\n0,1,1\n",
      /label must be in \[0,1\] for logistic regression: row 2 of channel train has 2/,
    ],
    ["no label", "1,2,3\n,3,4\n", /Row 2 has no label/],
    ["nothing", "", /train\.csv of channel train is empty/],
    ["labels alone", "1\n0\n", /a label and at least one feature are needed/],
  ];
  for (const [what, data, message] of wrongData) {
    it(`refuses data with ${what}`, async () => {
      await jobs.put("wrong/train.csv", data);
      const failed = await fails({
        TrainingJobName: "failing",
        InputDataConfig: [channel("train", "wrong/train.csv")],
      });
      expect(failed.message).to.match(message);
    });
  }

  it("fails as SageMaker does when there is no data, and when there is no bucket", async () => {
    const none = await fails({ InputDataConfig: [channel("train", "nothing/here/")] });
    expect(none.message).to.match(
      /^ClientError: Data download failed: No S3 objects found under S3 URL "s3:\/\/data\/nothing\/here\/"/,
    );
    const nowhere = await fails({
      OutputDataConfig: { S3OutputPath: "s3://no-such-bucket/models" },
      TrainingJobName: "nowhere",
    });
    expect(nowhere.message).to.match(
      /^ClientError: Failed to upload s3:\/\/no-such-bucket\/models\/nowhere\/output\/model\.tar\.gz: NoSuchBucket \(404\)/,
    );
  });

  it("ends with the first of its own calls that the role may not make", async () => {
    const authorize = async (roleArn: string, call: (typeof jobs.calls)[number]) => {
      throw new AccessDenied(roleArn, call, `User: … is not authorized to perform: ${call.action}`);
    };
    const env = { ...jobs.env, authorizer: { ...jobs.env.authorizer, authorize } };
    const failed = await jobs.failure(runTrainingJob(trainingRequest(), env));
    expect(failed.message).to.match(/^ClientError: User: … is not authorized to perform: ecr:/);
  });

  it("is stopped by its MaxRuntimeInSeconds, with nothing left running or uploaded", async () => {
    const failed = await fails({
      TrainingJobName: "endless",
      StoppingCondition: { MaxRuntimeInSeconds: 1 },
      HyperParameters: { num_round: "4000000", objective: "reg:logistic", max_depth: "12" },
    });
    expect(failed.describe).to.include({ TrainingJobStatus: "Stopped", SecondaryStatus: "MaxRuntimeExceeded" });
    expect(await botocoreMistakes("DescribeTrainingJob", "output", failed.describe)).to.deep.equal([]);
    expect(jobs.processes()).to.deep.equal([]);
    expect(await jobs.keys("models/endless")).to.deep.equal([]);
  });

  it("ends at once when aborted, with nothing left running", async () => {
    const abort = new AbortController();
    const described: JsonObject[] = [];
    const onDescribe = (_kind: string, _name: string, last: JsonObject) => described.push(last);
    const env = { ...jobs.env, signal: abort.signal, onDescribe, onMetric: () => abort.abort(new Error("Ctrl-C")) };
    const HyperParameters = { num_round: "4000000", objective: "reg:logistic" };
    const error = await runTrainingJob(trainingRequest({ HyperParameters }), env).catch((error) => error);
    expect(error.message).to.equal("Ctrl-C");
    expect(described.at(-1)).to.include({ TrainingJobStatus: "Stopped", SecondaryStatus: "Stopped" });
    expect(jobs.processes()).to.deep.equal([]);
  });

  it("refuses what does not run locally, naming it", async () => {
    const run = (changes: JsonObject) => runTrainingJob(trainingRequest(changes), jobs.env).catch((error) => error);
    const image = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.1";
    const errors = await Promise.all([
      run({ AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: "File" } }),
      run({ InputDataConfig: [{ ...channel("train", "csv/"), InputMode: "Pipe" }] }),
      run({ HyperParameters: { num_round: "1", sagemaker_program: "train.py" } }),
    ]);
    for (const error of errors) expect(error).to.be.instanceOf(UserError);
    expect(errors[0].message).to.match(
      /pytorch-training:2\.1 does not run locally[^]*sagemaker-xgboost, sagemaker-scikit-learn/,
    );
    expect(errors[1].message).to.match(/Channel train does not run locally: it has InputMode Pipe/);
  });
});
