/** What the language refuses in a definition, a state, a field. */
import type { Definition } from "../checkDefinitions";
import { type Break, train } from "./break";

/** Parallels inside each other. */
function chain(count: number): Definition {
  const deepest: Definition = { StartAt: "End", States: { End: { Type: "Pass", End: true } } };
  return Array.from({ length: count }).reduce<Definition>((inner, _none, level) => {
    const name = `P${level}`;
    return { StartAt: name, States: { [name]: { Type: "Parallel", Branches: [inner], End: true } } };
  }, deepest);
}

/** The first graph of such a chain that lies deeper than 25 levels. */
const CHAINED = Array.from({ length: 26 }, (_none, level) => `States.P${29 - level}.Branches[0]`).join(".");

/** Lists inside each other. */
const nested = (levels: number): unknown => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], "leaf");

export const structureBreaks: Break[] = [
  ["a definition that holds itself", "not-json ", (d) => (d.Comment = d)],
  ["a state that is none", "not-an-object States.Failed", (d) => (d.States.Failed = "Fail")],
  ["a definition over 1 MiB", "too-large ", (d) => (d.States.Fixed.Result = "x".repeat(1_048_576))],
  ["JSON a thousand levels deep", "too-deeply-nested States.Fixed", (d) => (d.States.Fixed.Result = nested(1_000))],
  ["30 levels of Parallel", `many-levels ${CHAINED}`, (d) => Object.assign(d, chain(30))],
  ["no StartAt", "missing-field StartAt", (d) => delete (d as Partial<Definition>).StartAt],
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
    "duplicate-label States.Many.Label",
    (d) =>
      (d.States.Each = {
        ...d.States.Many,
        End: undefined, // as if it were not there
        Next: "Older",
        ItemProcessor: { ...d.States.Many.ItemProcessor, StartAt: "I", States: { I: { Type: "Succeed" } } },
      }),
  ],
  [
    "a slow heartbeat",
    "heartbeat-not-shorter States.Train.HeartbeatSeconds",
    (d) => (train(d).HeartbeatSeconds = 7200),
  ],
];
