/** What is wrong in JSONata only. */
import type { Break } from "./break";

const training = (name: string) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
  Arguments: { TrainingJobName: name },
  Next: "Decide",
});

export const jsonataBreaks: Break[] = [
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
  [
    "an expression without its end",
    "expression-delimiter States.Call.Arguments.Payload.x",
    (d) => (d.States.Call.Arguments.Payload.x = "{% $states.input.x"),
  ],
  ["a path", "path-as-text States.Call.Arguments.Payload.x", (d) => (d.States.Call.Arguments.Payload.x = "$.x")],
  [
    "no arguments",
    "missing-parameter States.Call.Arguments.FunctionName",
    (d) => ((d.States.Call.Resource = "arn:aws:states:::lambda:invoke"), delete d.States.Call.Arguments),
  ],
  [
    "a made name's characters",
    "name-characters States.Call.Arguments.TrainingJobName",
    (d) => (d.States.Call = training("{% 'a_b-' & $uuid() %}")),
  ],
  [
    "a long made name",
    "name-too-long States.Call.Arguments.TrainingJobName",
    (d) => (d.States.Call = training(`{% '${"a".repeat(28)}' & $uuid() %}`)),
  ],
  [
    "the execution's name",
    "execution-name-as-name States.Call.Arguments.TrainingJobName",
    (d) => (d.States.Call = training("{% $states.context.Execution.Name %}")),
  ],
];
