import { expect } from "chai";
import { checkDefinition } from "../../asl/check/checkDefinition";
import type { Json } from "../../asl/definition";
import { chain, define, type Fragment } from "../../asl/fragment";
import { path } from "../../asl/reference";
import { pass, succeed } from "../../asl/states";
import { failWith, notify, notifyFailure, type NotificationFacts } from "../../components/notificationSteps";
import { execute } from "../../local/interpreter";
import { TaskFailure } from "../../local/interpreter/failures";
import { virtualClock } from "../support/virtualClock";

const facts: NotificationFacts = {
  partition: "aws",
  region: "eu-west-1",
  pipeline: "churn",
  topicArn: "arn:aws:sns:eu-west-1:123456789012:churn",
};
const EXECUTION = "arn:aws:states:eu-west-1:123456789012:execution:churn-1a2b3c4:run-1";

const ROLE = "arn:aws:iam::123456789012:role/churn";
const MACHINE = { Id: "arn:aws:states:eu-west-1:123456789012:stateMachine:churn-1a2b3c4", Name: "churn-1a2b3c4" };

/** Runs the fragment behind this input, and gives the execution and what was published. */
async function run(fragment: Fragment, input: Json, isPublished = true) {
  const published: Record<string, string>[] = [];
  const definition = define(chain(pass("Start"), fragment));
  expect(checkDefinition(definition).filter(({ severity }) => severity === "error")).to.deep.equal([]);
  const execution = await execute(definition, input, {
    clock: virtualClock(),
    context: { Execution: { Id: EXECUTION, Name: "run-1", RoleArn: ROLE, RedriveCount: 0 }, StateMachine: MACHINE },
    onTask: async (_state, _definition, parameters) => {
      if (!isPublished) throw new TaskFailure("SNS.AuthorizationErrorException", "denied");
      const { Message, Subject } = parameters as { Message: Record<string, string>; Subject: string };
      published.push({ ...Message, Subject });
      return { MessageId: "1" };
    },
  });
  return { execution, published };
}

describe("notify", () => {
  const notice = { state: "NotifySuccess", status: "succeeded", metrics: path("$.Metrics") };

  it("says how the execution ended, its metrics and where to look, for mail and for chat", async () => {
    const { execution, published } = await run(notify(facts, notice, succeed("Done")), { Metrics: { auc: "0.98" } });
    expect(execution.status).to.equal("SUCCEEDED");
    const [message] = published;
    const link = `https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${EXECUTION}`;
    expect(message?.["Subject"]).to.equal("churn succeeded");
    expect(message?.["default"]).to.equal(`churn succeeded in execution run-1. Metrics: {"auc":"0.98"} ${link}`);
    const chat = JSON.parse(message!["https"]!) as { version: string; source: string; content: object };
    expect(chat).to.deep.include({ version: "1.0", source: "custom" });
    expect(chat.content).to.deep.include({
      title: "churn succeeded",
      description: 'Metrics: {"auc":"0.98"}',
      nextSteps: [`[Execution in the console](${link})`],
    });
  });

  it("leads to the consoles of the other partitions", async () => {
    for (const [partition, host] of [
      ["aws-cn", "console.amazonaws.cn"],
      ["aws-us-gov", "console.amazonaws-us-gov.com"],
    ] as const) {
      const { published } = await run(notify({ ...facts, partition }, notice, succeed("Done")), { Metrics: {} });
      expect(published[0]?.["default"]).to.include(`https://${host}/states/home`);
    }
  });

  it("goes on when nothing can be published", async () => {
    const { execution } = await run(notify(facts, notice, succeed("Done")), { Metrics: {} }, false);
    expect(execution.status).to.equal("SUCCEEDED");
  });
});

describe("notifyFailure", () => {
  const failure = { Failure: { Error: "SageMaker.Boom", Cause: 'a "quoted" {cause} with \\ and \n a line' } };

  it("tells of the caught error whatever its text holds, and fails with it", async () => {
    const { execution, published } = await run(notifyFailure(facts), failure);
    expect(execution).to.deep.include({ status: "FAILED", error: "SageMaker.Boom", cause: failure.Failure.Cause });
    expect(published).to.have.length(1);
    expect(published[0]?.["default"]).to.include(`SageMaker.Boom: ${failure.Failure.Cause}`);
    const chat = JSON.parse(published[0]!["https"]!) as { content: { description: string } };
    expect(chat.content.description).to.equal(`SageMaker.Boom: ${failure.Failure.Cause}`);
  });

  it("fails with the error itself when nothing can be published", async () => {
    const { execution } = await run(notifyFailure(facts), failure, false);
    expect(execution).to.deep.include({ status: "FAILED", error: "SageMaker.Boom" });
  });
});

describe("failWith", () => {
  it("tells of a reason of the pipeline's own once, and fails with it", async () => {
    const fragment = failWith(facts, {
      state: "NotifyLowQuality",
      status: "found low quality",
      error: "LowQuality",
      cause: path("$.Evaluation.Reason"),
      metrics: path("$.Evaluation.Metrics"),
    });
    const input = { Evaluation: { Reason: "auc is 0.5, less than 0.9.", Metrics: { auc: "0.5" } } };
    const { execution, published } = await run(fragment, input);
    expect(execution).to.deep.include({ status: "FAILED", error: "LowQuality", cause: "auc is 0.5, less than 0.9." });
    expect(published.map((message) => message["Subject"])).to.deep.equal(["churn found low quality"]);
    expect(published[0]?.["default"]).to.include('auc is 0.5, less than 0.9. Metrics: {"auc":"0.5"}');
  });
});
