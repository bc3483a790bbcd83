import { expect } from "chai";
import type { JsonObject } from "../../../asl/definition";
import { runTrainingJob } from "../../../local/sagemaker/trainingJob";
import { runTransformJob } from "../../../local/sagemaker/transformJob";
import { UserError } from "../../../local/userError";
import { botocoreMistakes } from "../../support/botocore";
import { pythonSetupTimeout } from "../../support/python";
import { bucket, modelOf, sampleRows, startHarness, trainingRequest, type Harness } from "./harness";

const held = sampleRows.slice(450);
const labels = held.map((row) => row.split(",")[0]!);
const features = held.map((row) => row.slice(row.indexOf(",") + 1));

describe("runTransformJob", () => {
  let jobs: Harness;
  let model: JsonObject;
  let direct: string[];
  before(async function () {
    this.timeout(pythonSetupTimeout);
    jobs = await startHarness();
    await jobs.put("csv/train.csv", sampleRows.slice(0, 450).join("\n"));
    await jobs.put("csv/test.csv", held.join("\n"));
    await jobs.put("features/a.csv", `${features.slice(0, 60).join("\n")}\n`);
    await jobs.put("features/deep/b.csv", features.slice(60).join("\r\n"));
    const trained = await runTrainingJob(trainingRequest(), jobs.env);
    const artifacts = (trained.ModelArtifacts as JsonObject).S3ModelArtifacts as string;
    model = modelOf(artifacts);
    direct = jobs
      .python(PREDICT, jobs.env.s3Endpoint, artifacts.replace(`s3://${bucket}/`, ""), features.join("\n"))
      .trim()
      .split("\n");
  });
  after(() => jobs.close());
  beforeEach(() => [jobs.calls, jobs.logs].forEach((list) => list.splice(0)));
  afterEach(() => {
    expect(jobs.leftovers()).to.deep.equal([]);
    expect(jobs.processes()).to.deep.equal([]);
  });

  function transformRequest(key: string, changes: JsonObject = {}): JsonObject {
    return {
      TransformJobName: "pipeline-transform-0123456789ab",
      ModelName: "model",
      TransformInput: {
        ContentType: "text/csv",
        SplitType: "Line",
        DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${bucket}/${key}` } },
      },
      TransformOutput: { S3OutputPath: `s3://${bucket}/output/`, Accept: "text/csv", AssembleWith: "Line" },
      TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
      ...changes,
    };
  }
  const DataProcessing = { InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$[0,-1]" };
  const lines = async (key: string) => (await jobs.get(key)).split("\n");

  it("predicts as XGBoost itself does, one line a record", async () => {
    const describe = await runTransformJob(transformRequest("features/"), model, jobs.env);
    expect(await botocoreMistakes("DescribeTransformJob", "output", describe)).to.deep.equal([]);
    expect(describe).to.include({
      TransformJobStatus: "Completed",
      TransformJobArn: "arn:aws:sagemaker:us-east-1:123456789012:transform-job/pipeline-transform-0123456789ab",
    });
    expect(await jobs.keys("output/")).to.deep.equal(["output/a.csv.out", "output/deep/b.csv.out"]);
    expect(await lines("output/a.csv.out")).to.deep.equal([...direct.slice(0, 60), ""]);
    expect(await lines("output/deep/b.csv.out")).to.deep.equal([...direct.slice(60), ""]);
    expect(jobs.calls.map(({ action }) => action)).to.include("ecr:BatchGetImage");
  });

  it("joins labels and predictions by DataProcessing", async () => {
    await runTransformJob(transformRequest("csv/test.csv", { DataProcessing }), model, jobs.env);
    const expected = labels.map((label, index) => `${label},${direct[index]}`);
    expect(await lines("output/test.csv.out")).to.deep.equal([...expected, ""]);
  });

  for (const [what, changes] of [
    ["records one by one", { BatchStrategy: "SingleRecord" }],
    [
      "a file as a whole",
      { TransformInput: { ...(transformRequest("features/a.csv").TransformInput as JsonObject), SplitType: "None" } },
    ],
    ["no assembling", { TransformOutput: { S3OutputPath: `s3://${bucket}/output` } }],
    ["no limit to payloads", { MaxPayloadInMB: 0 }],
  ] as [string, JsonObject][]) {
    it(`gives the same with ${what}`, async () => {
      await runTransformJob(transformRequest("features/a.csv", changes), model, jobs.env);
      expect(await lines("output/a.csv.out")).to.deep.equal([...direct.slice(0, 60), ""]);
    });
  }

  it("cuts a large file into payloads", async () => {
    const copies = 200;
    await jobs.put("large.csv", Array.from({ length: copies }, () => held.join("\n")).join("\n"));
    const request = transformRequest("large.csv", { DataProcessing, MaxPayloadInMB: 1 });
    await runTransformJob(request, model, jobs.env);
    const written = await lines("output/large.csv.out");
    expect(written).to.have.length(copies * held.length + 1);
    expect(written.at(-2)).to.equal(`${labels.at(-1)},${direct.at(-1)}`);
  });

  const failures: [string, string, JsonObject, RegExp][] = [
    [
      "text in a cell",
      "1,2,x",
      {},
      /^AlgorithmError: wrong\.csv: Bad HTTP status received from algorithm: 415\. .*row 1, column 3: 'x' is not a number/,
    ],
    [
      "columns that the model does not have",
      features[0]!.repeat(1) + ",5",
      {},
      /Bad HTTP status received from algorithm: 400\. Unable to evaluate payload provided: /,
    ],
    [
      "a filter beyond the columns",
      "1,2",
      { DataProcessing: { InputFilter: "$[7]" } },
      /^ClientError: wrong\.csv: DataProcessing\.InputFilter \$\[7\] names a column/,
    ],
    [
      "a filter that is none",
      "1,2",
      { DataProcessing: { InputFilter: "$.a" } },
      /^ClientError: DataProcessing\.InputFilter \$\.a is not supported/,
    ],
  ];
  for (const [what, data, changes, message] of failures) {
    it(`fails on ${what}, and writes nothing`, async () => {
      await jobs.put("wrong.csv", data);
      const failed = await jobs.failure(runTransformJob(transformRequest("wrong.csv", changes), model, jobs.env));
      expect(failed.message).to.match(message);
      expect(failed.describe).to.include({ TransformJobStatus: "Failed", FailureReason: failed.message });
      expect(await botocoreMistakes("DescribeTransformJob", "output", failed.describe)).to.deep.equal([]);
      expect(await jobs.keys("output/wrong")).to.deep.equal([]);
    });
  }

  it("fails on a model that is none", async () => {
    await jobs.put("not-a-model.tar.gz", "text");
    const run = runTransformJob(transformRequest("features/"), modelOf(`s3://${bucket}/not-a-model.tar.gz`), jobs.env);
    expect((await jobs.failure(run)).message).to.match(/^ClientError: Failed to extract model data archive from URL/);
  });

  for (const milliseconds of [0, 5, 20, 150]) {
    it(`ends at once when aborted after ${milliseconds} ms`, async () => {
      const abort = new AbortController();
      const run = runTransformJob(transformRequest("features/"), model, { ...jobs.env, signal: abort.signal });
      setTimeout(() => abort.abort(new Error("Ctrl-C")), milliseconds);
      expect(await run.catch((error: Error) => error.message)).to.equal("Ctrl-C");
    });
  }

  it("refuses what does not run locally, naming it", async () => {
    const TransformInput = { ...(transformRequest("x").TransformInput as JsonObject), CompressionType: "Gzip" };
    const error = await runTransformJob(transformRequest("x", { TransformInput }), model, jobs.env).catch(
      (error) => error,
    );
    expect(error).to.be.instanceOf(UserError);
    expect(error.message).to.match(
      /pipeline-transform-0123456789ab does not run locally: its input has CompressionType Gzip/,
    );
  });
});

const PREDICT = `
import io, sys, tarfile
import boto3, numpy, xgboost
s3 = boto3.client("s3", "us-east-1", endpoint_url=sys.argv[1], aws_access_key_id="T", aws_secret_access_key="t")
archive = tarfile.open(fileobj=io.BytesIO(s3.get_object(Bucket="data", Key=sys.argv[2])["Body"].read()))
model = xgboost.Booster(model_file=bytearray(archive.extractfile("xgboost-model").read()))
rows = numpy.loadtxt(io.StringIO(sys.argv[3]), delimiter=",")
for value in model.predict(xgboost.DMatrix(rows)).tolist():
    print(value)
`;
