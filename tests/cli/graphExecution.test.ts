/** `mlpipe graph --execution`: what became of each state, of executions in a real Step Functions endpoint. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { stateStatuses } from "../../cli/executions/stateStatuses";
import { runMlpipe, temporaryFolder } from "../support/commandLine";
import { type MotoServer, motoServer } from "../support/motoServer";
import { pythonSetupTimeout } from "../support/python";

const REGION = "eu-west-1";

/** A Parallel whose Catch takes the error of a branch, and two ways on. */
const DEFINITION = {
  StartAt: "Try",
  States: {
    Try: {
      Type: "Parallel",
      Branches: [{ StartAt: "Refuse", States: { Refuse: { Type: "Fail", Error: "Refused", Cause: "no" } } }],
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.Failure", Next: "Hold" }],
      Next: "Never",
    },
    Hold: { Type: "Wait", SecondsPath: "$.Seconds", Next: "Good?" },
    "Good?": { Type: "Choice", Choices: [{ Variable: "$.Good", BooleanEquals: true, Next: "Done" }], Default: "Bad" },
    Done: { Type: "Succeed" },
    Bad: { Type: "Fail", Error: "LowQuality", Cause: "auc" },
    Never: { Type: "Pass", End: true },
  },
};

describe("mlpipe graph --execution", function () {
  this.timeout(60_000);
  let moto: MotoServer;
  let client: SFNClient;
  let folder: ReturnType<typeof temporaryFolder>;
  let env: NodeJS.ProcessEnv;
  let stateMachineArn: string;

  before(async function () {
    this.timeout(pythonSetupTimeout);
    folder = temporaryFolder();
    moto = await motoServer("stepfunctions", { executes: true });
    const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "local" };
    client = new SFNClient({ endpoint: moto.endpoint, region: REGION, credentials });
    env = {
      AWS_ENDPOINT_URL_SFN: moto.endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: REGION,
      AWS_CONFIG_FILE: "none",
      AWS_SHARED_CREDENTIALS_FILE: "none",
    };
    const made = await client.send(
      new CreateStateMachineCommand({
        name: "churn-1a2b3c4",
        roleArn: "arn:aws:iam::123456789012:role/r",
        definition: JSON.stringify(DEFINITION),
        tags: [{ key: "Pipeline", value: "churn" }],
      }),
    );
    stateMachineArn = made.stateMachineArn!;
  });
  after(async () => {
    await moto.stop();
    folder.remove();
  });

  const graph = (...args: string[]) => runMlpipe(["graph", ...args], { env });
  let started = 0;
  const newName = () => `execution-${++started}`;
  /** Starts an execution, and waits for its end. */
  const executed = async (input: object): Promise<string> => {
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn, name: newName(), input: JSON.stringify(input) }),
    );
    for (;;) {
      const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== "RUNNING") return executionArn!;
      await sleep(100);
    }
  };
  const statusesIn = (svg: string) =>
    Object.fromEntries(
      [...svg.matchAll(/data-state="([^"]+)"(?: data-status="([^"]+)")?/g)].map(([, name, status]) => [name, status]),
    );

  it("colours a definition's states, of a file's or of the execution's own", async () => {
    const arn = await executed({ Seconds: 0, Good: false });
    const { code, stdout, stderr } = await graph("--execution", arn, "--svg", "-");
    expect(code, stderr).to.equal(0);
    const expected = {
      ...{ Try: "CAUGHT", Refuse: "FAILED", Hold: "SUCCEEDED", "Good?": "SUCCEEDED", Bad: "FAILED" },
      ...{ Done: undefined, Never: undefined },
    };
    expect(statusesIn(stdout)).to.deep.equal(expected);
    const file = join(folder.path, "churn.json");
    writeFileSync(file, JSON.stringify(DEFINITION));
    const picture = join(folder.path, "churn.svg");
    expect((await graph(file, "--execution", arn, "--svg", picture)).code).to.equal(0);
    expect(statusesIn(readFileSync(picture, "utf8"))).to.deep.equal(expected);
  });

  it("gives Mermaid's classes, and says each status in words, of a pipeline's latest execution", async () => {
    await executed({ Seconds: 0, Good: true });
    const { stdout, code } = await graph("--execution", "churn");
    expect(code).to.equal(0);
    const ids = Object.fromEntries(
      [...stdout.matchAll(/^ *(?:subgraph )?(s\d+)[[{]"([^"<]+)/gm)].map(([, id, name]) => [name, id]),
    );
    const classes = Object.fromEntries(
      [...stdout.matchAll(/^ *class (\S+) (\S+)$/gm)].map(([, members, name]) => [name, members!.split(",").sort()]),
    );
    expect(classes).to.deep.equal({
      caught: [ids["Try"]],
      failed: [ids["Refuse"]],
      succeeded: [ids["Hold"], ids["Good?"], ids["Done"]].sort(),
      notReached: [ids["Bad"], ids["Never"]].sort(),
    });
    expect(stdout.match(/succeeded"/g)).to.have.length(3);
    for (const name of Object.keys(classes)) expect(stdout).to.match(new RegExp(`classDef ${name} stroke`));
  });

  it("shows what still runs", async () => {
    const input = JSON.stringify({ Seconds: 30, Good: true });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: newName(), input }));
    let shown: Record<string, string | undefined> = {};
    for (let tries = 0; tries < 20 && shown["Hold"] === undefined; tries++) {
      shown = statusesIn((await graph("--execution", executionArn!, "--svg", "-")).stdout);
    }
    expect(shown).to.include({ Try: "CAUGHT", Hold: "RUNNING", "Good?": undefined });
  });

  it("says what is wrong in a line", async () => {
    const none = await graph("--execution", "arn:aws:states:eu-west-1:123456789012:execution:churn-1a2b3c4:none");
    expect(none.code).to.equal(2);
    expect(none.stderr).to.contain("churn-1a2b3c4:none").and.not.contain("This should not have happened");
    const nothing = await graph();
    expect(nothing.code).to.equal(2);
    expect(nothing.stderr).to.contain("Give a definition's file, or --execution.");
  });
});

describe("the statuses of states", () => {
  const at = new Date(0);
  const entered = (id: number, type: string, name: string, previousEventId = 0): HistoryEvent => ({
    ...{ id, previousEventId, timestamp: at, type: `${type}StateEntered` as HistoryEvent["type"] },
    stateEnteredEventDetails: { name },
  });
  const event = (id: number, type: string, previousEventId: number): HistoryEvent => ({
    ...{ id, previousEventId, timestamp: at, type: type as HistoryEvent["type"] },
  });
  const statuses = (...events: HistoryEvent[]) => {
    const account = stateStatuses();
    events.forEach((each) => account.take(each));
    return account.statuses();
  };

  it("are those of the last attempt", () => {
    const failed = [entered(1, "Task", "A"), event(2, "TaskScheduled", 1), event(3, "TaskFailed", 2)];
    expect(statuses(...failed)).to.deep.equal({ A: "FAILED" });
    expect(statuses(...failed, event(4, "TaskScheduled", 3))).to.deep.equal({ A: "RUNNING" });
    const mended = [event(4, "TaskScheduled", 3), event(5, "TaskSucceeded", 4), event(6, "TaskStateExited", 5)];
    expect(statuses(...failed, ...mended)).to.deep.equal({ A: "SUCCEEDED" });
    expect(statuses(...failed, event(4, "TaskStateExited", 3))).to.deep.equal({ A: "CAUGHT" });
  });

  it("are aborted for what was cut off, and failed for what ran out of time", () => {
    const begun = entered(1, "Task", "A");
    expect(statuses(begun, event(2, "ExecutionAborted", 1))).to.deep.equal({ A: "ABORTED" });
    expect(statuses(begun, event(2, "ExecutionTimedOut", 1))).to.deep.equal({ A: "FAILED" });
    expect(statuses(begun, entered(2, "Fail", "B"), event(3, "ExecutionFailed", 2))).to.deep.equal({
      ...{ A: "ABORTED", B: "FAILED" },
    });
  });

  it("show of several visits what runs before what failed, and that before what succeeded", () => {
    const first = [entered(1, "Task", "A"), event(2, "TaskFailed", 1), event(3, "TaskStateExited", 2)];
    const second = [entered(4, "Task", "A", 3), event(5, "TaskSucceeded", 4), event(6, "TaskStateExited", 5)];
    expect(statuses(...first, second[0]!)).to.deep.equal({ A: "RUNNING" });
    expect(statuses(...first, ...second)).to.deep.equal({ A: "CAUGHT" });
  });
});
