/** Local runs, in this process: states that wait for their task token. */
import { expect } from "chai";
import { runLocal } from "../../local/run";
import type { PipelineResult } from "../../local/runResult";
import { miniProject, type MiniPipeline } from "../support/localProject";
import { pythonSetupTimeout, testPython } from "../support/python";
import { chain, show } from "../support/taskChain";

const wait = (Payload: object, more: object = {}) => ({
  ...{ Type: "Task", Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken" },
  Parameters: { FunctionName: "FUNCTION", Payload: { "Token.$": "$$.Task.Token", ...Payload } },
  ResultPath: "$.Answer",
  ...more,
});

/** Sends the token back as it is told. */
const sending = `
const { SFNClient, ...sfn } = require(${JSON.stringify(require.resolve("@aws-sdk/client-sfn"))});
exports.handler = async ({ Token: taskToken, Send, Parameters }) => {
  const client = new SFNClient({ maxAttempts: 1 });
  for (const [name, parameters] of Object.entries(Send))
    await client.send(new sfn[name + "Command"]({ taskToken, ...parameters }));
  return "nobody reads this";
};`;

describe("local run: task tokens", function () {
  this.timeout(60_000);
  before(async function () {
    this.timeout(pythonSetupTimeout);
    await testPython();
  });

  async function run(mini: MiniPipeline): Promise<PipelineResult> {
    const project = miniProject({ code: sending, ...mini });
    try {
      const { result } = await runLocal({ root: project.root, stack: "dev" });
      return result.pipelines[0]!;
    } finally {
      project.remove();
    }
  }
  const shown = async (mini: MiniPipeline): Promise<any> => {
    const { error } = await run(mini);
    expect(error).to.include({ name: "Shown" }, JSON.stringify(error));
    return JSON.parse(error!.cause);
  };
  const ofFunction = (actions: string[]) => [
    { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
    ...(actions.length > 0 ? [{ Effect: "Allow", Action: actions, Resource: "*" }] : []),
  ];

  it("go on with what a function sends, with the function's role", async () => {
    const Send = { SendTaskHeartbeat: {}, SendTaskSuccess: { output: '{"approved":true}' } };
    const states = { Wait: wait({ Send }, { Next: "Show", HeartbeatSeconds: 30 }), Show: show("$") };
    const { error, iam } = await run({
      states,
      job: ofFunction(["states:SendTaskHeartbeat", "states:SendTaskSuccess"]),
    });
    expect(JSON.parse(error!.cause)).to.deep.equal({ Answer: { approved: true } });
    const used = iam.roles.find(({ role }) => role.endsWith("mini-job"))!;
    expect([...used.denied, ...used.unused]).to.deep.equal([]);
  });

  it("fail with the error that is sent", async () => {
    const Send = { SendTaskFailure: { error: "Rejected", cause: "not good enough" } };
    const { error } = await run({ states: { Wait: wait({ Send }, { End: true }) } });
    expect(error).to.include({ name: "Rejected", cause: "not good enough", state: "Wait" });
  });

  it("time out when nothing is sent", async () => {
    const { error } = await run({ states: { Wait: wait({ Send: {} }, { End: true, TimeoutSeconds: 3 }) } });
    expect(error).to.include({ name: "States.Timeout", state: "Wait" });
  });

  it("are refused to a role that may not send them, and when nobody waits", async () => {
    const success = { Send: { SendTaskSuccess: { output: "1" } } };
    const denied = await run({ states: { Wait: wait(success, { End: true }) }, job: ofFunction([]) });
    expect(denied.error).to.include({ name: "AccessDeniedException", state: "Wait" });
    expect(denied.error!.cause).to.match(/mini-job\S* is not authorized to perform: states:SendTaskSuccess/);
    const stale = await run({
      states: chain({ Call: ["lambda:invoke", { FunctionName: "FUNCTION", Payload: { Token: "old", ...success } }] }),
    });
    expect(stale.error).to.include({ name: "TaskTimedOut" });
    const wrong = await run({ states: { Wait: wait({ Send: { SendTaskSuccess: { output: "{" } } }, { End: true }) } });
    expect(wrong.error).to.include({ name: "InvalidOutput" });
    const other = await run({
      states: chain({
        Call: ["lambda:invoke", { FunctionName: "FUNCTION", Payload: { Send: { ListStateMachines: {} } } }],
      }),
    });
    expect(other.error!.cause).to.match(
      /A local run answers functions SendTaskSuccess, .* only, not ListStateMachines/,
    );
  });

  it("are sent by the machine that a state has started", async () => {
    const told = await shown({
      states: {
        Start: {
          ...{ Type: "Task", Resource: "arn:aws:states:::states:startExecution.waitForTaskToken" },
          Parameters: { StateMachineArn: "INNER", Input: { "Token.$": "$$.Task.Token" } },
          Next: "Show",
        },
        Show: show("$"),
      },
      inner: chain({
        Send: ["aws-sdk:sfn:sendTaskSuccess", { "TaskToken.$": "$.Token", Output: { Sent: "by the inner one" } }],
        Again: ["aws-sdk:sfn:sendTaskSuccess", { "TaskToken.$": "$.Token", Output: {} }],
      }),
    });
    expect(told).to.deep.equal({ Sent: "by the inner one" });
  });
});
