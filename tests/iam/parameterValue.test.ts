import { expect } from "chai";
import type { Json } from "../../asl/definition";
import { constantVariables } from "../../asl/known/constantVariables";
import { asPattern, formatPattern, valuesAt } from "../../asl/parameterValue";

const values = (request: Json, path: string, constants?: ReadonlyMap<string, Json>) =>
  valuesAt(request, path, constants).map((value) => `${value.kind} ${asPattern(value)}`);
/** What is known of one expression under `Name`: a JSONPath one, or JSONata in braces. */
const known = (expression: string, constants?: ReadonlyMap<string, Json>) =>
  values(expression.startsWith("{%") ? { Name: expression } : { "Name.$": expression }, "Name", constants);

describe("what is known of a parameter", () => {
  it("is all of a literal, at its place", () => {
    expect(valuesAt({ A: { B: "x" } }, "A.B")).to.deep.equal([{ kind: "literal", value: "x", at: "A.B" }]);
    expect(valuesAt({ A: [{ B: "x" }, {}, { B: 7 }] }, "A[].B")).to.deep.equal([
      { kind: "literal", value: "x", at: "A[0].B" },
      { kind: "literal", value: 7, at: "A[2].B" },
    ]);
    expect(valuesAt({ A: {} }, "A.B")).to.deep.equal([]);
  });

  it("is nothing of a path, wherever it stands", () => {
    const dynamic = { kind: "dynamic", expression: "$.all" };
    expect(valuesAt({ "A.$": "$.all" }, "A.B")).to.deep.equal([{ ...dynamic, at: "A" }]);
    expect(valuesAt({ A: { "B.$": "$.all" } }, "A.B")).to.deep.equal([{ ...dynamic, at: "A.B" }]);
    expect(valuesAt({ "A.$": "$.all" }, "A[].B")).to.deep.equal([{ ...dynamic, at: "A" }]);
    expect(valuesAt("{% $states.input %}", "A.B")).to.deep.equal([
      { kind: "dynamic", expression: "{% $states.input %}", at: "A.B" },
    ]);
  });

  const cases: [string, string[]][] = [
    ["$.name", ["dynamic *"]],
    ["$$.Execution.Name", ["dynamic *"]],
    ["States.UUID()", ["dynamic *"]],
    ["States.Format('churn-{}', $.id)", ["pattern churn-*"]],
    ["States.Format('a-{}-b', $.id)", ["pattern a-*-b"]],
    ["States.Format('{}-b', $.id)", ["pattern *-b"]],
    ["States.Format('{}', $.id)", ["dynamic *"]],
    ["States.Format('a-{}-{}', 'b', $.id)", ["pattern a-b-*"]],
    ["States.Format('{}{}', $.a, $.b)", ["dynamic *"]],
    ["States.Format('a-{}', States.Format('b-{}', 7))", ["literal a-b-7"]],
    ["States.Format('a-{}', States.JsonToString($.x))", ["pattern a-*"]],
    ["States.Format('it\\'s \\{\\}-{}', 'x')", ["literal it's {}-x"]],
    ["States.Format($.template, 'x')", ["dynamic *"]],
    ["States.Format('a-{}'", ["dynamic *"]],
    ["{% 'a' & '-b' %}", ["literal a-b"]],
    ["{% 'prefix-' & $states.input.x & '-suffix' %}", ["pattern prefix-*-suffix"]],
    ["{% $states.input.x %}", ["dynamic *"]],
    ["{% $x ? 'a' : 'b' %}", ["literal a", "literal b"]],
    ["{% 'job-' & ($x ? 'a' : $y) %}", ["literal job-a", "pattern job-*"]],
    ["{% $join(['a', 'b', 'c'], '-') %}", ["literal a-b-c"]],
    ["{% $join(['a', $uuid()], '-') %}", ["pattern a-*"]],
    ["{% $lowercase('A-' & $uuid()) %}", ["pattern a-*"]],
    ["{% ($p := 'a'; $p & '-b') %}", ["literal a-b"]],
    ["{% ($p := $x; $p & '-b') %}", ["pattern *-b"]],
    ["{% 'a'[0] %}", ["dynamic *"]],
    ["{% $( %}", ["dynamic *"]],
  ];
  for (const [expression, expected] of cases) {
    it(`is ${expected.join(" or ")} of ${expression}`, () => expect(known(expression)).to.deep.equal(expected));
  }

  it("is a member of an object that an expression makes", () => {
    const request = "{% { 'Name': 'a-' & $x, 'Tags': [{ 'Key': 'k' }] } %}";
    expect(values(request, "Name")).to.deep.equal(["pattern a-*"]);
    expect(values(request, "Tags[].Key")).to.deep.equal(["literal k"]);
    expect(values(request, "Other")).to.deep.equal([]);
  });

  it("is a list of literals, item by item", () => {
    expect(values({ "Subnets.$": "States.Array('a', 'b')" }, "Subnets[]")).to.deep.equal(["literal a", "literal b"]);
    expect(values({ Subnets: "{% ['a', 'b'] %}" }, "Subnets[]")).to.deep.equal(["literal a", "literal b"]);
    expect(values({ "Subnets.$": "States.Array('a', $.b)" }, "Subnets[]")).to.deep.equal(["dynamic *"]);
  });

  it("is the same again when there are more alternatives than can be told", () => {
    const choice = "($x ? 'a' : 'b')";
    expect(known(`{% 'p-' & ${Array(8).fill(choice).join(" & ")} %}`)).to.have.lengthOf.at.most(16);
  });
});

describe("formatPattern", () => {
  it("reads States.Format and nothing else", () => {
    expect(formatPattern("States.Format('a-{}', $.x)")).to.equal("a-*");
    expect(formatPattern("States.Format('a')")).to.equal("a");
    expect(formatPattern("States.UUID()")).to.equal(undefined);
    expect(formatPattern("$.x")).to.equal(undefined);
  });
});

describe("constantVariables", () => {
  const definition = {
    StartAt: "A",
    States: {
      A: {
        Type: "Pass",
        Assign: { once: "train", twice: "x", "read.$": "$.x", made: "{% $uuid() %}", deep: { list: ["a"] } },
        Next: "B",
      },
      B: { Type: "Choice", Choices: [{ Assign: { twice: "x" }, Next: "C" }], Default: "C" },
      C: { Type: "Pass", Assign: null, End: true },
    },
  };

  it("are those that one state assigns, and no expression", () => {
    expect([...constantVariables(definition)]).to.deep.equal([
      ["once", "train"],
      ["deep", { list: ["a"] }],
    ]);
  });

  it("count as literals in both languages", () => {
    const constants = constantVariables(definition);
    expect(known("$once", constants)).to.deep.equal(["literal train"]);
    expect(known("States.Format('{}-{}', $once, $twice)", constants)).to.deep.equal(["pattern train-*"]);
    expect(known("{% $once & '-x' %}", constants)).to.deep.equal(["literal train-x"]);
    expect(known("{% $twice & '-x' %}", constants)).to.deep.equal(["pattern *-x"]);
    expect(values({ Tags: "{% $deep %}" }, "Tags.list[]", constants)).to.deep.equal(["literal a"]);
  });
});
