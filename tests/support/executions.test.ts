import { sfn } from "@pulumi/aws";
import { expect } from "chai";
import { coverageOf, coverageReport } from "./coverage";
import { testPipeline, type TestPipeline } from "./executions/testPipeline";
import { goesUnnoticed, injectFaults, keepsTheFirstError, type FaultDesign } from "./faults/injectFaults";
import { noticesOf } from "./faults/noticesOf";

const ROLE = "arn:aws:iam::123456789012:role/jobs";
const IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5";
const own = ["SageMaker.AmazonSageMakerException", "SageMaker.SageMakerException"];
const quotas = ["SageMaker.ResourceLimitExceededException", "SageMaker.ResourceInUseException"];
const Retry = [{ ErrorEquals: [...own, ...quotas], MaxAttempts: 2 }];
const caught = (Next: string) => [{ ErrorEquals: ["States.ALL"], ResultPath: "$.Failure", Next }];
const sagemaker = (action: string, Parameters: object, more: object) => {
  return { Type: "Task", Resource: `arn:aws:states:::${action}`, Parameters, ResultPath: "$.Result", Retry, ...more };
};
const training = {
  "TrainingJobName.$": "States.Format('t-{}', States.UUID())",
  RoleArn: ROLE,
  AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: "File" },
  OutputDataConfig: { S3OutputPath: "s3://data/models/" },
  ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
  StoppingCondition: { MaxRuntimeInSeconds: 60 },
};
const model = { "ModelDataUrl.$": "$.Result.ModelArtifacts.S3ModelArtifacts", Image: IMAGE };
const variant = { VariantName: "all", ModelName: "m", InitialInstanceCount: 1, InstanceType: "ml.m5.large" };

/** Trains, makes a model and a config for it; deletes the model when there can be no config; tells of failures. */
const STATES = {
  Train: sagemaker("sagemaker:createTrainingJob.sync", training, { Catch: caught("Notify"), Next: "Completed?" }),
  "Completed?": {
    Type: "Choice",
    Choices: [{ Variable: "$.Result.TrainingJobStatus", StringEquals: "Completed", Next: "Model" }],
    Default: "Stopped",
  },
  Stopped: { Type: "Pass", Result: { Error: "JobStopped", Cause: "" }, ResultPath: "$.Failure", Next: "Notify" },
  Model: sagemaker(
    "sagemaker:createModel",
    { ModelName: "m", ExecutionRoleArn: ROLE, PrimaryContainer: model },
    { Catch: caught("Notify"), Next: "Config" },
  ),
  Config: sagemaker(
    "sagemaker:createEndpointConfig",
    { EndpointConfigName: "c", ProductionVariants: [variant] },
    { Catch: caught("Delete model"), End: true },
  ),
  "Delete model": sagemaker(
    "aws-sdk:sagemaker:deleteModel",
    { ModelName: "m" },
    { Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "Notify" }], Next: "Notify" },
  ),
  Notify: {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish",
    Parameters: { TopicArn: "arn:aws:sns:us-east-1:123456789012:told", Subject: "m failed", Message: "m failed" },
    ResultPath: null,
    Retry: [{ ErrorEquals: ["States.TaskFailed"] }],
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "Failed" }],
    Next: "Failed",
  },
  Failed: { Type: "Fail", ErrorPath: "$.Failure.Error", CausePath: "$.Failure.Cause" },
} as const;
type States = Record<string, object>;

/** The pipeline with some fields of some states changed. */
function pipelineWith(changes: States = {}): Promise<TestPipeline> {
  const states: States = { ...STATES };
  for (const [name, fields] of Object.entries(changes)) states[name] = { ...states[name], ...fields };
  const definition = JSON.stringify({ StartAt: "Train", States: states });
  return testPipeline(() => new sfn.StateMachine("m", { name: "m", roleArn: ROLE, definition }), "m");
}

const told = { noticesOf: noticesOf("m") };
const refused = { kind: "error" as const, error: "Refused", cause: "no config" };
const design: FaultDesign = {
  ...told,
  scenarios: [{ name: "success" }, { name: "refusal", script: { tasks: { Config: () => refused } } }],
  judges: { Notify: goesUnnoticed(told), "Delete model": keepsTheFirstError(told) },
};

describe("executions in tests", () => {
  it("find nothing wrong with a pipeline that takes every fault as it should", async () => {
    const { problems, executions } = await injectFaults(await pipelineWith(), design);
    expect(problems).to.deep.equal([]);
    expect(executions).to.equal(72);
  });

  const failed = { ErrorPath: undefined, Error: "Failed" };
  const twice = { "Delete model": { Next: "Again" }, Again: { ...STATES.Notify, Next: "Notify" } };
  const defects: [what: string, changes: States, problem: RegExp][] = [
    ["a task without Retry", { Model: { Retry: [] } }, /^success: Model: throttled \(.*\) once: ended FAILED/],
    ["a task without Catch", { Model: { Catch: [] } }, /^success: Model: invalid \(.*\) always: sent the notices \[\]/],
    ["another error than the task's", { Failed: failed }, /always: ended FAILED Failed/],
    ["a model that is left", { Config: { Catch: caught("Notify") } }, /^success: Config: .* always: models: m is left/],
    ["two notices", twice, /^success: Config: .* always: sent the notices \[failed,failed\]/],
    ["a success after a failure", { Notify: { Next: undefined, End: true } }, /ended SUCCEEDED/],
    ["a stopped job taken for completed", { "Completed?": { Default: "Model" } }, /stopped, as a result always: ended/],
    ["a notice that hides the failure", { Notify: { Catch: [] } }, /^refusal: Notify: .* always: ended FAILED SNS/],
    [
      "a clean-up that hides the failure",
      { "Delete model": { Catch: caught("Notify") } },
      /^refusal: Delete model: .*: ended/,
    ],
    ["a task that nothing reaches", { Extra: { ...STATES.Notify } }, /^no scenario reaches Extra/],
  ];
  for (const [what, changes, problem] of defects) {
    it(`find ${what}`, async () => {
      const { problems } = await injectFaults(await pipelineWith(changes), design);
      expect(
        problems.some((found) => problem.test(found)),
        problems.join("\n"),
      ).to.equal(true);
    });
  }

  it("tell what was never entered and never taken", async () => {
    const pipeline = await pipelineWith();
    const run = await pipeline.run();
    expect(run.execution.status).to.equal("SUCCEEDED");
    expect(coverageReport(coverageOf(pipeline.definition, [run.events.get("m")!]))).to.equal(
      [
        "states 4 of 8, transitions 4 of 13",
        ...["Stopped", "Delete model", "Notify", "Failed"].map((state) => `  never entered: ${state}`),
        "  never taken: Train --Catch[0]--> Notify",
        "  never taken: Completed? --Default--> Stopped",
        "  never taken: Stopped --Next--> Notify",
        "  never taken: Model --Catch[0]--> Notify",
        "  never taken: Config --Catch[0]--> Delete model",
        "  never taken: Delete model --Next--> Notify",
        "  never taken: Delete model --Catch[0]--> Notify",
        "  never taken: Notify --Next--> Failed",
        "  never taken: Notify --Catch[0]--> Failed",
      ].join("\n"),
    );
  });

  it("take no time, and measure the time and the data that they would have taken", async () => {
    const pipeline = await pipelineWith();
    const { seconds, largest } = await pipeline.run({ input: { Text: "x".repeat(70_000) } });
    expect(seconds).to.equal(300);
    expect(largest.bytes).to.be.greaterThan(70_000);
  });
});
