/** https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
import { expect } from "chai";
import type { Json } from "../../asl/definition";
import { matchesPattern } from "../../local/interpreter/choice/wildcard";
import { end, run } from "../support/stateMachines";

async function holds(rule: object, input: Json, more: object = {}): Promise<Json | undefined> {
  const { status, output, error } = await run(
    {
      A: { Type: "Choice", Choices: [{ ...rule, Next: "Yes" }], Default: "No", ...more },
      Yes: { Type: "Pass", Result: true, ...end },
      No: { Type: "Pass", Result: false, ...end },
    },
    { input },
  );
  return status === "SUCCEEDED" ? output : error;
}

describe("interpreter: Choice", () => {
  const v = { Variable: "$.v" };
  const early = "2016-03-14T01:59:00Z";
  const late = "2016-03-14T01:59:00.000000001Z";
  const cases: [object, Json, boolean][] = [
    [{ StringEquals: "a" }, "a", true],
    [{ StringEquals: "a" }, 1, false],
    [{ StringLessThan: "b" }, "a", true],
    [{ StringLessThanEquals: "a" }, "a", true],
    [{ StringGreaterThan: "B" }, "a", true],
    [{ StringGreaterThanEquals: "b" }, "a", false],
    [{ NumericEquals: 1 }, 1.0, true],
    [{ NumericEquals: 1 }, "1", false],
    [{ NumericLessThan: 1 }, 0.5, true],
    [{ NumericLessThanEquals: 1 }, 1, true],
    [{ NumericGreaterThan: 1 }, 1, false],
    [{ NumericGreaterThanEquals: 1 }, 1, true],
    [{ BooleanEquals: false }, false, true],
    [{ BooleanEquals: false }, null, false],
    [{ TimestampEquals: "2016-03-14T03:59:00+02:00" }, early, true],
    [{ TimestampLessThan: late }, early, true],
    [{ TimestampLessThanEquals: early }, early, true],
    [{ TimestampGreaterThan: early }, late, true],
    [{ TimestampGreaterThanEquals: late }, early, false],
    [{ TimestampEquals: early }, "2016-03-14", false],
    [{ IsNull: true }, null, true],
    [{ IsNull: false }, 0, true],
    [{ IsString: true }, "", true],
    [{ IsNumeric: false }, "1", true],
    [{ IsBoolean: true }, 0, false],
    [{ IsPresent: true }, null, true],
    [{ IsTimestamp: true }, early, true],
    [{ IsTimestamp: true }, "2016-03-14t01:59:00z", false],
    [{ IsTimestamp: true }, "2016-02-30T01:59:00Z", false],
    [{ StringMatches: "log-*.txt" }, "log-7.txt", true],
    [{ StringMatches: "log-*.txt" }, 7, false],
  ];
  for (const [operator, value, result] of cases) {
    it(`${JSON.stringify(operator)} of ${JSON.stringify(value)} is ${result}`, async () => {
      expect(await holds({ ...v, ...operator }, { v: value })).to.equal(result);
    });
  }

  const twins: [string, Json, Json, boolean][] = [
    ["StringEqualsPath", "a", "a", true],
    ["StringLessThanPath", "a", "b", true],
    ["NumericEqualsPath", 2, 2, true],
    ["NumericGreaterThanPath", 2, 3, false],
    ["BooleanEqualsPath", true, true, true],
    ["TimestampLessThanPath", early, late, true],
    ["TimestampGreaterThanEqualsPath", early, early, true],
  ];
  for (const [operator, value, other, result] of twins) {
    it(`${operator} compares with what it leads to`, async () => {
      expect(await holds({ ...v, [operator]: "$.o" }, { v: value, o: other })).to.equal(result);
    });
  }

  it("And, Or and Not go together, and stop as soon as they can", async () => {
    const rule = {
      And: [{ ...v, IsPresent: true }, { Or: [{ ...v, NumericLessThan: 3 }, { Not: { ...v, NumericLessThan: 7 } }] }],
    };
    const results = await Promise.all(
      ([{ v: 1 }, { v: 5 }, { v: 7 }, {}] as Json[]).map((input) => holds(rule, input)),
    );
    expect(results).to.deep.equal([true, false, true, false]);
  });

  it("a variable that is not there fails, but for IsPresent", async () => {
    expect(await holds({ ...v, IsPresent: false }, {})).to.equal(true);
    expect(await holds({ ...v, IsNull: true }, {})).to.equal("States.Runtime");
    expect(await holds({ ...v, StringEqualsPath: "$.o" }, { v: "a" })).to.equal("States.Runtime");
    const { cause } = await run({ A: { Type: "Choice", Choices: [{ ...v, NumericEquals: 1, Next: "A" }] } });
    expect(cause).to.contain("Invalid path '$.v': The choice state's condition path references an invalid value.");
  });

  it("InputPath and OutputPath frame it; the first rule that holds counts", async () => {
    const states = {
      A: {
        Type: "Choice",
        InputPath: "$.in",
        OutputPath: "$.out",
        Choices: [
          { Variable: "$.n", NumericEquals: 1, Next: "One" },
          { Variable: "$.n", NumericLessThan: 5, Next: "Small" },
        ],
      },
      One: { Type: "Pass", Parameters: { "one.$": "$" }, ...end },
      Small: { Type: "Pass", Parameters: { "small.$": "$" }, ...end },
    };
    expect((await run(states, { input: { in: { n: 1, out: "x" } } })).output).to.deep.equal({ one: "x" });
    expect((await run(states, { input: { in: { n: 2, out: "y" } } })).output).to.deep.equal({ small: "y" });
    expect((await run(states, { input: { in: { n: 9, out: "z" } } })).error).to.equal("States.NoChoiceMatched");
  });

  describe("StringMatches", () => {
    const patterns: [string, string, boolean][] = [
      ["abc", "abc", true],
      ["abc", "*", true],
      ["", "*", true],
      ["", "", true],
      ["abc", "a*", true],
      ["abc", "*c", true],
      ["abc", "a*b*c", true],
      ["aXbYbZc", "a*b*c", true],
      ["abc", "a*d", false],
      ["a*c", "a\\*c", true],
      ["abc", "a\\*c", false],
      ["a\\c", "a\\\\c", true],
      ["a.c", "a.c", true],
      ["abc", "a.c", false],
      ["abc", "[a]bc", false],
      ["abcd", "abc", false],
    ];
    for (const [text, pattern, result] of patterns) {
      it(`${JSON.stringify(text)} ${result ? "is" : "is not"} of the form ${pattern}`, () => {
        expect(matchesPattern(text, pattern)).to.equal(result);
      });
    }

    it("no pattern takes for ever", () => {
      expect(matchesPattern("a".repeat(20_000), `${"a*".repeat(50)}b`)).to.equal(false);
    });
  });
});
