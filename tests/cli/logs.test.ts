/** `mlpipe logs`: against a real endpoint of CloudWatch Logs, of executions whose history a server gives. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";
import { logSource } from "../../cli/logs/logSource";
import { runMlpipe } from "../support/commandLine";
import { type MotoServer, motoServer } from "../support/motoServer";
import { pythonSetupTimeout } from "../support/python";
import { stepFunctionsProxy } from "../support/stepFunctionsProxy";

const REGION = "eu-west-1";
const EXECUTION = "arn:aws:states:eu-west-1:123456789012:execution:churn-1a2b3c4:one";
const GROUP = "/aws/sagemaker/TrainingJobs";

describe("mlpipe logs", function () {
  this.timeout(60_000);
  let moto: MotoServer;
  let client: CloudWatchLogsClient;
  const began = Date.now() - 120_000;

  before(async function () {
    this.timeout(pythonSetupTimeout);
    moto = await motoServer("logs");
    const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "local" };
    client = new CloudWatchLogsClient({ endpoint: moto.endpoint, region: REGION, credentials });
    await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    await client.send(new CreateLogGroupCommand({ logGroupName: "/aws/lambda/seed" }));
    await put(GROUP, "churn-train-1/algo-1-1700000000", ["[0] train-auc:0.9", "[1] train-auc:0.95"]);
    await put(GROUP, "churn-train-1/algo-2-1700000000", ["second instance"]);
    await put(GROUP, "churn-train-10/algo-1-1700000000", ["another job"]);
    await put("/aws/lambda/seed", "2026/01/01/[$LATEST]a", ["seeded"]);
  });
  after(() => moto.stop());

  async function put(
    logGroupName: string,
    logStreamName: string,
    messages: string[],
    at = began + 5000,
  ): Promise<void> {
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const logEvents = messages.map((message, index) => ({ timestamp: at + index, message }));
    await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  }

  const task = (resource: string, parameters: object, resourceType = "sagemaker") => ({
    taskScheduledEventDetails: { resource, resourceType, region: REGION, parameters: JSON.stringify(parameters) },
  });
  const event = (id: number, type: string, more: object = {}) => ({
    ...{ id, previousEventId: id - 1, type, timestamp: (began + id * 1000) / 1000 },
    ...more,
  });
  const entered = (id: number, type: string, name: string) =>
    event(id, `${type}StateEntered`, { stateEnteredEventDetails: { name } });
  const exited = (id: number, name: string) => event(id, "TaskStateExited", { stateExitedEventDetails: { name } });
  const HISTORY = [
    event(1, "ExecutionStarted"),
    entered(2, "Task", "Seed"),
    event(3, "TaskScheduled", task("invoke", { FunctionName: "seed" }, "lambda")),
    event(4, "TaskSucceeded"),
    exited(5, "Seed"),
    entered(6, "Wait", "Hold"),
    event(7, "WaitStateExited", { stateExitedEventDetails: { name: "Hold" } }),
    { ...entered(8, "Task", "Train"), timestamp: began / 1000 },
    event(9, "TaskScheduled", task("createTrainingJob.sync", { TrainingJobName: "churn-train-1" })),
  ];
  const END = [event(10, "TaskSucceeded"), exited(11, "Train"), event(12, "ExecutionSucceeded")];

  /** @param history what Step Functions gives at the nth time that it is asked */
  async function logs(args: string[], history: (count: number) => object[] = () => [...HISTORY, ...END]) {
    const proxy = await stepFunctionsProxy(moto.endpoint, (_call, count) => ({ body: { events: history(count) } }));
    try {
      const env = {
        AWS_ENDPOINT_URL_SFN: proxy.endpoint,
        AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: moto.endpoint,
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY: "local",
        AWS_REGION: REGION,
        AWS_CONFIG_FILE: "none",
        AWS_SHARED_CREDENTIALS_FILE: "none",
      };
      return await runMlpipe(["logs", "--execution", EXECUTION, ...args], { env });
    } finally {
      await proxy.close();
    }
  }

  it("prints the lines of all of a job's instances, and of no other job", async () => {
    const { code, stdout, stderr } = await logs(["Train"]);
    expect(code, stderr).to.equal(0);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}/, ""));
    expect(lines).to.have.members(["[0] train-auc:0.9", "[1] train-auc:0.95", "second instance"]);
  });

  it("prints a function's lines, as JSON where it is asked to", async () => {
    const { stdout } = await logs(["Seed", "--json"]);
    expect(JSON.parse(stdout)).to.include({ stream: "2026/01/01/[$LATEST]a", message: "seeded" });
  });

  it("follows a job to its end, and prints each line once", async () => {
    let isPut = false;
    const { code, stdout } = await logs(["Train", "--follow"], (count) => {
      if (count === 2 && !isPut) {
        isPut = true;
        void put(GROUP, "churn-train-1/algo-3-1700000000", ["a late line"], Date.now());
      }
      return count < 4 ? HISTORY : [...HISTORY, ...END];
    });
    expect(code).to.equal(0);
    expect(stdout.match(/a late line/g)).to.have.length(1);
    expect(stdout.match(/second instance/g)).to.have.length(1);
  });

  it("says in a line what has no log", async () => {
    const none = await logs(["Nowhere"]);
    expect([none.code, none.stdout]).to.deep.equal([2, ""]);
    expect(none.stderr).to.contain('The execution has not reached a state "Nowhere".');
    const wait = await logs(["Hold"]);
    expect(wait.code).to.equal(2);
    expect(wait.stderr).to.contain('"Hold" is a Wait state, behind which no log is known.');
    const empty = await logs(["Seed", "--log-group", "/aws/lambda/none"]);
    expect([empty.code, empty.stdout]).to.deep.equal([0, ""]);
    expect(empty.stderr).to.contain("Nothing is in /aws/lambda/none yet.");
  });

  it("knows the log groups of SageMaker's jobs and of functions", () => {
    const source = (api: string, job: string) => logSource({ api, job });
    expect(source("sagemaker:createProcessingJob.sync", "p")).to.deep.equal({
      ...{ group: "/aws/sagemaker/ProcessingJobs", streams: "p/" },
    });
    expect(source("sagemaker:createTransformJob.sync", "t")?.group).to.equal("/aws/sagemaker/TransformJobs");
    expect(source("sagemaker:createHyperParameterTuningJob.sync", "t")?.streams).to.equal("t-");
    const arn = "arn:aws-cn:lambda:cn-north-1:123456789012:function:seed";
    for (const name of ["seed", arn, `${arn}:$LATEST`, `${arn}:live`]) {
      expect(source("lambda:invoke", name)).to.deep.equal({ group: "/aws/lambda/seed" });
    }
    expect(logSource({ job: arn })).to.deep.equal({ group: "/aws/lambda/seed" });
    expect(source("sagemaker:createModel", "m")).to.equal(undefined);
    expect(source("sns:publish", "m")).to.equal(undefined);
  });
});
