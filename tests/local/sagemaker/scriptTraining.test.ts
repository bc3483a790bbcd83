/** Training jobs in script mode, with real programs. */
import { expect } from "chai";
import type { JsonObject } from "../../../asl/definition";
import { AccessDenied } from "../../../local/authorizer";
import { runTrainingJob } from "../../../local/sagemaker/trainingJob";
import { runTuningJob } from "../../../local/sagemaker/tuning/tuningJob";
import { UserError } from "../../../local/userError";
import { botocoreMistakes } from "../../support/botocore";
import { pythonSetupTimeout } from "../../support/python";
import {
  bucket,
  channel,
  roleArn,
  sampleRows,
  sklearnImage,
  startHarness,
  trainingRequest,
  xgboostImage,
  type Harness,
} from "./harness";

const SOURCE = `s3://${bucket}/code/sourcedir.tar.gz`;

/** Hyperparameters as the SageMaker Python SDK writes them. */
const written = (given: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, JSON.stringify(value)]));

describe("runTrainingJob in script mode", () => {
  let jobs: Harness;
  before(async function () {
    this.timeout(pythonSetupTimeout);
    jobs = await startHarness();
    await jobs.put("csv/train.csv", sampleRows.join("\n"));
  });
  after(() => jobs.close());
  beforeEach(() => [jobs.calls, jobs.logs, jobs.notes, jobs.metrics].forEach((list) => list.splice(0)));
  afterEach(() => {
    expect(jobs.leftovers()).to.deep.equal([]);
    expect(jobs.processes()).to.deep.equal([]);
  });

  const request = (given: Record<string, unknown>, changes: JsonObject = {}) =>
    trainingRequest({
      TrainingJobName: "script",
      AlgorithmSpecification: { TrainingImage: sklearnImage, TrainingInputMode: "File" },
      HyperParameters: written({ sagemaker_program: "train.py", sagemaker_submit_directory: SOURCE, ...given }),
      ...changes,
    });
  const train = async (
    files: Record<string, string>,
    given: Record<string, unknown> = {},
    changes: JsonObject = {},
  ) => {
    await jobs.putArchive("code/sourcedir.tar.gz", files);
    return runTrainingJob(request(given, changes), jobs.env);
  };
  const fails = (files: Record<string, string>, given: Record<string, unknown> = {}, changes: JsonObject = {}) =>
    jobs.failure(train(files, given, changes));
  const refused = async (run: Promise<unknown>) => {
    const error = await run.catch((error: unknown) => error);
    expect(error).to.be.instanceOf(UserError);
    return (error as UserError).message;
  };
  const hosts = (InstanceCount: number) => ({
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount, VolumeSizeInGB: 30 },
  });
  const result = async (name = "script") => jobs.getArchive(`models/${name}/output/model.tar.gz`);

  it("trains with scikit-learn, reads its metrics by their expressions, and describes itself as SageMaker does", async () => {
    const program = `
import argparse, os
import joblib, pandas
from sklearn.linear_model import SGDClassifier
from sklearn.preprocessing import StandardScaler

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int)
parser.add_argument("--alpha", type=float)
parser.add_argument("--train", default=os.environ["SM_CHANNEL_TRAIN"])
parser.add_argument("--model-dir", default=os.environ["SM_MODEL_DIR"])
given = parser.parse_args()
table = pandas.concat(pandas.read_csv(os.path.join(given.train, name), header=None) for name in os.listdir(given.train))
x, y = StandardScaler().fit_transform(table.iloc[:, 1:]), table[0]
model = SGDClassifier(alpha=given.alpha, random_state=0)
for epoch in range(given.epochs):
    model.partial_fit(x, y, classes=[0, 1])
    print(f"epoch={epoch} accuracy={model.score(x, y):.4f};")
joblib.dump(model, os.path.join(given.model_dir, "model.joblib"))
with open("/opt/ml/output/data/notes.txt", "w") as file:
    file.write("kept")
`;
    const MetricDefinitions = [{ Name: "train:accuracy", Regex: "accuracy=([0-9.]+);" }];
    const AlgorithmSpecification = { TrainingImage: sklearnImage, TrainingInputMode: "File", MetricDefinitions };
    const described = await train({ "train.py": program }, { epochs: 4, alpha: 0.001 }, { AlgorithmSpecification });
    expect(await botocoreMistakes("DescribeTrainingJob", "output", described)).to.deep.equal([]);
    expect(described).to.include({ TrainingJobStatus: "Completed", SecondaryStatus: "Completed" });
    const accuracies = jobs.metrics.map(({ value }) => value);
    expect(jobs.metrics.map(({ name, step }) => `${step} ${name}`)).to.deep.equal(
      [0, 1, 2, 3].map((step) => `${step} train:accuracy`),
    );
    expect(Math.min(...accuracies)).to.be.above(0.9);
    expect((described.FinalMetricDataList as JsonObject[])[0]).to.include({
      MetricName: "train:accuracy",
      Value: accuracies.at(-1),
    });
    expect(Object.keys(await result())).to.deep.equal(["model.joblib"]);
    expect(await jobs.getArchive("models/script/output/output.tar.gz")).to.deep.equal({ "notes.txt": "kept" });
    expect(jobs.calls.map(({ action }) => action)).to.include.members(["ecr:BatchGetImage", "logs:PutLogEvents"]);
  });

  it("trains with XGBoost under the user's own loop", async () => {
    const program = `
import argparse, os
import xgboost
from helpers.data import matrix
parser = argparse.ArgumentParser()
parser.add_argument("--num_round", type=int)
given, _ = parser.parse_known_args()
rows = matrix("/opt/ml/input/data/train/train.csv")
class Shown(xgboost.callback.TrainingCallback):
    def after_iteration(self, model, epoch, log):
        print(f"[{epoch}]\\ttrain-logloss:{log['train']['logloss'][-1]:.5f}")
parameters = {"objective": "binary:logistic", "eval_metric": "logloss"}
model = xgboost.train(parameters, rows, given.num_round, evals=[(rows, "train")], callbacks=[Shown()], verbose_eval=False)
model.save_model(os.path.join(os.environ["SM_MODEL_DIR"], "xgboost-model.json"))
`;
    const helper = `
import numpy, xgboost
def matrix(path):
    table = numpy.loadtxt(path, delimiter=",")
    return xgboost.DMatrix(table[:, 1:], label=table[:, 0])
`;
    const MetricDefinitions = [{ Name: "train:logloss", Regex: ".*\\[[0-9]+\\].*train-logloss:(\\S+)" }];
    const AlgorithmSpecification = { TrainingImage: xgboostImage, TrainingInputMode: "File", MetricDefinitions };
    await train(
      { "train.py": program, "helpers/__init__.py": "", "helpers/data.py": helper },
      { num_round: 5 },
      { AlgorithmSpecification },
    );
    const values = jobs.metrics.map(({ value }) => value);
    expect(values).to.have.length(5);
    expect(values).to.deep.equal([...values].sort((a, b) => b - a));
    expect(Object.keys(await result())).to.deep.equal(["xgboost-model.json"]);
  });

  it("trains with processes that scikit-learn starts, and a function of the program's in them", async () => {
    const program = `
import json, os
import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
def share_right(model, x, y):
    with open("/opt/ml/model/pids", "a") as file:
        file.write(f"{os.getpid()}\\n")
    return float((model.predict(x) == y).mean())
table = numpy.loadtxt("/opt/ml/input/data/train/train.csv", delimiter=",")
search = GridSearchCV(LogisticRegression(max_iter=50), {"C": [0.1, 1.0]}, scoring=share_right, n_jobs=2, cv=2)
search.fit(table[:, 1:4], table[:, 0])
with open("/opt/ml/model/main", "w") as file:
    json.dump(os.getpid(), file)
`;
    await train({ "train.py": program });
    const { pids, main } = await result();
    expect(pids!.trim().split("\n")).to.have.length(4).and.not.include(main);
  });

  it("tells the program all that SageMaker's toolkit tells it", async () => {
    const program = `
import json, os, sys
told = {name: value for name, value in os.environ.items() if name.startswith(("SM_", "SAGEMAKER_", "TRAINING_JOB", "MINE"))}
with open(os.environ["SM_MODEL_DIR"] + "/told.json", "w") as file:
    json.dump({"arguments": sys.argv[1:], "variables": told, "folder": os.getcwd()}, file)
`;
    const given = {
      "max-depth": 5,
      a: "one letter",
      rate: 1e-5,
      flag: true,
      nothing: null,
      grid: { b: 2, a: [1] },
      "model-dir": "/opt/ml/model",
      text: "5 apples",
      sagemaker_container_log_level: 10,
      sagemaker_job_name: "named-by-the-sdk",
      sagemaker_region: "us-east-1",
      sagemaker_instance_type: "ml.m5.large",
      _tuning_objective_metric: "validation:auc",
    };
    await jobs.putArchive("code/sourcedir.tar.gz", { "train.py": program });
    const changes = request(given, {
      InputDataConfig: [channel("train", "csv/"), channel("test", "csv/", "FullyReplicated")],
    });
    Object.assign(changes["HyperParameters"] as JsonObject, { plain: "not JSON" });
    await runTrainingJob({ ...changes, Environment: { MINE: "yes" } }, jobs.env);
    const text = (await result())["told.json"]!;
    const root = /"folder": "([^"]*)\/opt\/ml\/code"/.exec(text)![1]!;
    const { arguments: args, variables } = JSON.parse(text.replaceAll(root, "")) as {
      arguments: string[];
      variables: Record<string, string>;
    };
    expect(args).to.deep.equal([
      ...["-a", "one letter", "--flag", "True", "--grid", "a=[1],b=2", "--max-depth", "5"],
      ...[
        "--model-dir",
        "/opt/ml/model",
        "--nothing",
        "",
        "--plain",
        "not JSON",
        "--rate",
        "1e-05",
        "--text",
        "5 apples",
      ],
    ]);
    expect(variables).to.include({
      SM_HOSTS: '["algo-1"]',
      SM_CURRENT_HOST: "algo-1",
      SM_CURRENT_INSTANCE_TYPE: "ml.m5.large",
      SM_CURRENT_INSTANCE_GROUP: "homogeneousCluster",
      SM_NUM_GPUS: "0",
      SM_MODEL_DIR: "/opt/ml/model",
      SM_INPUT_DIR: "/opt/ml/input",
      SM_INPUT_CONFIG_DIR: "/opt/ml/input/config",
      SM_OUTPUT_DIR: "/opt/ml/output",
      SM_OUTPUT_DATA_DIR: "/opt/ml/output/data",
      SM_OUTPUT_INTERMEDIATE_DIR: "/opt/ml/output/intermediate",
      SM_CHANNELS: '["test","train"]',
      SM_CHANNEL_TRAIN: "/opt/ml/input/data/train",
      SM_CHANNEL_TEST: "/opt/ml/input/data/test",
      SM_HP_RATE: "1e-05",
      "SM_HP_MAX-DEPTH": "5",
      SM_HP_FLAG: "true",
      SM_HP_NOTHING: "",
      SM_HP_PLAIN: "not JSON",
      SM_HP_GRID: '{"a":[1],"b":2}',
      SM_LOG_LEVEL: "10",
      SM_MODULE_NAME: "train",
      SM_USER_ENTRY_POINT: "train.py",
      SM_MODULE_DIR: SOURCE,
      SM_FRAMEWORK_MODULE: "sagemaker_sklearn_container.training:main",
      SM_FRAMEWORK_PARAMS: '{"sagemaker_instance_type":"ml.m5.large"}',
      SM_NETWORK_INTERFACE_NAME: "lo",
      SAGEMAKER_JOB_NAME: "named-by-the-sdk",
      SAGEMAKER_REGION: "us-east-1",
      TRAINING_JOB_NAME: "script",
      MINE: "yes",
    });
    expect(Number(variables["SM_NUM_CPUS"])).to.be.above(0);
    expect(JSON.parse(variables["SM_USER_ARGS"]!)).to.deep.equal(args);
    expect(JSON.parse(variables["SM_HPS"]!)).to.deep.equal({
      ...Object.fromEntries(Object.entries(given).filter(([name]) => !/^(sagemaker_|_tuning)/.test(name))),
      plain: "not JSON",
    });
    expect(JSON.parse(variables["SM_INPUT_DATA_CONFIG"]!)).to.have.keys("train", "test");
    const told = JSON.parse(variables["SM_TRAINING_ENV"]!) as JsonObject;
    expect(told).to.deep.include({
      job_name: "script",
      hosts: ["algo-1"],
      is_master: true,
      master_hostname: "algo-1",
      module_name: "train",
      channel_input_dirs: { train: "/opt/ml/input/data/train", test: "/opt/ml/input/data/test" },
      hyperparameters: JSON.parse(variables["SM_HPS"]!),
      resource_config: {
        current_host: "algo-1",
        hosts: ["algo-1"],
        current_instance_type: "ml.m5.large",
        current_group_name: "homogeneousCluster",
        instance_groups: [
          { instance_group_name: "homogeneousCluster", instance_type: "ml.m5.large", hosts: ["algo-1"] },
        ],
        network_interface_name: "lo",
      },
    });
  });

  describe("on two instances", () => {
    const program = `
import json, os, sys, time
host, folder = os.environ["SM_CURRENT_HOST"], os.environ["SM_CHANNEL_TRAIN"]
print("hosts", os.environ["SM_HOSTS"])
seen = {name: sorted(os.listdir("/opt/ml/input/data/" + name)) for name in json.loads(os.environ["SM_CHANNELS"])}
with open(os.path.join(os.environ["SM_MODEL_DIR"], host + ".json"), "w") as file:
    json.dump(seen, file)
with open("/opt/ml/model/shared.txt", "w") as file:
    file.write(host)
with open("/opt/ml/output/data/" + host, "w") as file:
    file.write("done")
`;
    before(async () => {
      for (const part of ["a", "b", "c"]) await jobs.put(`parts/${part}.csv`, "1,2\n");
    });
    const InputDataConfig = [channel("train", "parts/"), channel("all", "parts/", "FullyReplicated")];

    it("gives each its share of what is sharded, all of what is replicated, and puts what they write together", async () => {
      await train({ "train.py": program }, {}, { ...hosts(2), InputDataConfig });
      const model = await result();
      expect(Object.keys(model)).to.deep.equal(["algo-1.json", "algo-2.json", "shared.txt"]);
      const all = ["a.csv", "b.csv", "c.csv"];
      expect(JSON.parse(model["algo-1.json"]!)).to.deep.equal({ all, train: ["a.csv", "c.csv"] });
      expect(JSON.parse(model["algo-2.json"]!)).to.deep.equal({ all, train: ["b.csv"] });
      expect(model["shared.txt"]).to.equal("algo-1");
      expect(jobs.logs).to.include.members([
        '[algo-1] hosts ["algo-1","algo-2"]',
        '[algo-2] hosts ["algo-1","algo-2"]',
      ]);
      expect(jobs.notes).to.have.length(2);
      expect(jobs.notes[0]).to.match(/the names algo-1 to algo-2 do not resolve/);
      expect(jobs.notes[1]).to.equal(
        "algo-2 has written /opt/ml/model/shared.txt, as a host before it: the first one's is kept (1 in all).",
      );
      expect(await jobs.getArchive("models/script/output/output.tar.gz")).to.have.keys("algo-1", "algo-2");
    });

    it("runs them at the same time", async () => {
      // Each waits until the other has begun: one after the other would never end.
      const waiting = `
import os, time, boto3
s3 = boto3.client("s3")
hosts = ["algo-1", "algo-2"]
s3.put_object(Bucket="${bucket}", Key="begun/" + os.environ["SM_CURRENT_HOST"], Body=b"")
for _ in range(200):
    if s3.list_objects_v2(Bucket="${bucket}", Prefix="begun/")["KeyCount"] == 2:
        break
    time.sleep(0.05)
else:
    raise TimeoutError("the other host has not begun")
open("/opt/ml/model/" + os.environ["SM_CURRENT_HOST"], "w").close()
`;
      await train({ "train.py": waiting }, {}, hosts(2));
      expect(Object.keys(await result())).to.deep.equal(["algo-1", "algo-2"]);
    });

    it("fails as soon as one fails, with its reason, and ends the other", async () => {
      const failing = `
import os, time
if os.environ["SM_CURRENT_HOST"] == "algo-2":
    raise ValueError("shard is empty")
time.sleep(600)
`;
      const begun = Date.now();
      const failed = await fails({ "train.py": failing }, {}, { ...hosts(2), TrainingJobName: "one-fails" });
      expect(failed.message).to.equal(
        'AlgorithmError: ExecuteUserScriptError:\nExitCode 1\nErrorMessage "ValueError: shard is empty"\n' +
          'Command "python3 train.py", exit code: 1',
      );
      expect(Date.now() - begun).to.be.below(30_000);
      expect(await jobs.keys("models/one-fails")).to.deep.equal([]);
    });
  });

  describe("fails as SageMaker does", () => {
    it("with the error's text, the program's own frames in the log, and the command", async () => {
      const failed = await fails(
        { "train.py": "import sys\n\ndef fit():\n    raise KeyError('label')\n\nfit()\n" },
        { a: 1 },
      );
      expect(failed.message).to.equal(
        "AlgorithmError: ExecuteUserScriptError:\nExitCode 1\nErrorMessage \"KeyError: 'label'\"\n" +
          'Command "python3 train.py -a 1", exit code: 1',
      );
      expect(failed.describe).to.include({ TrainingJobStatus: "Failed", FailureReason: failed.message });
      expect(await botocoreMistakes("DescribeTrainingJob", "output", failed.describe)).to.deep.equal([]);
      const shown = jobs.logs.slice(jobs.logs.indexOf("Traceback (most recent call last):"));
      expect(shown[1]).to.equal('  File "/opt/ml/code/train.py", line 6, in <module>');
    });

    it("with what the program itself has written as its failure", async () => {
      const program = `
import sys
with open("/opt/ml/output/failure", "w") as file:
    file.write("the label has one value only")
sys.exit(3)
`;
      expect((await fails({ "train.py": program })).message).to.equal(
        "AlgorithmError: the label has one value only, exit code: 1",
      );
    });

    const endings: [string, string, RegExp][] = [
      ["a text given to sys.exit", "import sys; sys.exit('no data')", /ExitCode 1\nErrorMessage "no data"/],
      ["an exit code", "import sys; sys.exit(3)", /ExitCode 3\nErrorMessage ""/],
      ["a syntax error", "def fit(:", /ErrorMessage "File "\/opt\/ml\/code\/train\.py", line 1\n.*SyntaxError: /s],
      ["a missing module", "import no_such_module", /ModuleNotFoundError: No module named 'no_such_module'/],
    ];
    for (const [what, program, message] of endings) {
      it(`for ${what}`, async () => expect((await fails({ "train.py": program })).message).to.match(message));
    }

    it("for a program that is not in the archive, and for an archive that is not there, or is none", async () => {
      expect((await fails({ "other.py": "" })).message).to.match(
        /ExitCode 2\nErrorMessage ""\nCommand "python3 train\.py"/,
      );
      expect(jobs.logs).to.include(
        "python3: can't open file '/opt/ml/code/train.py': [Errno 2] No such file or directory",
      );
      const absent = request({ sagemaker_submit_directory: `s3://${bucket}/absent.tar.gz` });
      expect((await jobs.failure(runTrainingJob(absent, jobs.env))).message).to.match(
        /Failed to download s3:\/\/data\/absent\.tar\.gz: NoSuchKey/,
      );
      const text = request({ sagemaker_submit_directory: `s3://${bucket}/csv/train.csv` });
      expect((await jobs.failure(runTrainingJob(text, jobs.env))).message).to.match(
        /^ClientError: Failed to extract source archive from URL "s3:\/\/data\/csv\/train\.csv"/,
      );
    });

    it("for a source in S3 without a network, as the container itself downloads it", async () => {
      const failed = await fails({ "train.py": "" }, {}, { EnableNetworkIsolation: true });
      expect(failed.message).to.match(
        /no network \(EnableNetworkIsolation\).*sourcedir\.tar\.gz; give the program as a channel/,
      );
    });
  });

  it("takes the program from a channel", async () => {
    await jobs.putArchive("channel/sourcedir.tar.gz", { "train.py": "open('/opt/ml/model/m', 'w').close()" });
    const described = await runTrainingJob(
      request(
        { sagemaker_submit_directory: "/opt/ml/input/data/code/sourcedir.tar.gz" },
        { InputDataConfig: [channel("code", "channel/")], EnableNetworkIsolation: true },
      ),
      jobs.env,
    );
    expect(described).to.include({ TrainingJobStatus: "Completed" });
    expect(Object.keys(await result())).to.deep.equal(["m"]);
  });

  it("goes on from checkpoints in folders, wherever they are below /opt/ml", async () => {
    const program = `
import json, os
with open(os.environ["SM_CHECKPOINT_CONFIG_FILE"]) as file:
    folder = json.load(file)["LocalPath"] + "/steps"
os.makedirs(folder, exist_ok=True)
print("found", sorted(os.listdir(folder)))
open(os.path.join(folder, str(len(os.listdir(folder)))), "w").close()
`;
    const CheckpointConfig = { S3Uri: `s3://${bucket}/checkpoints/script/`, LocalPath: "/opt/ml/state" };
    const AlgorithmSpecification = { TrainingImage: xgboostImage, TrainingInputMode: "File" };
    await train({ "train.py": program }, {}, { CheckpointConfig, AlgorithmSpecification });
    await train({ "train.py": program }, {}, { CheckpointConfig, AlgorithmSpecification });
    expect(jobs.logs.filter((line) => line.startsWith("found"))).to.deep.equal(["found []", "found ['0']"]);
    expect(await jobs.keys("checkpoints/script/")).to.deep.equal([
      "checkpoints/script/steps/0",
      "checkpoints/script/steps/1",
    ]);
  });

  it("ends at once when it is aborted, with all its hosts", async () => {
    const abort = new AbortController();
    await jobs.putArchive("code/sourcedir.tar.gz", {
      "train.py": "print('begun', flush=True)\nimport time\ntime.sleep(600)",
    });
    const env = {
      ...jobs.env,
      signal: abort.signal,
      onLog: (_: string, line: string) => line === "[algo-2] begun" && abort.abort(new Error("Ctrl-C")),
    };
    const run = runTrainingJob(request({}, hosts(2)), env);
    expect(await run.catch((error: Error) => error.message)).to.equal("Ctrl-C");
  });

  describe("requirements.txt", () => {
    it("is taken when all is there, with its options, comments, markers and nested files", async () => {
      const requirements = [
        "--extra-index-url https://packages.example.com",
        "numpy>=1.20  # arrays",
        "scikit_learn \\",
        "  >= 1.0",
        'pywin32==1 ; sys_platform == "win32"',
        "-r more.txt",
        "",
      ].join("\n");
      await train({ "train.py": "", "requirements.txt": requirements, "more.txt": "pandas\n" });
    });

    it("is refused when something is not, saying what is here", async () => {
      const requirements =
        "numpy\npandas==0.1\nno-such-package>=2\n./wheels/own.whl\nmodel @ https://example.com/model.whl\n";
      const message = await refused(train({ "train.py": "", "requirements.txt": requirements }));
      expect(message).to.match(
        /^Training job script does not run locally: its requirements\.txt asks for pandas==0\.1 \(here: \d[^)]*\), no-such-package>=2 \(here: none\), \.\/wheels\/own\.whl \(here: none\), model @ https:\/\/example\.com\/model\.whl \(here: none\), and nothing is installed in a local run\.\n/,
      );
      expect(jobs.metrics).to.deep.equal([]);
    });
  });

  const refusals: [string, Record<string, unknown>, JsonObject, RegExp][] = [
    ["a shell script", { sagemaker_program: "train.sh" }, {}, /its program train\.sh is no Python file/],
    [
      "a source that is not named",
      { sagemaker_submit_directory: undefined },
      {},
      /names a program, but not where that is/,
    ],
    [
      "an entry point",
      {},
      { AlgorithmSpecification: { TrainingImage: sklearnImage, ContainerEntrypoint: ["python3", "a.py"] } },
      /it has an entry point of its own/,
    ],
    [
      "instance groups",
      {},
      {
        ResourceConfig: { InstanceGroups: [{ InstanceGroupName: "a", InstanceType: "ml.m5.large", InstanceCount: 1 }] },
      },
      /it has InstanceGroups/,
    ],
    [
      "checkpoints outside /opt/ml",
      {},
      { CheckpointConfig: { S3Uri: `s3://${bucket}/c/`, LocalPath: "/tmp/checkpoints" } },
      /CheckpointConfig\.LocalPath \/tmp\/checkpoints does not run locally/,
    ],
    [
      "a metric's expression that cannot be read",
      {},
      { AlgorithmSpecification: { TrainingImage: sklearnImage, MetricDefinitions: [{ Name: "a", Regex: "a=(" }] } },
      /MetricDefinitions\[0\]\.Regex a=\( does not run locally/,
    ],
  ];
  for (const [what, given, changes, message] of refusals) {
    it(`refuses ${what}, naming it`, async () => {
      expect(await refused(train({ "train.py": "" }, given, changes))).to.match(message);
    });
  }

  it("refuses scikit-learn without a program, and a source that would have to be installed", async () => {
    const AlgorithmSpecification = { TrainingImage: sklearnImage, TrainingInputMode: "File" };
    expect(await refused(runTrainingJob(trainingRequest({ AlgorithmSpecification }), jobs.env))).to.match(
      /neither the built-in XGBoost algorithm nor a script of its own\.\nName a Python program with the hyperparameters/,
    );
    expect(await refused(train({ "train.py": "", "setup.py": "" }))).to.match(/its source has a setup\.py/);
  });

  it("fails when the role may not do what the job does beside S3", async () => {
    const authorize = async (role: string, call: (typeof jobs.calls)[number]) => {
      throw new AccessDenied(role, call, `not authorized to perform: ${call.action}`);
    };
    const denied = { ...jobs.env, authorizer: { ...jobs.env.authorizer, authorize } };
    await jobs.putArchive("code/sourcedir.tar.gz", { "train.py": "" });
    const failed = await jobs.failure(runTrainingJob(request({}), denied));
    expect(failed.message).to.match(/^ClientError: not authorized to perform: ecr:/);
  });

  it("is what a tuning job's trials run, by a metric of its own", async () => {
    const program = `
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("-x", type=float)
given = parser.parse_args()
print(f"loss={(given.x - 0.25) ** 2}")
`;
    await jobs.putArchive("code/sourcedir.tar.gz", { "train.py": program });
    const { HyperParameters, TrainingJobName: _, AlgorithmSpecification, Tags: __, ...training } = request({});
    const described = await runTuningJob(
      {
        HyperParameterTuningJobName: "tune-script",
        HyperParameterTuningJobConfig: {
          Strategy: "Grid",
          ResourceLimits: { MaxNumberOfTrainingJobs: 3, MaxParallelTrainingJobs: 2 },
          HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: "loss" },
          ParameterRanges: { CategoricalParameterRanges: [{ Name: "x", Values: ["0", "0.25", "1"] }] },
        },
        TrainingJobDefinition: {
          ...training,
          RoleArn: roleArn,
          StaticHyperParameters: HyperParameters,
          AlgorithmSpecification: {
            ...(AlgorithmSpecification as JsonObject),
            MetricDefinitions: [{ Name: "loss", Regex: "loss=([0-9.]+)" }],
          },
        },
      } as JsonObject,
      jobs.env,
    );

    expect((described.BestTrainingJob as JsonObject)["TunedHyperParameters"]).to.deep.equal({ x: "0.25" });
  });
});
