/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
import { expect } from "chai";
import type { Json } from "../../asl/definition";
import { TaskFailure } from "../../local/interpreter/failures";
import { end, machine, run, type States, task } from "../support/stateMachines";

const jsonata = { QueryLanguage: "JSONata" };
const evaluate = (expression: string, input: Json = {}) =>
  run({ A: { Type: "Pass", Output: `{% ${expression} %}`, ...end } }, { input, machine: jsonata });

describe("interpreter: JSONata", () => {
  const given: [string, Json, Json][] = [
    ["$states.input.a + 1", { a: 1 }, 2],
    ["$sum($states.input.items.price)", { items: [{ price: 1 }, { price: 2.5 }] }, 3.5],
    ["$states.input.items[price > 2].name", { items: [{ price: 1 }, { price: 3, name: "x" }] }, "x"],
    ["$states.context.State.Name", {}, "A"],
    ["$states.context.Execution.Input.a", { a: [] }, []],
    ["{'a': [1, 2], 'b': null}", {}, { a: [1, 2], b: null }],
    ["$partition([1,2,3,4], 3)", {}, [[1, 2, 3], [4]]],
    ["$range(0, 10, 3)", {}, [0, 3, 6, 9]],
    ["$range(3, 1, -1)", {}, [3, 2, 1]],
    ["$hash('input data', 'SHA-1')", {}, "aaff4a450a104cd177d28d18d74485e8cae074b7"],
    ["$parse('{\"a\": 1}').a", {}, 1],
    ["$random(7) = $random(7) and $random() != $random()", {}, true],
    ["$uuid() != $uuid() and $length($uuid()) = 36", {}, true],
    ["($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(5))", {}, 120],
  ];
  for (const [expression, input, output] of given) {
    it(expression, async () => {
      expect(await evaluate(expression, input)).to.deep.equal({ status: "SUCCEEDED", output });
    });
  }

  const failing: [string, string][] = [
    ["$states.input.none", "returned nothing (undefined)."],
    ["$nothing", "returned nothing (undefined)."],
    ["function($x) { $x }", "returned an unsupported result type."],
    ["$sum", "returned an unsupported result type."],
    ["1 + 'a'", "threw an error during evaluation. T2002: "],
    ["$none()", "threw an error during evaluation. T1006: Attempted to invoke a non-function"],
    ["$parse('{')", "threw an error during evaluation. "],
    ["$hash('x', 'SHA-3')", 'threw an error during evaluation. $hash has no algorithm "SHA-3"'],
    ["($f := function($n) { 1 + $f($n) }; $f(1))", "threw an error during evaluation. D1011: Stack overflow"],
  ];
  for (const [expression, message] of failing) {
    it(`${expression} ${message}`, async () => {
      const { error, cause } = await evaluate(expression);
      expect(error).to.equal("States.QueryEvaluationError");
      expect(cause).to.contain(
        "An error occurred while executing the state 'A' (entered at the event id #2). " +
          `The JSONata expression '${expression}' specified for the field 'Output' ${message}`,
      );
    });
  }

  it("names the place in a field", async () => {
    const states = { A: task({ Arguments: { list: [1, { x: "{% $none %}" }] } }) };
    const { cause } = await run(states, { machine: jsonata });
    expect(cause).to.contain("specified for the field 'Arguments/list[1]/x' returned nothing");
  });

  it("keeps texts that are no expression, and evaluates in lists and objects", async () => {
    const Output = { a: "{%", b: " {% 1 %}", c: ["{% 1 %}", { d: "{% [] %}" }], "e.$": "$.x", f: "{%'multi\nline'%}" };
    const { output } = await run({ A: { Type: "Pass", Output, ...end } }, { machine: jsonata });
    expect(output).to.deep.equal({ ...Output, c: [1, { d: [] }], f: "multi\nline" });
  });

  it("a Task has Arguments, its result, and Output; the result is the output without one", async () => {
    const Arguments = { n: "{% $states.input.n * 2 %}" };
    const Output = "{% {'in': $states.input.n, 'out': $states.result.n} %}";
    const input = { n: 4 };
    expect((await run({ A: task({ Arguments, Output }) }, { machine: jsonata, input })).output).to.deep.equal({
      in: 4,
      out: 8,
    });
    expect((await run({ A: task({ Arguments }) }, { machine: jsonata, input })).output).to.deep.equal({ n: 8 });
    expect((await run({ A: task() }, { machine: jsonata, input })).output).to.deep.equal(input);
  });

  it("a Catch has the error output, Output and Assign", async () => {
    const states: States = {
      A: task({
        Catch: [
          {
            ErrorEquals: ["Broken"],
            Output: { why: "{% $states.errorOutput.Cause %}", was: "{% $states.input.n %}" },
            Assign: { error: "{% $states.errorOutput.Error %}" },
            Next: "B",
          },
        ],
      }),
      B: { Type: "Pass", Output: "{% $merge([$states.input, {'error': $error}]) %}", ...end },
    };
    const onTask = () => Promise.reject(new TaskFailure("Broken", "for good"));
    const { output } = await run(states, { machine: jsonata, input: { n: 1 }, onTask });
    expect(output).to.deep.equal({ why: "for good", was: 1, error: "Broken" });
  });

  it("what goes wrong in Output can be caught", async () => {
    const states: States = {
      A: task({ Output: "{% $none %}", Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "B" }] }),
      B: { Type: "Pass", Output: "{% $states.input.Error %}", ...end },
    };
    expect((await run(states, { machine: jsonata })).output).to.equal("States.QueryEvaluationError");
  });

  it("a Choice has conditions, and its rules Assign and Output", async () => {
    const states: States = {
      A: {
        Type: "Choice",
        Choices: [
          { Condition: "{% $states.input.n > 5 %}", Output: "{% 'big' %}", Assign: { size: 1 }, Next: "B" },
          { Condition: true, Assign: { size: 0 }, Next: "B" },
        ],
      },
      B: { Type: "Pass", Output: { is: "{% $states.input %}", size: "{% $size %}" }, ...end },
    };
    expect((await run(states, { machine: jsonata, input: { n: 9 } })).output).to.deep.equal({ is: "big", size: 1 });
    expect((await run(states, { machine: jsonata, input: { n: 1 } })).output).to.deep.equal({ is: { n: 1 }, size: 0 });
    const wrong = await run(
      { A: { Type: "Choice", Choices: [{ Condition: "{% 1 %}", Next: "A" }] } },
      { machine: jsonata },
    );
    expect(wrong.error).to.equal("States.QueryEvaluationError");
    expect(wrong.cause).to.contain("Expected 'boolean', but was 'number' for value: 1");
  });

  it("a Fail has expressions, which give texts", async () => {
    const fail = (more: object) => run({ A: { Type: "Fail", ...more } }, { machine: jsonata, input: { e: "E" } });
    expect(await fail({ Error: "{% $states.input.e %}", Cause: "{% 'c' & 1 %}" })).to.deep.equal({
      ...{ status: "FAILED", error: "E", cause: "c1" },
    });
    expect((await fail({ Error: "{% 5 %}" })).error).to.equal("States.QueryEvaluationError");
  });

  it("numbers may be expressions", async () => {
    const map = {
      Type: "Map",
      Items: "{% $states.input.list %}",
      MaxConcurrency: "{% 1 + 1 %}",
      ItemSelector: { v: "{% $states.context.Map.Item.Value %}", i: "{% $states.context.Map.Item.Index %}" },
      ItemProcessor: machine({ I: { Type: "Pass", ...end } }),
      ...end,
    };
    const input = { list: ["a", "b"] };
    expect((await run({ A: map }, { machine: jsonata, input })).output).to.deep.equal([
      { v: "a", i: 0 },
      { v: "b", i: 1 },
    ]);
    const timeout = await run({ A: task({ TimeoutSeconds: "{% 'x' %}" }) }, { machine: jsonata });
    expect(timeout.cause).to.contain(
      "The field 'TimeoutSeconds' has an unexpected result type. Expected 'number', but was 'string'",
    );
    const half = await run({ A: { ...map, MaxConcurrency: "{% 0.5 %}" } }, { machine: jsonata, input });
    expect(half.cause).to.contain("The field 'MaxConcurrency' is not a whole number: 0.5");
    const negative = await run({ A: { ...map, MaxConcurrency: "{% -1 %}" } }, { machine: jsonata, input });
    expect(negative.cause).to.contain("MaxConcurrency cannot be negative.");
  });

  const items: [Json, string][] = [
    ["{% 1 %}", "Expected 'array', but was 'number' for value: 1"],
    ["{% {'foo': 'bar'} %}", "Expected 'array', but was 'object' for value: {\"foo\":\"bar\"}"],
    ["{% null %}", "Expected 'array', but was 'null' for value: null"],
    [{ a: 1 }, 'Map state input must be an array but was: {"a":1}'],
  ];
  for (const [Items, message] of items) {
    it(`Items ${JSON.stringify(Items)} of an inline Map: ${message}`, async () => {
      const map = { Type: "Map", Items, ItemProcessor: machine({ I: { Type: "Pass", ...end } }), ...end };
      const { error, cause } = await run({ A: map }, { machine: jsonata });
      expect(error).to.equal("States.QueryEvaluationError");
      expect(cause).to.contain(message);
    });
  }

  describe("says the same as its JSONPath twin", () => {
    const twins: [string, States, States, Json][] = [
      [
        "Parameters and Arguments",
        { A: task({ Parameters: { "n.$": "$.a[0]", "e.$": "$$.Execution.Name" } }) },
        { A: task({ Arguments: { n: "{% $states.input.a[0] %}", e: "{% $states.context.Execution.Name %}" } }) },
        { a: [1] },
      ],
      [
        "ResultSelector, ResultPath and Output",
        { A: task({ ResultSelector: { "n.$": "$.a" }, ResultPath: "$.r" }) },
        { A: task({ Output: "{% $merge([$states.input, {'r': {'n': $states.result.a}}]) %}" }) },
        { a: [1] },
      ],
      [
        "Wait",
        { A: { Type: "Wait", SecondsPath: "$.s", OutputPath: "$.s", ...end } },
        { A: { Type: "Wait", Seconds: "{% $states.input.s %}", Output: "{% $states.input.s %}", ...end } },
        { s: 5 },
      ],
      [
        "Parallel",
        {
          A: {
            Type: "Parallel",
            Branches: [machine({ B: { Type: "Pass", ...end } })],
            Parameters: { "x.$": "$.a" },
            ...end,
          },
        },
        {
          A: {
            Type: "Parallel",
            Branches: [machine({ B: { Type: "Pass", ...end } })],
            Arguments: { x: "{% $states.input.a %}" },
            ...end,
          },
        },
        { a: 3 },
      ],
    ];
    for (const [name, inJsonPath, inJsonata, input] of twins) {
      it(name, async () => {
        const expected = await run(inJsonPath, { input });
        expect(expected.status).to.equal("SUCCEEDED");
        expect(await run(inJsonata, { input, machine: jsonata })).to.deep.equal(expected);
      });
    }
  });
});
