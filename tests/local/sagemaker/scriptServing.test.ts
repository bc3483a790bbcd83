/** Models that a program of the user's serves, with real programs, in batch transform and behind endpoints. */
import { expect } from "chai";
import type { JsonObject } from "../../../asl/definition";
import { createEndpoint, type LocalEndpoint } from "../../../local/sagemaker/endpoints/endpoint";
import { runTrainingJob } from "../../../local/sagemaker/trainingJob";
import { runTransformJob } from "../../../local/sagemaker/transformJob";
import { UserError } from "../../../local/userError";
import { pythonSetupTimeout } from "../../support/python";
import {
  bucket,
  roleArn,
  sampleRows,
  sklearnImage,
  startHarness,
  trainingRequest,
  xgboostImage,
  type Harness,
} from "./harness";

const rows = sampleRows.slice(0, 6).map((row) => row.slice(row.indexOf(",") + 1));
const SOURCE = `s3://${bucket}/code/serving.tar.gz`;
const IN_MODEL = { SAGEMAKER_PROGRAM: "inference.py", SAGEMAKER_SUBMIT_DIRECTORY: "/opt/ml/model/code" };

/** What a model does that needs no library: it adds up its features. */
const SUMS = `
import json, os
class Sums:
    def __init__(self, factor):
        self.factor = factor
    def predict(self, rows):
        return rows.sum(axis=1) * self.factor
def model_fn(model_dir):
    with open(os.path.join(model_dir, "factor.json")) as file:
        return Sums(json.load(file))
`;

describe("models with a program in script mode", () => {
  let jobs: Harness;
  let xgboostModel: string;
  before(async function () {
    this.timeout(pythonSetupTimeout);
    jobs = await startHarness();
    await jobs.put("csv/train.csv", sampleRows.join("\n"));
    await jobs.put("rows/rows.csv", `${rows.join("\n")}\n`);
    await jobs.put("small/rows.csv", "1,2\n3,4\n");
    const described = await runTrainingJob(trainingRequest({ TrainingJobName: "built-in" }), jobs.env);
    xgboostModel = (described.ModelArtifacts as JsonObject)["S3ModelArtifacts"] as string;
  });
  after(() => jobs.close());
  beforeEach(() => [jobs.logs, jobs.notes].forEach((list) => list.splice(0)));
  afterEach(() => {
    expect(jobs.leftovers()).to.deep.equal([]);
    expect(jobs.processes()).to.deep.equal([]);
  });

  const model = (Environment: JsonObject, Image = sklearnImage, ModelDataUrl = `s3://${bucket}/sums/model.tar.gz`) => ({
    ModelName: "model",
    ExecutionRoleArn: roleArn,
    PrimaryContainer: { Image, ModelDataUrl, Environment },
  });
  const transform = (input: string, output: JsonObject = {}, more: JsonObject = {}) => ({
    ...{ TransformJobName: "predict", ModelName: "model" },
    TransformInput: {
      ContentType: "text/csv",
      SplitType: "Line",
      DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${bucket}/${input}/` } },
    },
    TransformOutput: { S3OutputPath: `s3://${bucket}/out/`, Accept: "text/csv", AssembleWith: "Line", ...output },
    TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
    ...more,
  });
  const transformed = async (served: JsonObject, input = "small", output?: JsonObject, more?: JsonObject) => {
    await runTransformJob(transform(input, output, more), served, jobs.env);
    return jobs.get("out/rows.csv.out");
  };
  const putModel = (files: Record<string, string>) =>
    jobs.putArchive("sums/model.tar.gz", { "factor.json": "10", ...files });

  /** Serves a model behind an endpoint while `use` asks it. */
  async function behindEndpoint(served: JsonObject, use: (endpoint: LocalEndpoint) => Promise<void>): Promise<void> {
    const faults: unknown[] = [];
    const ProductionVariants = [
      { VariantName: "v1", ModelName: "model", InitialInstanceCount: 1, InstanceType: "ml.m5.large" as const },
    ];
    const plan = { config: { EndpointConfigName: "config", ProductionVariants }, models: [served] };
    const endpoint = await createEndpoint("live", plan, jobs.env, {
      onChange: () => {},
      onFault: (error: unknown) => faults.push(error),
    });
    try {
      await endpoint.settled();
      expect(faults).to.deep.equal([]);
      await use(endpoint);
    } finally {
      await endpoint.stop();
    }
  }
  const ask = async ({ url }: LocalEndpoint, body: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}/invocations`, { method: "POST", body, headers });
    return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
  };

  it("train and serve with scikit-learn, in batch and behind an endpoint, with the same answers", async () => {
    const train = `
import os
import joblib, pandas
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
table = pandas.read_csv(os.path.join(os.environ["SM_CHANNEL_TRAIN"], "train.csv"), header=None)
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(table.iloc[:, 1:].values, table[0])
joblib.dump(model, os.path.join(os.environ["SM_MODEL_DIR"], "model.joblib"))
def model_fn(model_dir):
    raise AssertionError("this module trains")
`;
    const inference = `
import os
import joblib
def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "model.joblib"))
`;
    await jobs.putArchive("code/serving.tar.gz", { "train.py": train, "serve.py": inference });
    const HyperParameters = { sagemaker_program: "train.py", sagemaker_submit_directory: JSON.stringify(SOURCE) };
    const { ModelArtifacts } = await runTrainingJob(
      trainingRequest({
        TrainingJobName: "with-sklearn",
        AlgorithmSpecification: { TrainingImage: sklearnImage, TrainingInputMode: "File" },
        HyperParameters,
      }),
      jobs.env,
    );
    const artifacts = (ModelArtifacts as JsonObject)["S3ModelArtifacts"] as string;
    const served = model(
      { SAGEMAKER_PROGRAM: "serve.py", SAGEMAKER_SUBMIT_DIRECTORY: SOURCE },
      sklearnImage,
      artifacts,
    );
    const predictions = await transformed(served, "rows");
    const labels = sampleRows.slice(0, 6).map((row) => Number(row.split(",")[0]));
    expect(predictions.trim().split("\n").map(Number)).to.deep.equal(labels);
    await behindEndpoint(served, async (endpoint) => {
      expect((await fetch(`${endpoint.url}/ping`)).status).to.equal(200);
      const answer = await ask(endpoint, rows.join("\n"), { "Content-Type": "text/csv", Accept: "text/csv" });
      expect(answer).to.deep.equal({ status: 200, type: "text/csv", text: predictions });
      // JSON is what the container reads and writes unless it is asked for another type.
      const asked = JSON.stringify(rows.map((row) => row.split(",").map(Number)));
      const plain = await ask(endpoint, asked, { "Content-Type": "application/json" });
      expect(plain).to.include({ status: 200, type: "application/json" });
      expect(JSON.parse(plain.text)).to.deep.equal(labels);
      const single = await ask(endpoint, rows[0]!, { "Content-Type": "text/csv" });
      expect(JSON.parse(single.text)).to.deep.equal([labels[0]]);
      expect(await ask(endpoint, "<row/>", { "Content-Type": "text/xml" })).to.deep.include({ status: 415 });
      expect(await ask(endpoint, rows[0]!, { "Content-Type": "text/csv", Accept: "text/xml" })).to.deep.include({
        status: 406,
      });
      const broken = await ask(endpoint, "1,2,3", { "Content-Type": "text/csv" });
      expect(broken.status).to.equal(500);
      expect(broken.text).to.match(/^ValueError: X has 3 features/);
      expect(jobs.logs.join("\n")).to.include("Traceback (most recent call last):");
    });
  });

  it("serve a model of XGBoost's with the container's own functions for data and predictions", async () => {
    const inference = `
import os, xgboost
def model_fn(model_dir):
    model = xgboost.Booster()
    model.load_model(os.path.join("/opt/ml/model", "xgboost-model"))
    return model
`;
    await jobs.putArchive("code/serving.tar.gz", { "inference.py": inference });
    const served = model(
      { SAGEMAKER_PROGRAM: "inference.py", SAGEMAKER_SUBMIT_DIRECTORY: SOURCE },
      xgboostImage,
      xgboostModel,
    );
    const own = await transformed(served, "rows");
    const builtIn = await transformed(model({}, xgboostImage, xgboostModel), "rows");
    expect(
      own
        .split("\n")
        .map(Number)
        .map((value) => value.toFixed(5)),
    ).to.deep.equal(
      builtIn
        .split("\n")
        .map(Number)
        .map((value) => value.toFixed(5)),
    );
    await behindEndpoint(served, async (endpoint) => {
      const sparse = rows.map((row) =>
        row
          .split(",")
          .map((value, index) => `${index + 1}:${value}`)
          .join(" "),
      );
      const answer = await ask(endpoint, sparse.join("\n"), { "Content-Type": "text/libsvm", Accept: "text/csv" });
      expect(answer.text).to.equal(own);
    });
  });

  it("answer with functions of their own, from code in the model's archive, modules beside it and paths of the container", async () => {
    const inference = `${SUMS}
from helper import NOTE
def input_fn(content, content_type):
    import numpy
    assert isinstance(content, str) == (content_type == "text/csv"), content_type
    return numpy.array([[float(cell) for cell in line.split(",")] for line in content.strip().split("\\n")])
def predict_fn(data, model):
    with open("/opt/ml/model/factor.json") as file:
        assert json.load(file) == model.factor
    return model.predict(data)
def output_fn(prediction, accept):
    return "\\n".join(f"{NOTE}={value:g}" for value in prediction), "text/plain"
`;
    await putModel({ "code/inference.py": inference, "code/helper.py": "NOTE = 'sum'" });
    expect(await transformed(model(IN_MODEL))).to.equal("sum=30\nsum=70\n");
    await behindEndpoint(model(IN_MODEL), async (endpoint) => {
      expect(await ask(endpoint, "1,1", { "Content-Type": "text/csv" })).to.deep.equal({
        status: 200,
        type: "text/plain",
        text: "sum=20",
      });
    });
  });

  it("take a transform_fn in place of the three, JSON where nothing is accepted, and modules called as ours", async () => {
    const inference = `${SUMS}
import payloads
def transform_fn(model, content, content_type, accept):
    return json.dumps({"factor": model.factor, "lines": content.count("\\n"), "accept": accept, "own": payloads.OWN})
`;
    await putModel({ "code/inference.py": inference, "code/payloads.py": "OWN = True" });
    const answer = await transformed(model(IN_MODEL), "small", { Accept: undefined } as never);
    expect(JSON.parse(answer)).to.deep.equal({ factor: 10, lines: 2, accept: "application/json", own: true });
    const environment = { ...IN_MODEL, SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT: "text/csv" };
    const other = await transformed(model(environment), "small", { Accept: undefined } as never);
    expect(JSON.parse(other)).to.include({ accept: "text/csv" });
  });

  it("run code/inference.py without being told of it, and say what AWS needs", async () => {
    await putModel({ "code/inference.py": SUMS });
    expect(await transformed(model({}))).to.equal("30.0\n70.0\n");
    expect(jobs.notes.join("\n")).to.match(
      /On AWS this image looks for it only when .* SAGEMAKER_PROGRAM=inference\.py/,
    );
  });

  it("take what a transform job's own environment says", async () => {
    await putModel({
      "code/inference.py": SUMS,
      "code/other.py": SUMS.replace("self.factor = factor", "self.factor = -1"),
    });
    const Environment = { SAGEMAKER_PROGRAM: "other.py" };
    expect(await transformed(model(IN_MODEL), "small", {}, { Environment })).to.equal("-3.0\n-7.0\n");
  });

  const failures: [string, string, RegExp][] = [
    ["no model_fn", "x = 1", /^AlgorithmError: NotImplementedError: inference\.py has no model_fn.*exit code: 1$/],
    [
      "a model_fn that fails",
      "def model_fn(folder):\n    raise OSError('no model')",
      /^AlgorithmError: OSError: no model, exit/,
    ],
    ["a module that is not there", "import no_such_module", /ModuleNotFoundError: No module named 'no_such_module'/],
    [
      "functions that exclude each other",
      `${SUMS}\ndef transform_fn(*_): pass\ndef predict_fn(*_): pass`,
      /ValueError: inference\.py has a transform_fn, so it cannot have predict_fn as well/,
    ],
    [
      "a function that fails on a payload",
      `${SUMS}\ndef predict_fn(data, model):\n    raise ValueError("odd data")`,
      /^AlgorithmError: small\/rows\.csv: Bad HTTP status received from algorithm: 500\. ValueError: odd data$/,
    ],
    [
      "an answer that is none",
      `${SUMS}\ndef output_fn(prediction, accept):\n    return list(prediction)`,
      /500\. TypeError: the program answered with a list: it must be text or bytes/,
    ],
  ];
  for (const [what, inference, message] of failures) {
    it(`fail a transform job for ${what}`, async () => {
      await putModel({ "code/inference.py": inference });
      const failed = await jobs.failure(transformed(model(IN_MODEL)));
      expect(failed.message).to.match(message);
    });
  }

  it("fail an endpoint with the program's reason", async () => {
    await putModel({ "code/inference.py": "def model_fn(folder):\n    raise OSError('no model')" });
    await behindEndpoint(model(IN_MODEL), async (endpoint) => {
      expect(endpoint.describe()).to.include({ EndpointStatus: "Failed" });
      expect(endpoint.describe()["FailureReason"]).to.match(/did not pass the ping health check.*OSError: no model/);
    });
  });

  it("fail when the program's archive is not there", async () => {
    await putModel({});
    const served = model({ SAGEMAKER_PROGRAM: "a.py", SAGEMAKER_SUBMIT_DIRECTORY: `s3://${bucket}/absent.tar.gz` });
    expect((await jobs.failure(transformed(served))).message).to.match(
      /Failed to download s3:\/\/data\/absent\.tar\.gz/,
    );
    const nowhere = model({ SAGEMAKER_PROGRAM: "a.py" });
    expect((await jobs.failure(transformed(nowhere))).message).to.match(
      /There is no \/opt\/ml\/model\/code with the program/,
    );
  });

  const refusals: [string, Record<string, string>, JsonObject, JsonObject, RegExp][] = [
    ["scikit-learn without a program", {}, {}, {}, /The model model does not run locally: its image has no algorithm/],
    [
      "a program that is no Python file",
      {},
      { SAGEMAKER_PROGRAM: "serve.sh" },
      {},
      /SAGEMAKER_PROGRAM serve\.sh is no Python/,
    ],
    [
      "requirements that are not there",
      { "code/inference.py": SUMS, "code/requirements.txt": "no-such-package==1.0" },
      IN_MODEL,
      {},
      /The model model does not run locally: its requirements\.txt asks for no-such-package==1\.0 \(here: none\)/,
    ],
    ["answers that are no text", {}, IN_MODEL, { Accept: "application/x-npy" }, /its output is not text/],
  ];
  for (const [what, files, environment, output, message] of refusals) {
    it(`refuse ${what}`, async () => {
      await putModel(files);
      const error = await transformed(model(environment), "small", output).catch((error: unknown) => error);
      expect(error).to.be.instanceOf(UserError);
      expect((error as Error).message).to.match(message);
    });
  }
});
