import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { JsonObject } from "../../../asl/definition";
import { runProcessingJob } from "../../../local/sagemaker/processingJob";
import { UserError } from "../../../local/userError";
import { botocoreMistakes } from "../../support/botocore";
import { pythonSetupTimeout } from "../../support/python";
import { bucket, roleArn, sampleRows, sklearnImage, startHarness, xgboostImage, type Harness } from "./harness";

const CODE = "/opt/ml/processing/input/code";

describe("runProcessingJob", () => {
  let jobs: Harness;
  before(async function () {
    this.timeout(pythonSetupTimeout);
    jobs = await startHarness();
    await jobs.put("input/raw.csv", sampleRows.join("\n"));
  });
  after(() => jobs.close());
  beforeEach(() => [jobs.calls, jobs.logs].forEach((list) => list.splice(0)));
  afterEach(() => expect(jobs.leftovers()).to.deep.equal([]));

  const input = (name: string, key: string, distribution = "FullyReplicated"): JsonObject => ({
    InputName: name,
    S3Input: {
      S3Uri: `s3://${bucket}/${key}`,
      LocalPath: `/opt/ml/processing/input/${name}`,
      S3DataType: "S3Prefix",
      S3InputMode: "File",
      S3DataDistributionType: distribution,
    },
  });
  const output = (name: string, key: string): JsonObject => ({
    OutputName: name,
    S3Output: {
      S3Uri: `s3://${bucket}/${key}`,
      LocalPath: `/opt/ml/processing/output/${name}`,
      S3UploadMode: "EndOfJob",
    },
  });

  function processingRequest(changes: JsonObject = {}, instances = 1): JsonObject {
    return {
      ProcessingJobName: "pipeline-process-0123456789ab",
      RoleArn: roleArn,
      AppSpecification: { ImageUri: sklearnImage, ContainerEntrypoint: ["python3", `${CODE}/script.py`] },
      ProcessingInputs: [input("raw", "input/raw.csv"), input("code", "code/")],
      ProcessingOutputConfig: { Outputs: [output("result", "result/")] },
      ProcessingResources: {
        ClusterConfig: { InstanceType: "ml.m5.large", InstanceCount: instances, VolumeSizeInGB: 10 },
      },
      StoppingCondition: { MaxRuntimeInSeconds: 300 },
      ...changes,
    };
  }

  async function run(script: string, changes: JsonObject = {}, instances = 1): Promise<JsonObject> {
    for (const prefix of ["result/", "code/"]) for (const key of await jobs.keys(prefix)) await jobs.remove(key);
    await jobs.put("code/script.py", script);
    return runProcessingJob(processingRequest(changes, instances), jobs.env);
  }

  it("runs a script with SageMaker's paths in it as it is, however they are written", async () => {
    const script = `"""A script as written for SageMaker."""
from __future__ import annotations
import argparse, json, os, sys
from pathlib import Path
import pandas as pd

PREFIX = "/opt/ml/processing"
kind = "input"

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--raw", default="/opt/ml/processing/input/raw/raw.csv")
    parser.add_argument("--out")
    parser.add_argument("--rest")
    arguments = parser.parse_args()
    frame = pd.read_csv(arguments.raw, header=None)
    joined = os.path.join("/opt/ml/processing", "input", "raw", "raw.csv")
    formatted = f"/opt/ml/processing/{kind}/raw/raw.csv"
    parts = Path("/opt") / "ml" / "processing" / "input" / "raw" / "raw.csv"
    raw_bytes = b"/opt/ml/processing/input/raw/raw.csv"
    assert len({os.path.realpath(os.fsdecode(path)) for path in (arguments.raw, joined, formatted, parts, raw_bytes)}) == 1
    assert "see /opt/ml/model".split("/")[1] == "opt" and "/opt/mlflow".count("/") == 2, "only paths are changed"
    from helper import place
    assert os.path.samefile(place("raw", "raw.csv"), arguments.raw)
    config = json.load(open("/opt/ml/config/processingjobconfig.json"))
    assert config["ProcessingInputs"][0]["S3Input"]["LocalPath"] == "/opt/ml/processing/input/raw"
    assert json.load(open("/opt/ml/config/resourceconfig.json"))["hosts"] == ["algo-1"]
    assert os.environ["DATA"] == "/opt/ml/processing/input/raw" and os.environ["STAGE"] == "test"
    assert os.environ["AWS_REGION"] == "us-east-1" and "MLPIPE_SECRET" not in os.environ
    assert sys.argv[0] == "/opt/ml/processing/input/code/script.py"
    print("rows", frame.shape[0])
    os.makedirs(f"{arguments.out}/deep", exist_ok=True)
    frame.head(2).to_csv(arguments.out + "/deep/head.csv", index=False, header=False)
    with open("/opt/ml/processing/output/result/second.txt", "w") as file:
        file.write(arguments.rest)
`;
    const helper = `import os\ndef place(*names):\n    return os.path.join("/opt/ml/processing/input", *names)\n`;
    process.env.MLPIPE_SECRET = "do not show";
    for (const key of await jobs.keys("code/")) await jobs.remove(key);
    await jobs.put("code/helper.py", helper);
    await jobs.put("code/script.py", script);
    const describe = await runProcessingJob(
      processingRequest({
        AppSpecification: {
          ImageUri: sklearnImage,
          ContainerEntrypoint: ["/usr/bin/python3", "-u", `${CODE}/script.py`],
          ContainerArguments: ["--out=/opt/ml/processing/output/result", "--rest", "a b"],
        },
        Environment: { STAGE: "test", DATA: "/opt/ml/processing/input/raw" },
      }),
      jobs.env,
    ).catch((error) => expect.fail(`${error.message}\n${jobs.logs.join("\n")}`));
    delete process.env.MLPIPE_SECRET;
    expect(await botocoreMistakes("DescribeProcessingJob", "output", describe)).to.deep.equal([]);
    expect(describe).to.include({
      ProcessingJobStatus: "Completed",
      ProcessingJobArn: "arn:aws:sagemaker:us-east-1:123456789012:processing-job/pipeline-process-0123456789ab",
    });
    expect(jobs.logs).to.include("rows 569");
    expect(await jobs.keys("result/")).to.deep.equal(["result/deep/head.csv", "result/second.txt"]);
    expect(await jobs.get("result/second.txt")).to.equal("a b");
    expect(jobs.calls.map(({ action }) => action)).to.include("ecr:BatchGetImage");
  });

  it("gives scripts the role's credentials for S3, and no way to other services", async () => {
    await run(`
import boto3
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError
boto3.client("s3").put_object(Bucket="data", Key="result/by-script.txt", Body=b"hello")
print(boto3.Session().get_credentials().access_key)
try:
    boto3.client("sts", config=Config(retries={"total_max_attempts": 1})).get_caller_identity()
except EndpointConnectionError as error:
    print(error)
`);
    expect(await jobs.get("result/by-script.txt")).to.equal("hello");
    expect(jobs.logs[0]).to.equal("AKIAJOBROLEJOBROLE00");
    expect(jobs.logs[1]).to.match(/a-local-run-has-s3-only/);
  });

  it("gives each instance its share of a sharded input and all of a replicated one", async () => {
    for (let i = 0; i < 5; i++) await jobs.put(`shards/${i}.txt`, String(i));
    const script = `
import json, os
host = json.load(open("/opt/ml/config/resourceconfig.json"))["current_host"]
shards = sorted(os.listdir("/opt/ml/processing/input/shards"))
assert len(os.listdir("/opt/ml/processing/input/raw")) == 1
open(f"/opt/ml/processing/output/result/{host}", "w").write(",".join(shards))`;
    const inputs = [input("raw", "input/"), input("code", "code/"), input("shards", "shards/", "ShardedByS3Key")];
    await run(script, { ProcessingInputs: inputs }, 2);
    expect(await jobs.get("result/algo-1")).to.equal("0.txt,2.txt,4.txt");
    expect(await jobs.get("result/algo-2")).to.equal("1.txt,3.txt");
  });

  it("fails with the script's last line, its trace in the log, and nothing uploaded", async () => {
    const script = `def check(value):
    raise ValueError("/opt/ml/processing/input/raw/raw.csv: no such column")

open("/opt/ml/processing/output/result/half.csv", "w").write("1,2")
check(3)
`;
    const failed = await jobs.failure(run(script));
    expect(failed.message).to.equal(
      "AlgorithmError: ValueError: /opt/ml/processing/input/raw/raw.csv: no such column, exit code: 1",
    );
    expect(failed.describe).to.include({ ProcessingJobStatus: "Failed", FailureReason: failed.message });
    expect(await botocoreMistakes("DescribeProcessingJob", "output", failed.describe)).to.deep.equal([]);
    expect(jobs.logs.join("\n")).to.match(
      /^Traceback.*\n {2}File "\/opt\/ml\/processing\/input\/code\/script.py", line 5, in <module>\n {4}check\(3\)/,
    );
    expect(await jobs.keys("result/")).to.deep.equal([]);
  });

  it("gives the message that the script left as the reason and as ExitMessage", async () => {
    const failed = await jobs.failure(
      run(`import sys\nopen("/opt/ml/output/message", "w").write("row 3 is empty")\nsys.exit(4)`),
    );
    expect(failed.message).to.equal("AlgorithmError: row 3 is empty, exit code: 4");
    expect(failed.describe.ExitMessage).to.equal("row 3 is empty");
  });

  const failures: [string, string, RegExp][] = [
    ["a syntax error", "x = (\n", /SyntaxError: '\(' was never closed, exit code: 1/],
    [
      "a module that is not there",
      "import tensorflow",
      /ModuleNotFoundError: No module named 'tensorflow', exit code: 1/,
    ],
    ["sys.exit with text", "import sys; sys.exit('no rows')", /AlgorithmError: no rows, exit code: 1/],
    ["a kill", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", /was killed.*memory.*exit code: 137/],
  ];
  for (const [what, script, reason] of failures) {
    it(`reports ${what}`, async () => expect((await jobs.failure(run(script))).message).to.match(reason));
  }

  it("reports a script that is not there", async () => {
    const AppSpecification = { ImageUri: sklearnImage, ContainerEntrypoint: ["python3", `${CODE}/other.py`] };
    const failed = await jobs.failure(run("", { AppSpecification }));
    expect(failed.message).to.match(/can't open file '\/opt\/ml\/processing\/input\/code\/other\.py'.*exit code: 2/);
  });

  it("deletes what was uploaded when an upload fails, so that no half result is left", async () => {
    const outputs = [
      output("result", "result/"),
      {
        ...output("second", ""),
        S3Output: {
          S3Uri: "s3://no-such-bucket/x/",
          LocalPath: "/opt/ml/processing/output/second",
          S3UploadMode: "EndOfJob",
        },
      },
    ];
    const script = `
for name in ("result/a", "result/b", "second/c"):
    open("/opt/ml/processing/output/" + name, "w").write("text")`;
    const failed = await jobs.failure(run(script, { ProcessingOutputConfig: { Outputs: outputs } }));
    expect(failed.message).to.match(/NoSuchBucket/);
    expect(await jobs.keys("result/")).to.deep.equal([]);
  });

  const forever = `
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "/opt/ml/child"])
print("started", flush=True)
time.sleep(600)`;

  it("is stopped by its MaxRuntimeInSeconds, children and all", async () => {
    const failed = await jobs.failure(run(forever, { StoppingCondition: { MaxRuntimeInSeconds: 1 } }));
    expect(failed.describe).to.include({ ProcessingJobStatus: "Stopped" });
    expect(failed.message).to.match(/longer than its MaxRuntimeInSeconds of 1/);
    expect(await botocoreMistakes("DescribeProcessingJob", "output", failed.describe)).to.deep.equal([]);
    await sleep(50);
    expect(jobs.processes()).to.deep.equal([]);
  });

  it("ends at once when aborted, children and all", async () => {
    const abort = new AbortController();
    const env = { ...jobs.env, signal: abort.signal, onLog: () => abort.abort(new Error("state timed out")) };
    await jobs.put("code/script.py", forever);
    const error = await runProcessingJob(processingRequest(), env).catch((error) => error);
    expect(error.message).to.equal("state timed out");
    await sleep(50);
    expect(jobs.processes()).to.deep.equal([]);
  });

  it("says what to do when the disk is full", async () => {
    const script = `import errno, os\nraise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))`;
    const error = await run(script).catch((error) => error);
    expect(error).to.be.instanceOf(UserError);
    expect(error.message).to.match(/disk is full[^]*Make room/);
  });

  it("refuses what does not run locally, naming it", async () => {
    const refused = async (changes: JsonObject) => {
      const error = await runProcessingJob(processingRequest(changes), jobs.env).catch((error) => error);
      expect(error).to.be.instanceOf(UserError);
      return error.message;
    };
    const app = (ContainerEntrypoint: string[], ImageUri = sklearnImage) => ({
      AppSpecification: { ImageUri, ContainerEntrypoint },
    });
    expect(await refused(app(["/bin/bash", "run.sh"]))).to.match(/its entry point is \["\/bin\/bash","run\.sh"\]/);
    expect(await refused(app(["python3", "-m", "package"], xgboostImage))).to.match(/"-m"/);
    expect(await refused(app(["python3", "x.py"], "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1"))).to.match(
      /own:1/,
    );
    const manifest = {
      ...input("raw", "input/"),
      S3Input: { ...(input("raw", "x").S3Input as JsonObject), S3DataType: "ManifestFile" },
    };
    expect(await refused({ ProcessingInputs: [manifest] })).to.match(/input raw .* S3DataType ManifestFile/);
  });
});
