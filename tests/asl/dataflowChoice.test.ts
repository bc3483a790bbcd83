import { cases, line, type Loose, read, start } from "./dataflowCases";

const given = start({ text: "abc", number: 5, flag: true, nothing: null, list: [], object: {} });
/** A Choice with these rules behind known data. */
const choice = (...rules: Loose[]): Loose =>
  line({
    S: given,
    C: { Type: "Choice", Choices: rules.map((rule) => ({ ...rule, Next: "E" })), Default: "E" },
    E: { Type: "Succeed" },
  });
const rule = (variable: string, operator: string, value: unknown): Loose => ({
  Variable: `$.${variable}`,
  [operator]: value,
});

describe("dataflow: Choice rules", () => {
  const never = "(never-matches States.C.Choices[0])";
  const matching: [Loose, boolean][] = [
    [rule("text", "StringEquals", "abc"), true],
    [rule("text", "StringEquals", "abd"), false],
    [rule("text", "StringMatches", "a*c"), true],
    [rule("text", "StringMatches", "a\\*c"), false],
    [rule("text", "StringLessThan", "b"), true],
    [rule("text", "StringGreaterThan", "b"), false],
    [rule("text", "NumericEquals", 1), false],
    [rule("number", "NumericGreaterThanEquals", 5), true],
    [rule("number", "NumericGreaterThan", 5), false],
    [rule("number", "NumericLessThanEquals", 5), true],
    [rule("number", "StringEquals", "5"), false],
    [rule("flag", "BooleanEquals", true), true],
    [rule("flag", "BooleanEquals", false), false],
    [rule("object", "TimestampEquals", "2020-01-01T00:00:00Z"), false],
    [rule("text", "TimestampLessThan", "2020-01-01T00:00:00Z"), true],
    [rule("nothing", "IsNull", true), true],
    [rule("nothing", "IsNull", false), false],
    [rule("text", "IsNumeric", true), false],
    [rule("text", "IsTimestamp", true), true],
    [rule("number", "IsTimestamp", true), false],
    [rule("list", "IsString", true), false],
    [rule("text", "IsPresent", true), true],
    [rule("text", "IsPresent", false), false],
    [rule("missing", "IsPresent", true), false],
    [rule("missing", "IsPresent", false), true],
    [rule("text", "StringEqualsPath", "$.text"), true],
    [rule("text", "StringEqualsPath", "$.number"), false],
    [{ Not: rule("text", "StringEquals", "abc") }, false],
    [{ And: [rule("text", "IsPresent", true), rule("number", "NumericEquals", 5)] }, true],
    [{ And: [rule("text", "IsPresent", true), rule("number", "NumericEquals", 6)] }, false],
    [{ Or: [rule("number", "NumericEquals", 6), rule("number", "NumericEquals", 7)] }, false],
  ];
  for (const [tested, matches] of matching) {
    const title = `${JSON.stringify(tested)} ${matches ? "may match" : "never matches"}`;
    cases([[title, choice(tested), matches ? [] : [never]]]);
  }

  describe("parts of rules", () => {
    cases([
      [
        "finds an alternative that never holds",
        choice({ Or: [rule("number", "NumericEquals", 6), rule("number", "NumericEquals", 5)] }),
        ["(never-matches States.C.Choices[0].Or[0])"],
      ],
      [
        "finds a comparison that is denied in vain",
        choice({ Not: rule("text", "StringEquals", "abd") }),
        ["(never-matches States.C.Choices[0].Not)"],
      ],
      ["lets a type be asked for in vain", choice({ Not: rule("text", "IsNumeric", true) }), []],
    ]);
  });

  describe("reads", () => {
    cases([
      [
        "finds a variable that is never there",
        choice(rule("missing", "StringEquals", "x")),
        ["unknown-path States.C.Choices[0].Variable"],
      ],
      [
        "finds it in another's comparison",
        choice(rule("text", "StringEqualsPath", "$.missing")),
        ["unknown-path States.C.Choices[0].StringEqualsPath"],
      ],
      [
        "finds it inside And, Or and Not",
        choice({ And: [{ Not: { Or: [rule("missing", "IsNull", true)] } }] }),
        ["unknown-path States.C.Choices[0].And[0].Not.Or[0].Variable"],
      ],
      [
        "finds a malformed path",
        choice({ Variable: "$.a[", IsPresent: true }),
        ["invalid-path States.C.Choices[0].Variable"],
      ],
    ]);
  });

  describe("guards", () => {
    /** Data of which `$.b` is there on one way only. */
    const guarded = (...rules: Loose[]): Loose => ({
      StartAt: "S",
      States: {
        S: { ...start({ a: 1 }), Next: "W" },
        W: { Type: "Choice", Choices: [{ Variable: "$$.Execution.Name", StringEquals: "x", Next: "B" }], Default: "C" },
        B: { ...start("x"), ResultPath: "$.b", Next: "C" },
        C: { Type: "Choice", Choices: rules.map((tested) => ({ Next: "E", ...tested })), Default: "E" },
        R: { ...read("$.b"), End: true },
        E: { Type: "Succeed" },
      },
    });
    const present = rule("b", "IsPresent", true);
    const equal = rule("b", "StringEquals", "x");
    cases([
      ["warns without one", guarded(equal), ["(maybe-missing-path States.C.Choices[0].Variable)"]],
      ["takes one before it in the same And", guarded({ And: [present, equal] }), []],
      [
        "takes none behind it",
        guarded({ And: [equal, present] }),
        ["(maybe-missing-path States.C.Choices[0].And[0].Variable)"],
      ],
      ["takes the denial of one in an Or", guarded({ Or: [rule("b", "IsPresent", false), equal] }), []],
      ["takes an earlier rule that asks whether it is missing", guarded({ Not: present }, equal), []],
      ["lets the way behind one read", guarded({ ...present, Next: "R" }), []],
      [
        "lets the way behind a comparison read, and warns of the comparison",
        guarded({ ...equal, Next: "R" }),
        ["(maybe-missing-path States.C.Choices[0].Variable)"],
      ],
      [
        "does not let the other way read",
        guarded({ ...rule("b", "IsPresent", false), Next: "R" }),
        ["(maybe-missing-path States.R.Parameters.x)"],
      ],
    ]);
  });

  describe("rules against each other", () => {
    const unknown = (...rules: Loose[]): Loose =>
      line({
        C: { Type: "Choice", Choices: rules.map((tested) => ({ ...tested, Next: "E" })) },
        E: { Type: "Succeed" },
      });
    const low = rule("n", "NumericLessThan", 3);
    cases([
      [
        "finds one behind an equal one",
        unknown(low, rule("m", "IsNull", true), { ...low, Comment: "again" }),
        ["(shadowed-rule States.C.Choices[2])"],
      ],
      [
        "finds two texts at once",
        unknown({ And: [rule("t", "StringEquals", "a"), rule("t", "StringEquals", "b")] }),
        [never],
      ],
      [
        "finds two types at once",
        unknown({ And: [rule("t", "StringEquals", "a"), rule("t", "NumericEquals", 1)] }),
        [never],
      ],
      ["finds bounds without a number between", unknown({ And: [rule("n", "NumericGreaterThan", 5), low] }), [never]],
      [
        "finds bounds that leave out their only number",
        unknown({ And: [rule("n", "NumericGreaterThanEquals", 3), low] }),
        [never],
      ],
      [
        "takes bounds that meet",
        unknown({ And: [rule("n", "NumericGreaterThanEquals", 3), rule("n", "NumericLessThanEquals", 3)] }),
        [],
      ],
      [
        "takes bounds of two variables",
        unknown({ And: [rule("n", "NumericGreaterThan", 5), rule("m", "NumericLessThan", 3)] }),
        [],
      ],
      [
        "knows what an earlier rule has taken away",
        line({
          S: start({ a: "x" }),
          C: { Type: "Choice", Choices: [{ Variable: "$.a", StringEquals: "x", Next: "D" }], Default: "D" },
          D: { Type: "Choice", Choices: [{ Variable: "$.a", StringEquals: "y", Next: "E" }], Default: "E" },
          E: { Type: "Succeed" },
        }),
        ["(never-matches States.D.Choices[0])"],
      ],
      [
        "finds a status that a job never has",
        line({
          T: { Type: "Task", Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync", Parameters: {} },
          C: {
            Type: "Choice",
            Choices: [{ Variable: "$.TrainingJobStatus", StringEquals: "Complete", Next: "E" }],
            Default: "E",
          },
          E: { Type: "Succeed" },
        }),
        [never],
      ],
    ]);
  });
});
