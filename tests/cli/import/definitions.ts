/** Definitions that try every form of an imported program. */
import type { State, StateMachineDefinition } from "../../../asl/definition";

const LAMBDA = "arn:aws:lambda:eu-west-1:123456789012:function:count";
const INVOKE = "arn:aws:states:::lambda:invoke";
const invoke = (fields: object = {}) =>
  ({ Type: "Task", Resource: INVOKE, Parameters: { FunctionName: "count", "Payload.$": "$" }, ...fields }) as State;
const states = (start: string, given: Record<string, object>, more: object = {}) =>
  ({ StartAt: start, States: given, ...more }) as unknown as StateMachineDefinition;

/** By what each is about; all are right. */
export const definitions: Record<string, StateMachineDefinition> = {
  "one state": states("Only", { Only: { Type: "Succeed" } }, { Comment: "Says \"yes\" and 'no'", Version: "1.0" }),
  "a loop": states("Start", {
    Start: invoke({ Next: "Wait" }),
    Wait: { Type: "Wait", Seconds: 30, Next: "Ask" },
    Ask: invoke({ ResultSelector: { "Status.$": "$.Payload.Status" }, ResultPath: "$.Asked", Next: "Ready?" }),
    "Ready?": {
      Type: "Choice",
      Choices: [
        { Variable: "$.Asked.Status", StringEquals: "Done", Next: "Done" },
        {
          And: [{ Variable: "$.Asked.Status", IsPresent: true }, { Not: { Variable: "$.Asked.Status", IsNull: true } }],
          Next: "Start",
        },
      ],
      Default: "Wait",
    },
    Done: { Type: "Pass", End: true },
  }),
  "a Catch that ends elsewhere, and states that several lead to": states("A", {
    A: invoke({ Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.Failure", Next: "Tell" }], Next: "B" }),
    B: invoke({
      Retry: [{ ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 1.5 }],
      Catch: [
        { ErrorEquals: ["States.Timeout"], ResultPath: null, Next: "Tell" },
        { ErrorEquals: ["States.ALL"], Next: "Alone" },
      ],
      Next: "C",
    }),
    C: invoke({ TimeoutSeconds: 60, Next: "Save" }),
    Save: { Type: "Pass", Result: [1, 2, 3], End: true },
    Alone: { Type: "Pass", Parameters: { "Id.$": "States.Format('a-{}-\\{\\}', $.Cause)" }, End: true },
    Tell: { Type: "Pass", Next: "Save" },
  }),
  "Parallel and Map, in each other": states("Both", {
    Both: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "Each",
          States: {
            Each: {
              Type: "Map",
              ItemsPath: "$.Items",
              MaxConcurrency: 2,
              ItemProcessor: {
                ProcessorConfig: { Mode: "INLINE" },
                StartAt: "One",
                States: { One: invoke({ Next: "Two" }), Two: { Type: "Wait", SecondsPath: "$.StatusCode", End: true } },
              },
              End: true,
            },
          },
        },
        {
          StartAt: "Old",
          States: {
            Old: {
              Type: "Map",
              Iterator: { StartAt: "Three", States: { Three: { Type: "Task", Resource: LAMBDA, End: true } } },
              End: true,
            },
          },
        },
      ],
      ResultSelector: { "First.$": "$[0]" },
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.Failure", Next: "Failed" }],
      Next: "Many",
    },
    Many: {
      Type: "Map",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
        StartAt: "Four",
        States: { Four: { Type: "Pass", End: true } },
      },
      ItemReader: {
        Resource: "arn:aws:states:::s3:listObjectsV2",
        Parameters: { Bucket: "raw", "Prefix.$": "$.First" },
      },
      ItemBatcher: { MaxItemsPerBatch: 10 },
      ToleratedFailurePercentage: 5,
      Label: "Many",
      End: true,
    },
    Failed: { Type: "Fail", ErrorPath: "$.Failure.Error", CausePath: "$.Failure.Cause" },
  }),
  "SageMaker in another partition": states(
    "Train",
    {
      Train: {
        Type: "Task",
        Resource: "arn:aws-cn:states:::sagemaker:createTrainingJob.sync",
        Parameters: {
          "TrainingJobName.$":
            "States.Format('churn-{}', States.ArrayGetItem(States.StringSplit(States.UUID(), '-'), 4))",
          RoleArn: "arn:aws-cn:iam::123456789012:role/jobs",
          AlgorithmSpecification: { TrainingImage: "image:1", TrainingInputMode: "File" },
          OutputDataConfig: { S3OutputPath: "s3://data/models/" },
          ResourceConfig: { InstanceType: "ml.m5.xlarge", "InstanceCount.$": "$.Instances", VolumeSizeInGB: 30 },
          StoppingCondition: { MaxRuntimeInSeconds: 3600 },
          Tags: [{ Key: "Execution", "Value.$": "$$.Execution.Id" }],
        },
        ResultPath: "$.Training",
        End: true,
      },
    },
    { TimeoutSeconds: 7200 },
  ),
  JSONata: states(
    "Ask",
    {
      Ask: {
        Type: "Task",
        Resource: INVOKE,
        Arguments: { FunctionName: "count", Payload: "{% $states.input %}" },
        Assign: { Count: "{% $states.result.Payload.Count %}" },
        Output: { Kept: "{% $states.result.Payload.Count %}" },
        Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput %}", Next: "Lost" }],
        Next: "Many?",
      },
      "Many?": {
        Type: "Choice",
        Choices: [{ Condition: "{% $Count > 10 %}", Next: "Rest" }],
        Default: "Done",
      },
      Rest: { Type: "Wait", Seconds: "{% $Count %}", Next: "Done" },
      Done: { Type: "Pass", Output: "{%$Count%}", End: true },
      Lost: { Type: "Fail", Error: "Lost", Cause: "{% $states.input.Cause %}" },
    },
    { QueryLanguage: "JSONata" },
  ),
  "JSONata in one state alone": states("Mixed", {
    Mixed: { Type: "Pass", QueryLanguage: "JSONata", Output: { Sum: "{% 1 + 1 %}" }, Next: "Rest" },
    Rest: { Type: "Pass", OutputPath: "$.Sum", End: true },
  }),
  "placeholders and awkward names": states("${First}", {
    "${First}": { Type: "Task", Resource: "${Function.Arn}", Next: "class" },
    class: invoke({
      Parameters: { FunctionName: "${Function.Arn}", Payload: { __proto__x: 1, "a-b": "*/", é: "ü" } },
      Next: "task",
    }),
    task: { Type: "Pass", Comment: "a\u2028b\nc\\d", Next: "Task!" },
    "Task!": { Type: "Pass", Next: "説明" },
    説明: { Type: "Succeed" },
  }),
};
