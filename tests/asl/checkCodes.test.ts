/** One break of a right definition for every code that the checker has. */
import { expect } from "chai";
import { checkDefinition, type CheckOptions } from "../../asl/check/checkDefinition";
import { PROBLEM_CODES } from "../../asl/check/codes";
import { type Definition, everyState, everyStateInJsonata } from "./checkDefinitions";

/** What the break is, the code and the path that it must give, and how it is made. */
type Break = [what: string, expected: string, change: (definition: Definition) => unknown, options?: CheckOptions];

const chain = (count: number): Definition => {
  const deepest: Definition = { StartAt: "End", States: { End: { Type: "Pass", End: true } } };
  return Array.from({ length: count }).reduce<Definition>((inner, _none, level) => {
    const name = `P${level}`;
    return { StartAt: name, States: { [name]: { Type: "Parallel", Branches: [inner], End: true } } };
  }, deepest);
};
const nested = (levels: number): unknown => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], "leaf");
const lambda = (suffix = "") => ({
  Type: "Task",
  Resource: `arn:aws:states:::lambda:invoke${suffix}`,
  Parameters: { FunctionName: "f" },
  Retry: [{ ErrorEquals: ["States.Timeout"] }],
  End: true,
});
const only = (definition: Definition, state: object) => {
  definition.StartAt = "Only";
  definition.States = { Only: state };
};
const train = ({ States }: Definition) => States.Train;
const request = ({ States }: Definition) => States.Train.Parameters;

const IN_JSONPATH: Break[] = [
  ["a definition that holds itself", "not-json ", (d) => (d.Comment = d)],
  ["a state that is none", "not-an-object States.Failed", (d) => (d.States.Failed = "Fail")],
  ["a definition over 1 MiB", "too-large ", (d) => (d.States.Fixed.Result = "x".repeat(1_048_576))],
  ["JSON a thousand levels deep", "too-deeply-nested States.Fixed", (d) => (d.States.Fixed.Result = nested(1_000))],
  ["30 levels of Parallel", "many-levels States.P29.Branches[0]", (d) => Object.assign(d, chain(30)), undefined],
  ["no StartAt", "missing-field StartAt", (d) => delete d.StartAt as unknown],
  ["no Resource", "missing-field States.Train.Resource", (d) => delete train(d).Resource],
  ["no Type", "missing-field States.Prepare.Type", (d) => delete d.States.Prepare.Type],
  ["no state", "missing-field States", (d) => (d.States = {})],
  ["a catcher without Next", "missing-field States.Train.Catch[0].Next", (d) => delete train(d).Catch[0].Next],
  ["a rule without Next", "missing-field States.Decide.Choices[0].Next", (d) => delete d.States.Decide.Choices[0].Next],
  [
    "a rule without Variable",
    "missing-field States.Decide.Choices[0].Variable",
    (d) => delete d.States.Decide.Choices[0].Variable,
  ],
  [
    "CSV without a header",
    "missing-field States.Many.ItemReader.ReaderConfig.CSVHeaderLocation",
    (d) => delete d.States.Many.ItemReader.ReaderConfig.CSVHeaderLocation,
  ],
  [
    "a Distributed Map without ExecutionType",
    "missing-field States.Many.ItemProcessor.ProcessorConfig.ExecutionType",
    (d) => delete d.States.Many.ItemProcessor.ProcessorConfig.ExecutionType,
  ],
  ["a field that is none", "unknown-field States.Prepare.Paramters", (d) => (d.States.Prepare.Paramters = {})],
  ["a field of another type of state", "unknown-field States.Prepare.Retry", (d) => (d.States.Prepare.Retry = [])],
  [
    "a time-out of a Parallel",
    "unknown-field States.Fan out.TimeoutSeconds",
    (d) => (d.States["Fan out"].TimeoutSeconds = 60),
  ],
  [
    "a field in a branch",
    "unknown-field States.Fan out.Branches[0].QueryLanguage",
    (d) => (d.States["Fan out"].Branches[0].QueryLanguage = "JSONata"),
  ],
  ["a field of the definition", "unknown-field Timeout", (d) => (d.Timeout = 60)],
  [
    "Next inside And",
    "unknown-field States.Decide.Choices[1].And[0].Next",
    (d) => (d.States.Decide.Choices[1].And[0].Next = "Pause"),
  ],
  [
    "an operator that is none",
    "unknown-field States.Decide.Choices[0].NumericMoreThan",
    (d) => (d.States.Decide.Choices[0] = { ...d.States.Decide.Choices[1], NumericMoreThan: 1 }),
  ],
  [
    "ExecutionType inline",
    "unknown-field States.Each.ItemProcessor.ProcessorConfig.ExecutionType",
    (d) => (d.States.Each.ItemProcessor.ProcessorConfig.ExecutionType = "EXPRESS"),
  ],
  [
    "CSV's fields for JSON",
    "unknown-field States.Many.ItemReader.ReaderConfig.CSVHeaders",
    (d) => (d.States.Many.ItemReader.ReaderConfig = { InputType: "JSON", CSVHeaders: ["a"] }),
  ],
  [
    "Credentials for an activity",
    "unknown-field States.Train.Credentials",
    (d) => (train(d).Resource = "arn:aws:states:eu-west-1:123456789012:activity:a"),
  ],
  ["two waits", "exclusive-fields States.Pause", (d) => (d.States.Pause.SecondsPath = "$.s")],
  [
    "two comparisons",
    "exclusive-fields States.Decide.Choices[0]",
    (d) => (d.States.Decide.Choices[0].IsNumeric = true),
  ],
  [
    "And with a Variable",
    "exclusive-fields States.Decide.Choices[1]",
    (d) => (d.States.Decide.Choices[1].Variable = "$.a"),
  ],
  ["a literal and its path", "exclusive-fields States.Train", (d) => (train(d).TimeoutSecondsPath = "$.t")],
  ["no wait", "missing-one-of States.Pause", (d) => delete d.States.Pause.Seconds],
  ["no processor", "missing-one-of States.Each", (d) => delete d.States.Each.ItemProcessor],
  [
    "no comparison",
    "missing-one-of States.Decide.Choices[0]",
    (d) => delete d.States.Decide.Choices[0].NumericGreaterThanEquals,
  ],
  ["Credentials without a role", "missing-one-of States.Train.Credentials", (d) => (train(d).Credentials = {})],
  ["a JSONata field", "wrong-query-language States.Train.Arguments", (d) => (train(d).Arguments = {})],
  [
    "a JSONata rule",
    "wrong-query-language States.Decide.Choices[0].Condition",
    (d) => (d.States.Decide.Choices[0].Condition = true),
  ],
  [
    "a time that is none",
    "malformed-timestamp States.Until.Timestamp",
    (d) => (d.States.Until = { Type: "Wait", Timestamp: "2030-01-01", Next: "Pause" }),
  ],
  [
    "a time in a rule that is none",
    "malformed-timestamp States.Decide.Choices[0].TimestampEquals",
    (d) => (d.States.Decide.Choices[0] = { Variable: "$.t", TimestampEquals: "noon", Next: "Pause" }),
  ],
  ["a variable's name", "variable-name States.Train.Assign.job-name", (d) => (train(d).Assign = { "job-name": 1 })],
  ["a reserved variable", "variable-name States.Train.Assign.states", (d) => (train(d).Assign = { states: 1 })],
  [
    "a long variable",
    `variable-name States.Decide.Choices[1].Assign.${"v".repeat(81)}`,
    (d) => (d.States.Decide.Choices[1].Assign = { ["v".repeat(81)]: 1 }),
  ],
  ["a key twice", "duplicate-key States.Prepare.Parameters.x", (d) => (d.States.Prepare.Parameters.x = 1)],
  [
    "a path under a plain key",
    "path-as-text States.Each.ItemSelector.item",
    (d) => (d.States.Each.ItemSelector = { item: "$.x" }),
  ],
  [
    "an intrinsic under a plain key",
    "path-as-text States.Prepare.Parameters.y",
    (d) => (d.States.Prepare.Parameters.y = "States.UUID()"),
  ],
  [
    "JSONata in JSONPath",
    "jsonata-as-text States.Prepare.Parameters.y",
    (d) => (d.States.Prepare.Parameters.y = "{% 1 %}"),
  ],
  [
    "a path in a Result",
    "static-result States.Fixed.Result.a.x.$",
    (d) => (d.States.Fixed.Result = { a: { "x.$": "$.x" } }),
  ],
  [
    "a reader inline",
    "distributed-only States.Each.ItemReader",
    (d) => (d.States.Each.ItemReader = d.States.Many.ItemReader),
  ],
  [
    "tolerance inline",
    "distributed-field States.Each.ToleratedFailureCount",
    (d) => (d.States.Each.ToleratedFailureCount = 1),
  ],
  [
    "a label twice",
    "duplicate-label States.Each.Label",
    (d) =>
      (d.States.Each = {
        ...d.States.Many,
        End: undefined,
        Next: "Older",
        ItemProcessor: { ...d.States.Many.ItemProcessor, StartAt: "I", States: { I: { Type: "Succeed" } } },
      }),
  ],
  [
    "a slow heartbeat",
    "heartbeat-not-shorter States.Train.HeartbeatSeconds",
    (d) => (train(d).HeartbeatSeconds = 7200),
  ],

  ["a missing target", "missing-state States.Pause.Next", (d) => (d.States.Pause.Next = "Fan")],
  ["a target in another graph", "missing-state States.Pause.Next", (d) => (d.States.Pause.Next = "Left")],
  ["a state that is not reached", "unreachable-state States.Alone", (d) => (d.States.Alone = { Type: "Succeed" })],
  ["a loop that is not reached", "unreachable-state States.L", (d) => (d.States.L = { Type: "Pass", Next: "L" })],
  ["no transition", "no-transition States.Pause", (d) => delete d.States.Pause.Next],
  ["End: false alone", "no-transition States.Many", (d) => (d.States.Many.End = false)],
  ["two transitions", "two-transitions States.Pause", (d) => (d.States.Pause.End = true)],
  ["no end", "no-end States", (d) => only(d, { Type: "Wait", Seconds: 1, Next: "Only" })],
  [
    "no end of a branch",
    "no-end States.Fan out.Branches[0].States",
    (d) => (d.States["Fan out"].Branches[0].States.Left = { Type: "Pass", Next: "Left" }),
  ],
  ["a loop", "endless-loop States.Pause", (d) => (d.States.Pause.Next = "Pause")],
  [
    "a name twice",
    "duplicate-state-name States.Each.ItemProcessor.States.Train",
    (d) => Object.assign(d.States.Each.ItemProcessor, { StartAt: "Train", States: { Train: { Type: "Succeed" } } }),
  ],
  [
    "a long name",
    `state-name-too-long States.${"n".repeat(81)}`,
    (d) => ((d.States["n".repeat(81)] = d.States.Train), (d.StartAt = "n".repeat(81)), delete d.States.Train),
  ],
  [
    "an empty name",
    "state-name-characters States.",
    (d) => ((d.States[""] = d.States.Train), (d.StartAt = ""), delete d.States.Train),
  ],
  ["no Default", "choice-without-default States.Decide", (d) => delete d.States.Decide.Default],

  [
    "no error handling",
    "no-error-handling States.Train",
    (d) => (delete train(d).Catch, delete train(d).Retry, delete d.States["Fan out"].Catch, delete d.States.Failed),
  ],
  [
    "States.ALL with another",
    "states-all-not-last States.Train.Catch[0].ErrorEquals",
    (d) => train(d).Catch[0].ErrorEquals.push("States.Timeout"),
  ],
  [
    "States.ALL first",
    "states-all-not-last States.Fan out.Retry[0].ErrorEquals",
    (d) => d.States["Fan out"].Retry.push({ ErrorEquals: ["MyError"] }),
  ],
  [
    "a reserved name that is none",
    "unknown-error-name States.Fan out.Catch[0].ErrorEquals",
    (d) => d.States["Fan out"].Catch.unshift({ ErrorEquals: ["States.TimeOut"], Next: "Failed" }),
  ],
  [
    "an error twice",
    "unused-error-name States.Train.Retry[1].ErrorEquals",
    (d) => train(d).Retry.push({ ErrorEquals: ["SageMaker.AmazonSageMakerException"] }),
  ],
  [
    "an error behind TaskFailed",
    "unused-error-name States.Train.Catch[1].ErrorEquals",
    (d) =>
      train(d).Catch.unshift(
        { ErrorEquals: ["States.TaskFailed"], Next: "Failed" },
        { ErrorEquals: ["SageMaker.X"], Next: "Failed" },
      ),
  ],
  [
    "States.Runtime",
    "uncatchable-error States.Fan out.Catch[0].ErrorEquals",
    (d) => d.States["Fan out"].Catch.unshift({ ErrorEquals: ["States.Runtime"], Next: "Failed" }),
  ],
  [
    "a Choice's error of a Task",
    "error-never-raised States.Train.Catch[0].ErrorEquals",
    (d) => train(d).Catch.unshift({ ErrorEquals: ["States.NoChoiceMatched"], Next: "Failed" }),
  ],
  [
    "another service's error",
    "error-never-raised States.Train.Catch[0].ErrorEquals",
    (d) => train(d).Catch.unshift({ ErrorEquals: ["Lambda.Unknown"], Next: "Failed" }),
  ],
  [
    "a heartbeat's error without one",
    "error-never-raised States.Train.Catch[0].ErrorEquals",
    (d) => (
      delete train(d).HeartbeatSeconds,
      train(d).Catch.unshift({ ErrorEquals: ["States.HeartbeatTimeout"], Next: "Failed" })
    ),
  ],
  [
    "a retrier without attempts",
    "retry-without-attempts States.Train.Retry[0].MaxAttempts",
    (d) => (train(d).Retry[0].MaxAttempts = 0),
  ],
  [
    "a delay below the interval",
    "delay-below-interval States.Train.Retry[0].MaxDelaySeconds",
    (d) => (train(d).Retry[0].MaxDelaySeconds = 2),
  ],

  [
    "a resource that is none",
    "malformed-resource States.Train.Resource",
    (d) => ((train(d).Resource = "training"), delete train(d).Parameters),
  ],
  [
    "a misspelt service",
    "unknown-service States.Train.Resource",
    (d) => (train(d).Resource = "arn:aws:states:::sagemakr:createTrainingJob.sync"),
  ],
  [
    "a misspelt API",
    "unknown-api States.Train.Resource",
    (d) => (train(d).Resource = "arn:aws:states:::sagemaker:createTraningJob.sync"),
  ],
  [
    "a pattern that there is not",
    "pattern-not-offered States.Train.Resource",
    (d) => (train(d).Resource = "arn:aws:states:::sagemaker:createTrainingJob.waitForTaskToken"),
  ],
  [
    ".sync in Express",
    "pattern-in-express States.Train.Resource",
    (d) => (
      (d.TimeoutSeconds = 60),
      (train(d).TimeoutSeconds = 300),
      (train(d).HeartbeatSeconds = 60),
      (d.States.Many = { Type: "Succeed" })
    ),
    { type: "EXPRESS" },
  ],
  [
    "an activity in Express",
    "pattern-in-express States.Only.Resource",
    (d) => (
      only(d, { ...lambda(), Resource: "arn:aws:states:eu-west-1:123456789012:activity:a" }),
      delete d.TimeoutSeconds
    ),
    { type: "EXPRESS" },
  ],
  [
    "a token in an Express child",
    "pattern-in-express States.Many.ItemProcessor.States.Item.Resource",
    (d) =>
      (d.States.Many.ItemProcessor.States.Item = {
        ...lambda(".waitForTaskToken"),
        Parameters: { FunctionName: "f", Payload: { "t.$": "$$.Task.Token" } },
      }),
  ],
  [
    "a Distributed Map in Express",
    "pattern-in-express States.Only.ItemProcessor",
    (d) => (delete d.TimeoutSeconds, only(d, d.States.Many)),
    { type: "EXPRESS" },
  ],
  ["a long Express", "express-timeout TimeoutSeconds", (d) => only(d, { Type: "Succeed" }), { type: "EXPRESS" }],
  [
    "a long wait in Express",
    "express-wait States.Only.Seconds",
    (d) => (delete d.TimeoutSeconds, only(d, { Type: "Wait", Seconds: 301, End: true })),
    { type: "EXPRESS" },
  ],
  [
    "a token that is not passed on",
    "no-task-token States.Only.Parameters",
    (d) => only(d, lambda(".waitForTaskToken")),
  ],
  [
    "a misspelt parameter",
    "unknown-parameter States.Train.Parameters.Hyperparameters",
    (d) => (request(d).Hyperparameters = {}),
  ],
  ["a missing parameter", "missing-parameter States.Train.Parameters.RoleArn", (d) => delete request(d).RoleArn],
  [
    "a number for text",
    "wrong-type States.Train.Parameters.HyperParameters.num_round",
    (d) => (request(d).HyperParameters.num_round = 5),
  ],
  [
    "a path that is no text",
    "wrong-type States.Prepare.Parameters.x.$",
    (d) => (d.States.Prepare.Parameters["x.$"] = 1),
  ],
  ["text for a number", "wrong-type States.Pause.Seconds", (d) => (d.States.Pause.Seconds = "10")],
  [
    "text for a number in a rule",
    "wrong-type States.Decide.Choices[0].NumericGreaterThanEquals",
    (d) => (d.States.Decide.Choices[0].NumericGreaterThanEquals = "1"),
  ],
  [
    "a fraction of attempts",
    "wrong-type States.Train.Retry[0].MaxAttempts",
    (d) => (train(d).Retry[0].MaxAttempts = 1.5),
  ],
  ["a backoff below 1", "out-of-range States.Train.Retry[0].BackoffRate", (d) => (train(d).Retry[0].BackoffRate = 0.5)],
  [
    "more than 100 %",
    "out-of-range States.Many.ToleratedFailurePercentage",
    (d) => (d.States.Many.ToleratedFailurePercentage = 101),
  ],
  ["a long label", "out-of-range States.Many.Label", (d) => (d.States.Many.Label = "l".repeat(41))],
  [
    "51 tags",
    "out-of-range States.Train.Parameters.Tags",
    (d) => (request(d).Tags = Array.from({ length: 51 }, (_none, n) => ({ Key: `k${n}`, Value: "v" }))),
  ],
  [
    "a long hyperparameter",
    "out-of-range States.Train.Parameters.HyperParameters.num_round",
    (d) => (request(d).HyperParameters.num_round = "1".repeat(2_501)),
  ],
  ["a type of state that is none", "not-allowed States.Failed.Type", (d) => (d.States.Failed.Type = "Failed")],
  [
    "an enum's value that is none",
    "not-allowed States.Train.Parameters.AlgorithmSpecification.TrainingInputMode",
    (d) => (request(d).AlgorithmSpecification.TrainingInputMode = "Files"),
  ],
  ["a label's characters", "pattern States.Many.Label", (d) => (d.States.Many.Label = "a b")],
  [
    "a name's characters",
    "pattern States.Train.Parameters.TrainingJobName",
    (d) => (delete request(d)["TrainingJobName.$"], delete train(d).Retry, (request(d).TrainingJobName = "a_b")),
  ],
  [
    "a newer instance type",
    "unknown-instance-type States.Train.Parameters.ResourceConfig.InstanceType",
    (d) => (request(d).ResourceConfig.InstanceType = "ml.m99.xlarge"),
  ],
  [
    "spot without a longest wait",
    "service-rule States.Train.Parameters",
    (d) => delete request(d).StoppingCondition.MaxWaitTimeInSeconds,
  ],
  [
    "a wait shorter than the run",
    "service-rule States.Train.Parameters.StoppingCondition",
    (d) => (request(d).StoppingCondition.MaxWaitTimeInSeconds = 60),
  ],
  [
    "an image and an algorithm",
    "service-rule States.Train.Parameters.AlgorithmSpecification",
    (d) => (request(d).AlgorithmSpecification.AlgorithmName = "a"),
  ],
  ["a tag of AWS's", "service-rule States.Train.Parameters.Tags[0]", (d) => (request(d).Tags[0].Key = "aws:x")],
  [
    "a made name's characters",
    "name-characters States.Train.Parameters.TrainingJobName",
    (d) => (request(d)["TrainingJobName.$"] = "States.Format('a_b-{}', States.UUID())"),
  ],
  [
    "a long made name",
    "name-too-long States.Train.Parameters.TrainingJobName",
    (d) => (request(d)["TrainingJobName.$"] = `States.Format('${"a".repeat(28)}{}', States.UUID())`),
  ],
  [
    "the execution's name",
    "execution-name-as-name States.Train.Parameters.TrainingJobName",
    (d) => (request(d)["TrainingJobName.$"] = "$$.Execution.Name"),
  ],
  [
    "a fixed name, retried",
    "fixed-name-retried States.Train.Parameters.TrainingJobName",
    (d) => (delete request(d)["TrainingJobName.$"], (request(d).TrainingJobName = "a")),
  ],
];

const IN_JSONATA: Break[] = [
  ["a JSONPath field", "wrong-query-language States.Call.ResultPath", (d) => (d.States.Call.ResultPath = "$.r")],
  [
    "a JSONPath rule",
    "wrong-query-language States.Decide.Choices[0].Variable",
    (d) => (d.States.Decide.Choices[0].Variable = "$.a"),
  ],
  [
    "a rule without a Condition",
    "missing-field States.Decide.Choices[0].Condition",
    (d) => delete d.States.Decide.Choices[0].Condition,
  ],
  [
    "a Condition that is none",
    "wrong-type States.Decide.Choices[0].Condition",
    (d) => (d.States.Decide.Choices[0].Condition = "yes"),
  ],
  [
    "a JSONPath state",
    "jsonpath-in-jsonata States.Done.QueryLanguage",
    (d) => (d.States.Done = { Type: "Succeed", QueryLanguage: "JSONPath" }),
  ],
  [
    "a key that ends in .$",
    "dollar-key-in-jsonata States.Call.Arguments.Payload.x.$",
    (d) => (d.States.Call.Arguments.Payload["x.$"] = "$.x"),
  ],
  ["a path", "path-as-text States.Call.Arguments.Payload.x", (d) => (d.States.Call.Arguments.Payload.x = "$.x")],
  [
    "no arguments",
    "missing-parameter States.Call.Arguments.FunctionName",
    (d) => ((d.States.Call.Resource = "arn:aws:states:::lambda:invoke"), delete d.States.Call.Arguments),
  ],
];

describe("checkDefinition, code by code", () => {
  it("finds nothing in right definitions", () => {
    expect(checkDefinition(everyState())).to.deep.equal([]);
    expect(checkDefinition(everyStateInJsonata())).to.deep.equal([]);
  });

  const emitted = new Set(["not-an-object"]);
  for (const [language, right, breaks] of [
    ["JSONPath", everyState, IN_JSONPATH],
    ["JSONata", everyStateInJsonata, IN_JSONATA],
  ] as const) {
    for (const [what, expected, change, options] of breaks) {
      it(`finds ${what} (${language}): ${expected.split(" ")[0]}`, () => {
        const definition = right();
        change(definition);
        const found = checkDefinition(definition, options);
        for (const { code } of found) emitted.add(code);
        expect(found.map(({ code, path }) => `${code} ${path}`)).to.include(expected);
      });
    }
  }

  it("has no code that is not found here, and tells of each what it means", () => {
    expect([...emitted].sort()).to.deep.equal(Object.keys(PROBLEM_CODES).sort());
    for (const { meaning } of Object.values(PROBLEM_CODES)) expect(meaning).to.match(/^[A-Z`.].*\.$/);
  });
});
