import { expect } from "chai";
import type { JsonObject } from "../../asl/definition";
import { concerns, judgeAll, spread, tally } from "../../bench/checker/measure";
import { each, type Operator, type Subject } from "../../bench/checker/mutation";
import { misspell, rename } from "../../bench/checker/operators/edits";
import { expressions, references, rules, states, tasks } from "../../bench/checker/sites";

const nested: JsonObject = {
  StartAt: "Fan",
  States: {
    Fan: {
      Type: "Parallel",
      Branches: [{ StartAt: "A", States: { A: { Type: "Pass", Parameters: { "x.$": "$.y", z: "$.no" }, End: true } } }],
      Next: "Each",
    },
    Each: {
      Type: "Map",
      ItemProcessor: {
        StartAt: "B",
        States: {
          B: {
            Type: "Task",
            QueryLanguage: "JSONata",
            Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
            Arguments: { FunctionName: "{% $f %}", Qualifier: "1" },
            End: true,
          },
        },
      },
      Next: "Which?",
    },
    "Which?": {
      Type: "Choice",
      Choices: [{ And: [{ Variable: "$.a", IsNull: true }, { Not: { Variable: "$.b", IsNull: true } }], Next: "Fan" }],
    },
  },
};

const subject: Subject = { name: "nested", type: "STANDARD", definition: nested, made: [], closed: false };

describe("bench/checker", () => {
  it("counts findings at, above and below the mutated place", () => {
    expect(concerns("States.A.Parameters.X", "States.A.Parameters.X")).to.equal(true);
    expect(concerns("States.A", "States.A.Parameters.X")).to.equal(true);
    expect(concerns("States.A.Parameters.X[0].Y", "States.A.Parameters.X")).to.equal(true);
    expect(concerns("States.B", "")).to.equal(true);
    expect(concerns("States.A.Parameters.XY", "States.A.Parameters.X")).to.equal(false);
    expect(concerns("States.B", "States.A")).to.equal(false);
  });

  it("finds states, tasks, rules, references and expressions wherever they are", () => {
    expect(states(nested).map(({ path }) => path)).to.deep.equal([
      "States.Fan",
      "States.Fan.Branches[0].States.A",
      "States.Each",
      "States.Each.ItemProcessor.States.B",
      "States.Which?",
    ]);
    expect(tasks(nested).map(({ api, requestPath }) => [api, requestPath])).to.deep.equal([
      ["lambda:invoke", "States.Each.ItemProcessor.States.B.Arguments"],
    ]);
    expect(rules(nested).map(({ path, top }) => [path, top])).to.deep.equal([
      ["States.Which?.Choices[0]", true],
      ["States.Which?.Choices[0].And[0]", false],
      ["States.Which?.Choices[0].And[1]", false],
      ["States.Which?.Choices[0].And[1].Not", false],
    ]);
    expect(references(nested).map(({ path, value }) => [path, value])).to.deep.equal([
      ["States.Fan.Branches[0].States.A.Parameters.x", "$.y"],
    ]);
    expect(expressions(nested).map(({ value }) => value)).to.deep.equal(["{% $f %}"]);
  });

  it("breaks one place at a time, in copies", () => {
    const before = JSON.stringify(nested);
    const mutations = each(states, ({ state, path }) => {
      if (state.Type === "Choice") return undefined;
      state.Comment = "broken";
      return path;
    })(subject);
    expect(mutations.map(({ path }) => path)).to.have.length(4);
    for (const { definition } of mutations) expect(JSON.stringify(definition).match(/broken/g)).to.have.length(1);
    expect(JSON.stringify(nested)).to.equal(before);
  });

  it("tallies verdicts by class, within the limit", () => {
    const operator: Operator = {
      name: "comment",
      class: "graph",
      breaks: "nothing",
      mutate: each(states, ({ path }) => path),
    };
    const judged = judgeAll([operator], [subject], ({ path }) => (path === "States.Fan" ? "error" : "warning"), 2);
    const row = tally(judged).find((one) => one.class === "graph");
    expect(row).to.deep.equal({ class: "graph", operators: 1, mutants: 2, caught: 1, warned: 1 });
    expect(tally(judged).find((one) => one.class === "size")?.mutants).to.equal(0);
  });

  it("spreads a limit evenly", () => {
    expect(spread([1, 2, 3, 4, 5, 6], 3)).to.deep.equal([1, 3, 5]);
    expect(spread([1, 2], 3)).to.deep.equal([1, 2]);
  });

  it("misspells every word into another, and renames members in their place", () => {
    for (const word of ["Parameters", "aa", "x", "sns", "aaaa"]) expect(misspell(word)).to.not.equal(word);
    const object = { a: 1, b: 2, c: 3 };
    rename(object, "b", "d");
    expect(Object.keys(object)).to.deep.equal(["a", "d", "c"]);
  });
});
