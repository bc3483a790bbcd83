import { cases, line, type Loose, start } from "./dataflowCases";

const jsonata = (states: Loose): Loose => line(states, { QueryLanguage: "JSONata" });
/** A Pass that gives what the expression gives. */
const give = (expression: string, more: Loose = {}): Loose => ({
  Type: "Pass",
  Output: `{% ${expression} %}`,
  ...more,
});
/** A Pass that gives this. */
const data = (output: unknown): Loose => ({ Type: "Pass", Output: output });
const behind = (given: unknown, expression: string): Loose => jsonata({ S: data(given), A: give(expression) });
const job = (more: Loose = {}): Loose => ({
  Type: "Task",
  Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
  Arguments: {},
  ...more,
});

describe("dataflow: JSONata", () => {
  describe("reads", () => {
    const given = { a: { b: 1 }, l: [{ c: 1 }, { c: 2, d: 3 }], t: "x" };
    const nothing = ["unknown-path States.A.Output"];
    const passedOver = ["(reads-nothing States.A.Output)"];
    cases([
      ["says nothing of an input of which nothing is known", jsonata({ A: give("$states.input.a.b[0].c") }), []],
      ["takes what is there", behind(given, "$states.input.a.b"), []],
      ["finds a whole expression that gives nothing", behind(given, "$states.input.b"), nothing],
      ["finds arithmetic with nothing", behind(given, "$states.input.b + 1"), nothing],
      ["warns of nothing inside of something", behind(given, "'x' & $states.input.b"), passedOver],
      ["warns of a member made of nothing", behind(given, "{'x': $states.input.b}"), passedOver],
      ["goes through lists", behind(given, "$states.input.l.c"), []],
      ["finds what no item has", behind(given, "$states.input.l.e"), nothing],
      ["says nothing of what some items have", behind(given, "$states.input.l.d"), []],
      ["knows an item by its number", behind(given, "$states.input.l[0].c"), []],
      ["finds an item beyond the list", behind(given, "$states.input.l[2].c"), nothing],
      ["says nothing behind a filter", behind(given, "$states.input.l[c > 1].c"), []],
      ["reads inside a filter", behind(given, "$states.input.l[c > $states.input.z].c"), passedOver],
      ["takes what is asked for", behind(given, "$exists($states.input.b) ? $states.input.b : 1"), []],
      ["takes a default", behind(given, "$states.input.a.z ? $states.input.a.z : 'none'"), []],
      ["takes a value or another", behind({ a: 1 }, "$states.input.b ?? 1"), []],
      [
        "goes into functions",
        behind(given, "$map($states.input.l, function($v) { $v.c + $states.input.z })"),
        passedOver,
      ],
      ["goes into blocks", behind(given, "($x := $states.input.a; $x.b)"), []],
      ["knows what a block's variable holds", behind(given, "($x := $states.input.a; {'y': $x.z})"), passedOver],
      [
        "knows what an object holds that is made",
        jsonata({ S: give("{'a': {'b': 1}}"), A: give("$states.input.a.c") }),
        nothing,
      ],
      [
        "knows what either way of a condition gives",
        jsonata({ S: give("$states.context.Execution.Name = 'x' ? {'a': 1} : {'a': 2}"), A: give("$states.input.b") }),
        nothing,
      ],
      [
        "warns of what only one way gives",
        jsonata({ S: give("$states.context.Execution.Name = 'x' ? {'a': 1} : {'b': 2}"), A: give("$states.input.b") }),
        ["(maybe-missing-path States.A.Output)"],
      ],
      [
        "finds a member that the context object has not",
        jsonata({ A: give("$states.context.Execution.Nmae") }),
        nothing,
      ],
      ["passes over placeholders", jsonata({ S: data("${A}"), A: give("$states.input.${B}") }), []],
      [
        "reads every leaf of a field",
        jsonata({ S: data({ a: 1 }), A: data({ x: ["{% $states.input.a %}", { y: "{% $states.input.b %}" }] }) }),
        ["unknown-path States.A.Output.x[1].y"],
      ],
    ]);
  });

  describe("what an expression may use", () => {
    cases([
      ["finds a mistake in writing", jsonata({ A: give("$states.input.") }), ["invalid-jsonata States.A.Output"]],
      ["finds a name alone", jsonata({ A: give("name") }), ["no-context States.A.Output"]],
      ["finds $ alone", jsonata({ A: give("$.name") }), ["no-context States.A.Output"]],
      ["takes a name inside a path", jsonata({ A: give("$states.input.(name & other)") }), []],
      [
        "finds a function that does not exist",
        jsonata({ A: give("$uppercaes('a')") }),
        ["unknown-function States.A.Output"],
      ],
      ["finds $eval", jsonata({ A: give("$eval('1')") }), ["unknown-function States.A.Output"]],
      [
        "takes the functions of Step Functions",
        jsonata({
          A: data([
            "{% $uuid() %}",
            "{% $hash('a', 'MD5') %}",
            "{% $partition([1], 1) %}",
            "{% $range(1, 2, 1) %}",
            "{% $random(1) %}",
            "{% $parse('1') %}",
          ]),
        }),
        [],
      ],
      [
        "finds too many arguments",
        jsonata({ A: give("$uppercase('a', 'b', 'c')") }),
        ["function-arguments States.A.Output"],
      ],
      ["counts what comes in by ~>", jsonata({ A: give("'a' ~> $uuid()") }), ["function-arguments States.A.Output"]],
      ["takes functions of its own", jsonata({ A: give("($twice := function($x) { 2 * $x }; $twice(2))") }), []],
      [
        "has a result only behind a call",
        jsonata({ A: give("$states.result") }),
        ["unavailable-states-member States.A.Output"],
      ],
      [
        "has no result before a call",
        jsonata({ T: job({ Arguments: { TrainingJobName: "{% $states.result.a %}" } }) }),
        ["unavailable-states-member States.T.Arguments.TrainingJobName"],
      ],
      [
        "has an error only in a Catch",
        jsonata({ A: give("$states.errorOutput") }),
        ["unavailable-states-member States.A.Output"],
      ],
      ["has no other members", jsonata({ A: give("$states.inptu") }), ["unavailable-states-member States.A.Output"]],
    ]);
  });

  describe("states", () => {
    const set = (values: Loose): Loose => ({ Type: "Pass", Assign: values });
    cases([
      ["gives a task's result", jsonata({ T: job(), A: give("$states.input.TrainingJobName"), B: give("'x'") }), []],
      [
        "knows what a service gives",
        jsonata({ T: job(), A: give("$states.input.TrainingJobNmae") }),
        ["unknown-path States.A.Output"],
      ],
      [
        "gives the result to Output and Assign",
        jsonata({
          T: job({ Output: "{% $states.result.TrainingJobArn %}", Assign: { n: "{% $states.result.Nmae %}" } }),
        }),
        ["unknown-path States.T.Assign.n"],
      ],
      [
        "finds a number for a hyperparameter",
        jsonata({ T: job({ Arguments: { HyperParameters: { depth: "{% 1 + 1 %}", rounds: "{% $string(5) %}" } } }) }),
        ["wrong-type States.T.Arguments.HyperParameters.depth"],
      ],
      [
        "has variables",
        jsonata({ A: set({ v: { b: 1 } }), B: give("$v.b"), C: give("$v.c") }),
        ["unknown-path States.C.Output"],
      ],
      [
        "misses variables",
        jsonata({ A: set({ value: 1 }), B: give("$vlaue") }),
        ["unassigned-variable States.B.Output"],
      ],
      ["takes a variable that is asked for", jsonata({ B: give("$exists($v) ? $v : 1") }), []],
      [
        "wants numbers and texts",
        jsonata({
          A: { Type: "Wait", Seconds: "{% 'x' %}" },
          B: { Type: "Wait", Timestamp: "{% 1 %}" },
          C: { Type: "Fail", Error: "{% 1 %}", Cause: "{% 'x' %}" },
        }),
        ["wrong-value-type States.A.Seconds", "wrong-value-type States.B.Timestamp", "wrong-value-type States.C.Error"],
      ],
      [
        "wants a condition that is true or false",
        jsonata({
          C: {
            Type: "Choice",
            Choices: [
              { Condition: "{% 'x' %}", Next: "E" },
              { Condition: "{% $states.input.x = 1 %}", Next: "E" },
            ],
          },
          E: { Type: "Succeed" },
        }),
        ["wrong-value-type States.C.Choices[0].Condition"],
      ],
      [
        "finds conditions that never hold",
        jsonata({
          S: data({ a: "x" }),
          C: {
            Type: "Choice",
            Choices: [
              { Condition: "{% $states.input.a = 'y' %}", Next: "E" },
              { Condition: false, Next: "E" },
              { Condition: "{% $states.input.a != 'y' %}", Next: "E" },
            ],
          },
          E: { Type: "Succeed" },
        }),
        ["(never-matches States.C.Choices[0].Condition)", "(never-matches States.C.Choices[1].Condition)"],
      ],
      [
        "finds a condition behind an equal one",
        jsonata({
          C: { Type: "Choice", Choices: [1, 2].map(() => ({ Condition: "{% $states.input.a = 1 %}", Next: "E" })) },
          E: { Type: "Succeed" },
        }),
        ["(shadowed-rule States.C.Choices[1].Condition)"],
      ],
      [
        "gives an error to a Catch",
        jsonata({
          T: job({
            Catch: [
              {
                ErrorEquals: ["States.ALL"],
                Output: { e: "{% $states.errorOutput.Error %}", r: "{% $states.result.x %}" },
                Next: "H",
              },
            ],
            Next: "E",
          }),
          H: give("$states.input.f"),
          E: { Type: "Succeed" },
        }),
        ["unavailable-states-member States.T.Catch[0].Output.r", "unknown-path States.H.Output"],
      ],
      [
        "gives the branches' outputs",
        jsonata({
          P: {
            Type: "Parallel",
            Arguments: { a: 1 },
            Branches: [line({ X: give("$states.input.a") }), line({ Y: give("$states.input.b") })],
          },
          A: give("$states.input[0]"),
        }),
        ["unknown-path States.P.Branches[1].States.Y.Output"],
      ],
      [
        "goes through the items of a Map",
        jsonata({
          M: {
            Type: "Map",
            Items: [{ a: 1 }],
            ItemSelector: { v: "{% $states.context.Map.Item.Value.a %}", w: "{% $states.context.Map.Item.Value.b %}" },
            ItemProcessor: line({ X: give("$states.input.v") }),
          },
          A: give("$states.input.z"),
        }),
        ["unknown-path States.M.ItemSelector.w", "unknown-path States.A.Output"],
      ],
      [
        "wants a list, or an object, as items",
        jsonata({
          M: { Type: "Map", Items: "{% 5 %}", ItemProcessor: line({ X: { Type: "Pass" } }) },
          N: { Type: "Map", Items: { a: 1 }, ItemProcessor: line({ Y: { Type: "Pass" } }) },
        }),
        ["not-a-list States.M.Items"],
      ],
      [
        "goes together with JSONPath",
        line({
          S: start({ a: 1 }),
          A: { ...give("{'b': $states.input.a}"), QueryLanguage: "JSONata" },
          B: { Type: "Pass", Parameters: { "x.$": "$.a" } },
        }),
        ["unknown-path States.B.Parameters.x"],
      ],
    ]);
  });
});
