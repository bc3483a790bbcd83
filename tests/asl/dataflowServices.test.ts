import { expect } from "chai";
import { cases, found, line, type Loose, read, start } from "./dataflowCases";

const training = (parameters: Loose = {}, more: Loose = {}): Loose => ({
  Type: "Task",
  Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
  Parameters: parameters,
  ...more,
});

describe("dataflow: services", () => {
  describe("services", () => {
    cases([
      [
        "takes the plain request's answer for a pattern that is not offered",
        line({
          T: { ...training(), Resource: "arn:aws:states:::sagemaker:createModel.sync" },
          A: read("$.ModelArtifacts"),
        }),
        ["unknown-path States.A.Parameters.x"],
      ],
      [
        "knows what a request gives",
        line({
          T: { ...training(), Resource: "arn:aws:states:::sagemaker:createTrainingJob" },
          A: read("$.ModelArtifacts"),
        }),
        ["unknown-path States.A.Parameters.x"],
      ],
      ["knows what a finished job gives", line({ T: training(), A: read("$.ModelArtifacts.S3ModelArtifacts") }), []],
      [
        "finds a misspelt member",
        line({ T: training({}, { ResultPath: "$.job" }), A: read("$.job.ModelArtifact") }),
        ["unknown-path States.A.Parameters.x"],
      ],
      ["takes a member that need not be there", line({ T: training(), A: read("$.FailureReason") }), []],
      [
        "knows nothing of a function's payload",
        line({ T: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke" }, A: read("$.Payload.any.thing") }),
        [],
      ],
      [
        "knows the members beside a payload",
        line({ T: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke" }, A: read("$.Playload") }),
        ["unknown-path States.A.Parameters.x"],
      ],
      [
        "knows nothing of what a token brings",
        line({ T: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken" }, A: read("$.any") }),
        [],
      ],
      [
        "knows nothing of a function by its ARN",
        line({ T: { Type: "Task", Resource: "arn:aws:lambda:eu-west-1:1:function:f" }, A: read("$.any") }),
        [],
      ],
      [
        "selects from the result",
        line({
          T: training({}, { ResultSelector: { "n.$": "$.TrainingJobName", "bad.$": "$.Nmae" } }),
          A: read("$.n"),
        }),
        ["unknown-path States.T.ResultSelector.bad"],
      ],
      [
        "finds a number for a hyperparameter",
        line({
          S: start({ depth: 4, rounds: "5" }),
          T: training({
            HyperParameters: { "max_depth.$": "$.depth", "num_round.$": "$.rounds", "eta.$": "States.MathAdd(1, 2)" },
          }),
        }),
        [
          "wrong-type States.T.Parameters.HyperParameters.max_depth",
          "wrong-type States.T.Parameters.HyperParameters.eta",
        ],
      ],
      [
        "finds text for a number, and an object for text",
        line({
          S: start({ n: "1", o: {} }),
          T: training({ ResourceConfig: { "InstanceCount.$": "$.n" }, "RoleArn.$": "$.o" }),
        }),
        ["wrong-type States.T.Parameters.ResourceConfig.InstanceCount", "wrong-type States.T.Parameters.RoleArn"],
      ],
      [
        "reads time-outs",
        line({ S: start({ t: 5 }), T: training({}, { TimeoutSecondsPath: "$.u" }) }),
        ["unknown-path States.T.TimeoutSecondsPath"],
      ],
    ]);
  });

  it("takes AWS's example of a processing job that is validated by a Choice", () => {
    const definition = line({
      "SageMaker CreateProcessingJob Sync": {
        Type: "Task",
        Resource: "arn:aws:states:::sagemaker:createProcessingJob.sync",
        Parameters: { "ProcessingJobName.$": "$.id" },
      },
      ValidateOutput: {
        Type: "Choice",
        Choices: [{ Not: { Variable: "$.ProcessingJobArn", StringEquals: "" }, Next: "Succeed" }],
        Default: "Fail",
      },
      Succeed: { Type: "Succeed" },
      Fail: { Type: "Fail" },
    });
    expect(found(definition)).to.deep.equal([]);
  });
});
