import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { JsonObject, TaskState } from "../../asl/definition";
import { StateMachine } from "../../components/parts/stateMachine";
import { PipelineSequence, type PipelineSequenceArgs } from "../../components/pipelineSequence";
import { assertFullyCovered } from "../support/coverage";
import { evaluate } from "../support/evaluate";
import { testPipeline } from "../support/executions/testPipeline";
import { goesUnnoticed, injectFaults } from "../support/faults/injectFaults";
import { noticesOf } from "../support/faults/noticesOf";

/** A machine that fails when its input says so; else it is done after a minute. */
const child = (name: string) =>
  new StateMachine(name, {
    definition: {
      StartAt: "Fails?",
      States: {
        "Fails?": {
          Type: "Choice",
          Choices: [{ Variable: "$.Fails", StringEquals: name, Next: "Failed" }],
          Default: "Work",
        },
        Work: { Type: "Wait", Seconds: 60, Next: "Done" },
        Failed: { Type: "Fail", Error: "Broken", Cause: `${name} is broken` },
        Done: { Type: "Succeed" },
      },
    },
  });

const sequence = (type: "STANDARD" | "EXPRESS" = "STANDARD") =>
  testPipeline(() => {
    const [prepare, churn, upsell] = ["prepare", "churn", "upsell"].map(child) as [
      StateMachine,
      StateMachine,
      StateMachine,
    ];
    const both = [
      { name: "Churn", pipeline: churn },
      { name: "Upsell", pipeline: upsell.stateMachineArn, input: { Fails: "never" } },
    ];
    const stages: PipelineSequenceArgs["stages"] =
      type === "EXPRESS" ? [both] : [{ name: "Prepare", pipeline: prepare }, both];
    new PipelineSequence("nightly", { stages, type });
  }, "nightly");

describe("PipelineSequence", () => {
  it("runs stage after stage, hands its input on, and stops at what fails", async () => {
    const nightly = await sequence();
    const run = (input: JsonObject, tasks = {}) => nightly.run({ input, script: { tasks } });
    const unheard = { kind: "error", error: "SNS.AmazonSNSException", cause: "denied" };
    const refused = { kind: "error", error: "StepFunctions.AWSStepFunctionsException", cause: "denied" };
    const runs = [
      await run({ Fails: "" }),
      await run({ Fails: "prepare" }),
      await run({ Fails: "churn" }),
      await run({ Fails: "" }, { NotifySuccess: () => unheard }),
      await run({ Fails: "churn" }, { NotifyFailure: () => unheard }),
      await run({ Fails: "" }, { Upsell: () => refused }),
    ];
    expect(runs.map(({ execution }) => execution.error ?? execution.status)).to.deep.equal([
      ...["SUCCEEDED", "States.TaskFailed", "States.TaskFailed", "SUCCEEDED", "States.TaskFailed"],
      "StepFunctions.AWSStepFunctionsException",
    ]);
    expect(runs.flatMap(({ published }) => published.map(({ Subject }) => Subject))).to.deep.equal([
      ...["nightly succeeded", "nightly failed", "nightly failed", "nightly failed"],
    ]);
    // What follows a failed stage never begins.
    expect([...runs[1]!.events.keys()]).to.deep.equal(["nightly", "prepare"]);
    expect([...runs[0]!.events.keys()]).to.have.members(["nightly", "prepare", "churn", "upsell"]);
    expect(runs[2]!.execution.cause).to.include("churn is broken");
    assertFullyCovered(
      nightly.definition,
      runs.map(({ events }) => events.get("nightly")!),
    );
  });

  it("lets the others of a stage end when one fails, so that they leave nothing half done", async () => {
    const nightly = await sequence();
    const { execution, events } = await nightly.run({ input: { Fails: "churn" } });
    expect(execution.error).to.equal("States.TaskFailed");
    expect(events.get("upsell")!.map(({ type, state }) => `${type} ${state}`)).to.include("exited Done");
  });

  it("takes every fault as designed", async () => {
    const told = { noticesOf: noticesOf("nightly") };
    const judges = { NotifySuccess: goesUnnoticed(told), NotifyFailure: goesUnnoticed(told) };
    const refused = { kind: "error" as const, error: "Refused", cause: "denied" };
    const scenarios = [
      { name: "success", input: { Fails: "" } },
      { name: "failure", input: { Fails: "" }, script: { tasks: { Churn: () => refused } } },
    ];
    const { problems } = await injectFaults(await sequence(), { ...told, scenarios, judges });
    expect(problems).to.deep.equal([]);
  });

  it("may start and watch the executions of its own pipelines alone", async () => {
    const { evaluated } = await sequence();
    const machines = ["churn", "prepare", "upsell"].map(
      (name) => evaluated.one("aws:sfn/stateMachine:StateMachine", name).state["arn"] as string,
    );
    const granted = evaluated
      .policy("nightly-machine")
      .Statement.filter(({ Action }) => Action.some((action) => action.startsWith("states:")));
    expect(granted.map(({ Action, Resource }) => [Action, Resource])).to.deep.equal([
      [
        ["states:DescribeExecution", "states:StopExecution"],
        machines.map((arn) => `${arn.replace(":stateMachine:", ":execution:")}:*`),
      ],
      [["states:StartExecution"], machines],
    ]);
  });

  it("is known at the first preview", async () => {
    const previewed = await evaluate(
      () => {
        new PipelineSequence("nightly", { stages: [{ name: "Churn", pipeline: child("churn") }] });
      },
      { preview: true },
    );
    const { Parameters } = previewed.definition("nightly").States["Churn"] as TaskState;
    expect(Parameters).to.have.property("StateMachineArn").that.includes(":stateMachine:churn-");
  });

  it("starts pipelines without waiting as an Express machine", async () => {
    const nightly = await sequence("EXPRESS");
    const { execution, published } = await nightly.run({ input: { Fails: "churn" } });
    expect(execution.status).to.equal("SUCCEEDED");
    expect(published.map(({ Subject }) => Subject)).to.deep.equal(["nightly was started"]);
    expect(JSON.stringify(nightly.definition)).to.not.include(".sync");
  });

  it("says what is wrong with its settings", async () => {
    const wrong = async (args: object) => {
      let message = "";
      await evaluate(() => {
        try {
          new PipelineSequence("nightly", args as PipelineSequenceArgs);
        } catch (error) {
          if (!pulumi.InputPropertiesError.isInstance(error)) throw error;
          ({ message } = error);
        }
      });
      return message;
    };
    const arn = "arn:aws:states:us-east-1:123456789012:stateMachine:churn";
    const one = { name: "Churn", pipeline: arn };
    expect(await wrong({ stages: [] })).to.include("stages: was []; expected at least one stage");
    expect(await wrong({ stages: [one, { ...one, name: "Other" }], type: "EXPRESS" }))
      .to.include("stages: was")
      .and.to.include("an Express machine cannot wait (.sync)");
    expect(await wrong({ stages: [one, one] })).to.include("expected pipelines of different names");
    expect(await wrong({ stages: [{ name: "Churn", pipeline: "churn" }] })).to.include("a state machine's ARN");
  });
});
