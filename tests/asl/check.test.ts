import { expect } from "chai";
import { integrations } from "../../asl/catalogue/catalogue";
import { checkDefinition } from "../../asl/check/checkDefinition";
import type { StateMachineDefinition, TaskState } from "../../asl/definition";
import { aslValidatorErrors } from "../support/aslValidator";

const training = (): TaskState => ({
  Type: "Task",
  Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
  Parameters: {
    "TrainingJobName.$": "States.Format('churn-{}', States.UUID())",
    RoleArn: "arn:aws:iam::123456789012:role/job",
    AlgorithmSpecification: { TrainingInputMode: "File", TrainingImage: "1.dkr.ecr.us-east-1.amazonaws.com/x:1" },
    OutputDataConfig: { S3OutputPath: "s3://bucket/models" },
    ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    HyperParameters: { num_round: "5" },
  },
  Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
  End: true,
});

const machine = (change: (state: TaskState, definition: StateMachineDefinition) => void = () => undefined) => {
  const state = training();
  const definition: StateMachineDefinition = { StartAt: "Train", States: { Train: state, Failed: { Type: "Fail" } } };
  change(state, definition);
  return definition;
};
const parameters = (state: TaskState) => state.Parameters as unknown as Record<string, Record<string, unknown>>;
const codes = (definition: StateMachineDefinition) =>
  checkDefinition(definition).map(({ code, path }) => `${code} ${path}`);

describe("checkDefinition", () => {
  it("finds nothing wrong in a right definition", () => {
    expect(checkDefinition(machine())).to.deep.equal([]);
  });

  const mistakes: [string, (state: TaskState, definition: StateMachineDefinition) => void, string][] = [
    ["a missing start", (_state, definition) => (definition.StartAt = "Trian"), "missing-state StartAt"],
    [
      "a missing Catch target",
      (state) => state.Catch?.unshift({ ErrorEquals: ["States.Timeout"], Next: "Fialed" }),
      "missing-state States.Train.Catch[0].Next",
    ],
    [
      "a missing Next",
      (state) => {
        delete state.End;
        state.Next = "Save";
      },
      "missing-state States.Train.Next",
    ],
    ["no transition", (state) => delete state.End, "no-transition States.Train"],
    ["Next and End", (state) => (state.Next = "Failed"), "two-transitions States.Train"],
    [
      "an unreachable state",
      (_state, definition) => (definition.States.Alone = { Type: "Succeed" }),
      "unreachable-state States.Alone",
    ],
    [
      "a misspelt API",
      (state) => (state.Resource = "arn:aws:states:::sagemaker:createTrainingJobs.sync"),
      "unknown-api States.Train.Resource",
    ],
    [
      "a pattern that is not offered",
      (state) => (state.Resource = "arn:aws:states:::sagemaker:createTrainingJob.waitForTaskToken"),
      "pattern-not-offered States.Train.Resource",
    ],
    [
      "no resource at all",
      (state) => (state.Resource = "createTrainingJob"),
      "malformed-resource States.Train.Resource",
    ],
    [
      "a misspelt parameter",
      (state) => Object.assign(parameters(state), { HyperParamters: {} }),
      "unknown-parameter States.Train.Parameters.HyperParamters",
    ],
    [
      "a missing parameter",
      (state) => delete parameters(state).RoleArn,
      "missing-parameter States.Train.Parameters.RoleArn",
    ],
    [
      "a missing nested parameter",
      (state) => delete parameters(state).OutputDataConfig?.S3OutputPath,
      "missing-parameter States.Train.Parameters.OutputDataConfig.S3OutputPath",
    ],
    [
      "a number for a string",
      (state) => Object.assign(parameters(state).HyperParameters ?? {}, { num_round: 5 }),
      "wrong-type States.Train.Parameters.HyperParameters.num_round",
    ],
    [
      "a string for a number",
      (state) => Object.assign(parameters(state).ResourceConfig ?? {}, { InstanceCount: "1" }),
      "wrong-type States.Train.Parameters.ResourceConfig.InstanceCount",
    ],
    [
      "a number out of range",
      (state) => Object.assign(parameters(state).StoppingCondition ?? {}, { MaxRuntimeInSeconds: 0 }),
      "out-of-range States.Train.Parameters.StoppingCondition.MaxRuntimeInSeconds",
    ],
    [
      "an instance type that there is not",
      (state) => Object.assign(parameters(state).ResourceConfig ?? {}, { InstanceType: "ml.m5.xlrge" }),
      "not-allowed States.Train.Parameters.ResourceConfig.InstanceType",
    ],
    [
      "an underscore in a made name",
      (state) => Object.assign(parameters(state), { "TrainingJobName.$": "States.Format('a_b-{}', States.UUID())" }),
      "name-characters States.Train.Parameters.TrainingJobName",
    ],
    [
      "a made name that is too long",
      (state) =>
        Object.assign(parameters(state), {
          "TrainingJobName.$": `States.Format('${"a".repeat(30)}-{}', States.UUID())`,
        }),
      "name-too-long States.Train.Parameters.TrainingJobName",
    ],
    [
      "an execution's name as a job's",
      (state) => Object.assign(parameters(state), { "TrainingJobName.$": "$$.Execution.Name" }),
      "execution-name-as-name States.Train.Parameters.TrainingJobName",
    ],
    [
      "States.ALL that is not last",
      (state) => state.Catch?.push({ ErrorEquals: ["States.Timeout"], Next: "Failed" }),
      "states-all-not-last States.Train.Catch[0].ErrorEquals",
    ],
    [
      "no error handling",
      (state, definition) => {
        delete state.Catch;
        delete definition.States.Failed;
      },
      "no-error-handling States.Train",
    ],
  ];
  for (const [what, change, expected] of mistakes) {
    it(`finds ${what}`, () => expect(codes(machine(change))).to.deep.equal([expected]));
  }

  it("finds a literal name that is too long, and one that a retry sends again", () => {
    const fixed = machine((state) => {
      delete parameters(state)["TrainingJobName.$"];
      Object.assign(parameters(state), { TrainingJobName: "a".repeat(64) });
      state.Retry = [{ ErrorEquals: ["States.Timeout"] }];
    });
    expect(codes(fixed)).to.deep.equal([
      "pattern States.Train.Parameters.TrainingJobName",
      "fixed-name-retried States.Train.Parameters.TrainingJobName",
    ]);
  });

  it("suggests the right spelling", () => {
    const [problem] = checkDefinition(machine((state) => Object.assign(parameters(state), { HyperParamters: {} })));
    expect(problem?.remedy).to.equal('Did you mean "HyperParameters"?');
  });

  it("looks into Parallel branches and Map processors", () => {
    const inner = machine((state) => (state.Resource = "arn:aws:states:::sagemaker:createModel.sync"));
    const found = codes({
      StartAt: "P",
      States: {
        P: { Type: "Parallel", Branches: [inner], Next: "M" },
        M: { Type: "Map", ItemProcessor: { ...inner, StartAt: "Gone" }, End: true },
      },
    });
    expect(found).to.include("pattern-not-offered States.P.Branches[0].States.Train.Resource");
    expect(found).to.include("missing-state States.M.ItemProcessor.StartAt");
  });

  it("says nothing of placeholders and of services that it has no rows for", () => {
    const definition = machine((state) => {
      state.Resource = "${TrainFunctionArn}";
      state.Parameters = {};
    });
    expect(checkDefinition(definition)).to.deep.equal([]);
  });
});

describe("the structure", () => {
  it("is held against the specification, and the definition is left as it was", () => {
    const definition = machine((state) => Object.assign(state, { Type: "Tsk" }));
    const before = JSON.stringify(definition);
    const [problem] = checkDefinition(definition);
    expect(problem).to.include({ code: "not-allowed", path: "States.Train.Type", remedy: 'Did you mean "Task"?' });
    expect(aslValidatorErrors(definition).join()).to.include("SCHEMA_VALIDATION_FAILED");
    expect(JSON.stringify(definition)).to.equal(before);
  });
});

describe("the catalogue", () => {
  for (const { api, permissions, name, shapes } of integrations) {
    it(`${api}: names parameters that the API has, and a source for each permission`, () => {
      const members = Object.keys(shapes.input.members ?? {});
      if (name !== undefined) expect(members).to.include(name.parameter);
      for (const { resources, source } of permissions) {
        expect(source).to.match(/^https:\/\/docs\.aws\.amazon\.com\//);
        for (const hole of resources.join(" ").matchAll(/\{\$\.([A-Za-z]+)/g)) expect(members).to.include(hole[1]);
      }
    });
  }
});
