import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { mlpipe } from "../support/commandLine";
import { motoServer, type MotoServer } from "../support/motoServer";
import { pythonSetupTimeout } from "../support/python";
import { type ProxyAnswer, stepFunctionsProxy, type ProxiedCall } from "../support/stepFunctionsProxy";

const REGION = "eu-west-1";
const NO_SUCH = "arn:aws:states:eu-west-1:123456789012:execution:churn-1a2b3c4:none";

const pass = { Type: "Pass", End: true };
/** Machines by name: the input says how long they take, and whether they fail. */
const DEFINITION = {
  StartAt: "Hold",
  States: {
    Hold: { Type: "Wait", SecondsPath: "$.Seconds", Next: "Both" },
    Both: {
      Type: "Parallel",
      Branches: [
        { StartAt: "Left", States: { Left: pass } },
        { StartAt: "Right", States: { Right: pass } },
      ],
      ResultPath: "$.Both",
      Next: "Good?",
    },
    "Good?": { Type: "Choice", Choices: [{ Variable: "$.Good", BooleanEquals: true, Next: "Done" }], Default: "Bad" },
    Done: { Type: "Succeed" },
    Bad: { Type: "Fail", Error: "LowQuality", Cause: "auc is 0.5, less than 0.9." },
  },
};

describe("mlpipe with executions on AWS", () => {
  let moto: MotoServer;
  let client: SFNClient;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  before(async function () {
    this.timeout(pythonSetupTimeout);
    moto = await motoServer("stepfunctions", { executes: true });
    const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "local" };
    client = new SFNClient({ endpoint: moto.endpoint, region: REGION, credentials });
    env = {
      AWS_ENDPOINT_URL_SFN: moto.endpoint,
      AWS_ENDPOINT_URL_SAGEMAKER: "http://127.0.0.1:9",
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: REGION,
      AWS_CONFIG_FILE: "none",
      AWS_SHARED_CREDENTIALS_FILE: "none",
    };
    for (const [name, tags] of [
      ["churn-1a2b3c4", { Pipeline: "churn", Stack: "dev", Project: "p" }],
      ["prices-5d6e7f8", { Pipeline: "prices", Stack: "dev" }],
      ["prices-9a8b7c6", { Pipeline: "prices", Stack: "prod" }],
      ["somebody-elses", {}],
    ] as const) {
      await client.send(
        new CreateStateMachineCommand({
          name,
          roleArn: "arn:aws:iam::123456789012:role/r",
          definition: JSON.stringify(DEFINITION),
          tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
        }),
      );
    }
    folder = mkdtempSync(join(tmpdir(), "executions-"));
  });
  after(async () => {
    await moto.stop();
    rmSync(folder, { recursive: true });
  });

  async function run(args: string[], input = "", more: NodeJS.ProcessEnv = {}) {
    const command = mlpipe(args, { env: { ...env, ...more }, input });
    return { code: await command.code, out: command.stdout(), err: command.stderr() };
  }
  const start = async (pipeline: string, input: object) => {
    const { out } = await run(["start", pipeline, "--input", "-", "--json"], JSON.stringify(input));
    return (JSON.parse(out) as { executionArn: string }).executionArn;
  };

  it("lists the pipelines, by their tags, with their last executions", async () => {
    await start("churn", { Seconds: 0, Good: true });
    const { out } = await run(["list", "--json"]);
    const { pipelines } = JSON.parse(out) as { pipelines: { name: string; lastExecution?: { status: string } }[] };
    expect(pipelines.map(({ name }) => name)).to.deep.equal(["churn-1a2b3c4", "prices-5d6e7f8", "prices-9a8b7c6"]);
    expect(pipelines[0]?.lastExecution?.status).to.be.oneOf(["RUNNING", "SUCCEEDED"]);
    const { out: table } = await run(["list", "--stack", "prod"]);
    expect(table).to.match(/^PIPELINE +STACK +STATE MACHINE +LAST EXECUTION\nprices +prod +prices-9a8b7c6 +never\n$/);
  });

  it("starts an execution, follows it and ends as it does", async () => {
    const { code, out } = await run(["start", "churn", "--input", "-", "--watch"], '{"Seconds": 1, "Good": true}');
    expect(code).to.equal(0);
    expect(out).to.match(/churn-1a2b3c4: Hold …\n✔ churn-1a2b3c4: Hold 1\.\d s\n/);
    expect(out).to.match(/SUCCEEDED\n {2}Hold {2}1\.\d s\n {2}Both {2}.* s\n {2}Done/);
    expect(out).to.include(
      "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/",
    );
  });

  it("ends with 1 when the execution failed, and says why", async () => {
    const file = join(folder, "input.json");
    writeFileSync(file, '{"Seconds": 0, "Good": false}');
    const { code, out, err } = await run(["start", "churn", "--input", file, "--watch", "--json"]);
    expect(code, err).to.equal(1);
    const told = JSON.parse(out) as { status: string; error: string; states: { name: string }[] };
    expect(told).to.include({ status: "FAILED", error: "LowQuality" });
    expect(told.states.map(({ name }) => name)).to.include.members(["Hold", "Both", "Left", "Right", "Bad"]);
    expect(err).to.include("LowQuality: auc is 0.5, less than 0.9.");
  });

  it("stops an execution, whose watcher ends with 4", async () => {
    const arn = await start("churn", { Seconds: 60, Good: true });
    const watcher = mlpipe(["watch", arn], { env });
    await sleep(1500);
    const { code } = await run(["stop", arn, "--cause", "wrong data"]);
    expect(code).to.equal(0);
    expect(await watcher.code).to.equal(4);
    expect(watcher.stdout()).to.match(/ABORTED/);
  });

  it("leaves an execution running when the watcher is interrupted, and says so", async () => {
    const arn = await start("churn", { Seconds: 20, Good: true });
    const watcher = mlpipe(["watch", "churn"], { env });
    await sleep(2500);
    watcher.child.kill("SIGINT");
    expect(await watcher.code).to.equal(130);
    expect(watcher.stderr()).to.include(`The execution goes on. Follow it again: mlpipe watch ${arn}`);
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
    expect(status).to.equal("RUNNING");
    await run(["stop", arn]);
  });

  it("describes an execution, and prints its history", async () => {
    const arn = await start("prices-9a8b7c6", { Seconds: 0, Good: false });
    await sleep(1000);
    const { out } = await run(["describe", arn]);
    expect(out)
      .to.match(/status +FAILED/)
      .and.to.include("LowQuality: auc is 0.5")
      .and.to.include('"Seconds"');
    const { out: history } = await run(["history", "prices", "--stack", "prod"]);
    expect(history)
      .to.match(/^ +1 {2}\S+Z {2}ExecutionStarted/)
      .and.to.match(/ExecutionFailed {2}LowQuality: auc/);
    const { out: lines } = await run(["history", arn, "--json", "--data"]);
    const events = lines
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: number });
    expect(events.map(({ id }) => id)).to.deep.equal(events.map((_, index) => index + 1));
    const { out: link } = await run(["open", arn]);
    expect(link).to.equal(
      `https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${arn}\n`,
    );
  });

  it("says in a line or two what is wrong", async () => {
    const cases: [string[], RegExp, string?][] = [
      [["start", "chrn"], /There is no state machine chrn here\.\nmlpipe list/],
      [["start", "prices"], /2 state machines are of the pipeline prices: .*stack dev.*stack prod.*\nName the stack/],
      [["start", "churn", "--input", "-"], /The input standard input is no JSON: /, '{"Seconds": }'],
      [["start", "churn", "--input", join(folder, "none.json")], /cannot be read/],
      [
        ["start", "churn", "--input", "-"],
        /has 300002 bytes; an execution takes at most 262144/,
        `"${"x".repeat(300_000)}"`,
      ],
      [["describe", NO_SUCH], /AWS does not give arn:.*none/],
      [["watch", "prices", "--stack", "dev"], /prices has not been executed yet\.\nStart it/],
    ];
    for (const [args, expected, input] of cases) {
      const { code, out, err } = await run(args, input);
      expect(code, args.join(" ")).to.equal(2);
      expect(err, args.join(" ")).to.match(expected);
      expect(err).not.to.match(/\n\s+at /);
      expect(out).to.equal("");
    }
  });

  describe("behind a network", () => {
    async function behind(answer: (call: ProxiedCall, count: number) => ProxyAnswer, args: string[]) {
      const proxy = await stepFunctionsProxy(moto.endpoint, answer);
      try {
        const result = await run(args, "", { AWS_ENDPOINT_URL_SFN: proxy.endpoint });
        return { ...result, calls: proxy.calls };
      } finally {
        await proxy.close();
      }
    }

    it("says that credentials have expired", async () => {
      const body = {
        __type: "ExpiredTokenException",
        message: "The security token included in the request is expired",
      };
      const { code, err } = await behind(() => ({ status: 400, body }), ["list"]);
      expect(code).to.equal(2);
      expect(err).to.match(/AWS does not take the credentials: The security token .*\nSign in again/);
    });

    it("says that another account's execution is not for the caller", async () => {
      const body = { __type: "AccessDeniedException", message: "User is not authorized to access this resource" };
      const { code, err } = await behind(() => ({ status: 400, body }), ["describe", NO_SUCH]);
      expect(code).to.equal(2);
      expect(err).to.match(/AWS does not let you read arn:.*\nUse a role that may/);
    });

    it("goes on watching when the network was gone, and tells nothing twice", async () => {
      const arn = await start("churn", { Seconds: 3, Good: true });
      const lost = ({ action }: ProxiedCall, count: number) =>
        action === "GetExecutionHistory" && count >= 2 && count <= 4 ? ("lost" as const) : undefined;
      const { code, out } = await behind(lost, ["watch", arn]);
      expect(code).to.equal(0);
      expect(out.match(/Hold …/g)).to.have.length(1);
    });

    it("backs off from throttling", async () => {
      const body = { __type: "ThrottlingException", message: "Rate exceeded" };
      const throttled = (_call: ProxiedCall, count: number) => (count <= 2 ? { status: 400, body } : undefined);
      const { code, calls } = await behind(throttled, ["list"]);
      expect(code).to.equal(0);
      expect(calls.length).to.be.greaterThan(3);
    });

    it("follows a history of 25,000 events by asking for each page once", async () => {
      const pages = 25;
      const answer = ({ action, request }: ProxiedCall) => {
        if (action !== "GetExecutionHistory") return undefined;
        const page = Number(request["nextToken"] ?? 0);
        return {
          body: { events: eventsOf(page, page === pages - 1), ...(page < pages - 1 && { nextToken: `${page + 1}` }) },
        };
      };
      const { code, out, calls, err } = await behind(answer, ["watch", NO_SUCH]);
      expect(code, err).to.equal(0);
      expect(calls.map(({ request }) => request["nextToken"] ?? "0")).to.deep.equal(
        Array.from({ length: pages }, (_, index) => String(index)),
      );
      expect(out).to.include("Step x12499");
    });
  });
});

/** A thousand events of one state that is entered and left again and again, at the end with the execution's own. */
function eventsOf(page: number, isLast: boolean): object[] {
  return Array.from({ length: 1000 }, (_, index) => {
    const id = page * 1000 + index + 1;
    const base = { id, previousEventId: id - 1, timestamp: 1_767_225_600 + id };
    if (id === 1) return { ...base, type: "ExecutionStarted" };
    if (isLast && index === 999) return { ...base, type: "ExecutionSucceeded", executionSucceededEventDetails: {} };
    return id % 2 === 0
      ? { ...base, type: "WaitStateEntered", stateEnteredEventDetails: { name: "Step" } }
      : { ...base, type: "WaitStateExited", stateExitedEventDetails: { name: "Step" } };
  });
}
