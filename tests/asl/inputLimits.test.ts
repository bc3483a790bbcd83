import { expect } from "chai";
import { inputLimit } from "../../asl/spend/inputLimits";
import { walkStates } from "../../asl/walk";

const JSONPATH = "$.type";
const JSONATA = "{% $states.input.type %}";

/** What is known of the value at the state `Read`, behind a Choice with one rule and the states between them. */
function limit(expression: string, rule: object, between: Record<string, object> = {}, over: object = {}) {
  const names = [...Object.keys(between), "Read"];
  const states = Object.fromEntries(
    Object.entries(between).map(([name, state], index) => [name, { ...state, Next: names[index + 1] }]),
  );
  const definition = {
    StartAt: "Allowed?",
    States: {
      "Allowed?": { Type: "Choice", Choices: [{ ...rule, Next: names[0] }], Default: "Refused", ...over },
      ...states,
      Read: { Type: "Pass", End: true },
      Refused: { Type: "Fail" },
    },
  };
  return inputLimit(
    [...walkStates(definition)].find(({ name }) => name === "Read")!,
    expression,
  );
}

const condition = (text: string) => ({ Condition: `{% ${text} %}` });
const ONE = { values: ["ml.m5.large"] };
const TWO = { values: ["ml.m5.large", "ml.m5.xlarge"] };

describe("limits on the input by Choice states", () => {
  const cases: [of: string, rule: object, limit: unknown][] = [
    ["StringEquals", { Variable: "$.type", StringEquals: "ml.m5.large" }, ONE],
    ["NumericEquals", { Variable: "$.type", NumericEquals: 4 }, { values: [4] }],
    ["NumericLessThanEquals", { Variable: "$.type", NumericLessThanEquals: 4 }, { atMost: 4 }],
    ["NumericLessThan", { Variable: "$.type", NumericLessThan: 4 }, { atMost: 4 }],
    ["NumericGreaterThan", { Variable: "$.type", NumericGreaterThan: 4 }, undefined],
    ["StringMatches", { Variable: "$.type", StringMatches: "ml.*" }, undefined],
    ["another path", { Variable: "$.size", StringEquals: "ml.m5.large" }, undefined],
    ["Not", { Not: { Variable: "$.type", StringEquals: "ml.m5.large" } }, undefined],
    [
      "Or",
      {
        Or: [
          { Variable: "$.type", StringEquals: "ml.m5.large" },
          { Variable: "$.type", StringEquals: "ml.m5.xlarge" },
        ],
      },
      TWO,
    ],
    [
      "Or with a part on another path",
      {
        Or: [
          { Variable: "$.type", StringEquals: "ml.m5.large" },
          { Variable: "$.size", StringEquals: "L" },
        ],
      },
      undefined,
    ],
    [
      "And with a part on another path",
      {
        And: [
          { Variable: "$.size", IsPresent: true },
          { Variable: "$.type", StringEquals: "ml.m5.large" },
        ],
      },
      ONE,
    ],
    ["=", condition("$states.input.type = 'ml.m5.large'"), ONE],
    ["= turned round", condition("'ml.m5.large' = $states.input.type"), ONE],
    ["= with a number", condition("$states.input.type = 4"), { values: [4] }],
    ["in", condition("$states.input.type in ['ml.m5.large', 'ml.m5.xlarge']"), TWO],
    ["in parentheses", condition("($states.input.type in ['ml.m5.large', 'ml.m5.xlarge'])"), TWO],
    ["<=", condition("$states.input.type <= 4"), { atMost: 4 }],
    ["<", condition("$states.input.type < 4"), { atMost: 4 }],
    [">= turned round", condition("4 >= $states.input.type"), { atMost: 4 }],
    ["or", condition("$states.input.type = 'ml.m5.large' or $states.input.type = 'ml.m5.xlarge'"), TWO],
    ["and", condition("$exists($states.input.size) and $states.input.type = 'ml.m5.large'"), ONE],
    [
      "and of two that meet",
      condition("$states.input.type in ['ml.m5.large', 'a'] and $states.input.type = 'a'"),
      {
        values: ["a"],
      },
    ],
    ["or with a part on another value", condition("$states.input.type = 'a' or $states.input.size = 'L'"), undefined],
    [">", condition("$states.input.type > 4"), undefined],
    ["!=", condition("$states.input.type != 'a'"), undefined],
    ["<= turned round", condition("4 <= $states.input.type"), undefined],
    ["a function", condition("$contains($states.input.type, 'm5')"), undefined],
    ["$not", condition("$not($states.input.type = 'a')"), undefined],
    ["in a list with an open item", condition("$states.input.type in ['a', $states.input.other]"), undefined],
    ["= a list", condition("$states.input.type = ['a']"), undefined],
    ["a filter", condition("$states.input.type[0] = 'a'"), undefined],
    ["a variable", condition("$type = 'a'"), undefined],
    ["the execution's input", condition("$states.context.Execution.Input.type = 'a'"), undefined],
    ["a text that is no expression", { Condition: "$states.input.type = 'a'" }, undefined],
    ["what cannot be read", condition("$states.input.type = "), undefined],
    ["a boolean", { Condition: true }, undefined],
  ];
  for (const [of, rule, expected] of cases) {
    it(`take ${of} for ${expected === undefined ? "nothing" : JSON.stringify(expected)}, read in either language`, () => {
      expect(limit(JSONPATH, rule)).to.deep.equal(expected);
      expect(limit(JSONATA, rule)).to.deep.equal(expected);
    });
  }

  const rule = condition("$states.input.type = 'ml.m5.large'");
  const task = { Type: "Task", Resource: "arn:aws:states:::sns:publish" };

  describe("behind states that hand the value on", () => {
    const between: [of: string, state: object][] = [
      ["a Pass", { Type: "Pass" }],
      ["a Wait", { Type: "Wait", Seconds: 1 }],
      ["a Task whose result goes elsewhere", { ...task, ResultPath: "$.Sent" }],
      ["a Task whose result is dropped", { ...task, ResultPath: null }],
      ["an Output that is the input", { ...task, Output: "{% $states.input %}" }],
      ["an Output with the value", { ...task, Output: { type: "{% $states.input.type %}", sent: true } }],
    ];
    for (const [of, state] of between) {
      it(`as ${of} does`, () => expect(limit(JSONATA, rule, { Between: state })).to.deep.equal(ONE));
    }
  });

  describe("are lost behind states that may write another value", () => {
    const between: [of: string, state: object][] = [
      ["a Pass with a Result", { Type: "Pass", Result: "ml.p5.48xlarge", ResultPath: "$.type" }],
      ["a result over all", task],
      ["a result at a path in brackets", { ...task, ResultPath: "$['type']" }],
      ["a result above the value", { ...task, ResultPath: "$" }],
      ["an Output with another value", { Type: "Pass", Output: { type: "ml.p5.48xlarge" } }],
      ["an Output without the value", { Type: "Pass", Output: { other: "{% $states.input %}" } }],
      ["an Output that is worked out", { Type: "Pass", Output: "{% $merge([$states.input, $other]) %}" }],
      ["an Output that is text", { Type: "Pass", Output: "$" }],
      ["an InputPath", { Type: "Pass", InputPath: "$.inner" }],
    ];
    for (const [of, state] of between) {
      it(`as ${of} does`, () => expect(limit(JSONATA, rule, { Between: state })).to.equal(undefined));
    }

    it("as a rule's own Output does", () => {
      expect(limit(JSONATA, { ...rule, Output: { type: "ml.p5.48xlarge" } })).to.equal(undefined);
      expect(limit(JSONATA, { ...rule, Output: "{% $states.input %}" })).to.deep.equal(ONE);
    });
  });

  it("are lost where another way leads to the state", () => {
    expect(limit(JSONATA, rule, {}, { Default: "Read" })).to.equal(undefined);
  });

  it("say nothing of expressions that are more than a path", () => {
    for (const expression of ["{% $uppercase($states.input.type) %}", "{% $states.input.type[0] %}", "$..type", "$"]) {
      expect(limit(expression, rule), expression).to.equal(undefined);
    }
  });

  it("follow a value inside an object", () => {
    const inner = condition("$states.input.job.type in ['a']");
    const Between = { ...task, Output: { job: "{% $states.input.job %}" } };
    expect(limit("{% $states.input.job.type %}", inner, { Between })).to.deep.equal({ values: ["a"] });
    expect(limit("$.job.type", inner, { Between: { ...task, ResultPath: "$.job" } })).to.equal(undefined);
    expect(limit("$.job.type", inner, { Between: { ...task, ResultPath: "$.job.size" } })).to.deep.equal({
      values: ["a"],
    });
  });
});
