import { expect } from "chai";
import { cases, found, line, type Loose, read, start } from "./dataflowCases";

const training = (parameters: Loose = {}, more: Loose = {}): Loose => ({
  Type: "Task",
  Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
  Parameters: parameters,
  ...more,
});

describe("dataflow: JSONPath", () => {
  describe("reads", () => {
    cases([
      ["says nothing of an input of which nothing is known", line({ A: read("$.a.b[0].c") }), []],
      [
        "finds what is never written",
        line({ S: start({ a: 1 }), A: read("$.b") }),
        ["unknown-path States.A.Parameters.x"],
      ],
      ["takes what is written", line({ S: start({ a: { b: [1, 2] } }), A: read("$.a.b[1]") }), []],
      [
        "finds an item beyond a list",
        line({ S: start({ a: [1] }), A: read("$.a[1]") }),
        ["unknown-path States.A.Parameters.x"],
      ],
      [
        "finds a member of text",
        line({ S: start({ a: "t" }), A: read("$.a.b") }),
        ["unknown-path States.A.Parameters.x"],
      ],
      [
        "finds a member of a list",
        line({ S: start({ a: [] }), A: read("$.a.b") }),
        ["unknown-path States.A.Parameters.x"],
      ],
      [
        "lets filters and wildcards find nothing",
        line({ S: start({ a: [{ b: 1 }] }), A: read("$.a[?(@.b > 1)].c") }),
        [],
      ],
      [
        "finds a filter on what is not there",
        line({ S: start({ a: [] }), A: read("$.b[*]") }),
        ["unknown-path States.A.Parameters.x"],
      ],
      [
        "takes a filter's list for a list",
        line({ S: start({ a: [{ b: 1 }] }), A: read("$.a[*].b"), B: read("$.x[0]") }),
        [],
      ],
      [
        "takes a filter's list for no object",
        line({ S: start({ a: [{ b: 1 }] }), A: read("$.a[*].b"), B: read("$.x.b") }),
        ["unknown-path States.B.Parameters.x"],
      ],
      [
        "goes into intrinsic functions",
        line({ S: start({}), A: read("States.Format('{}', $.b)") }),
        ["unknown-path States.A.Parameters.x"],
      ],
      ["passes over placeholders", line({ S: start({ a: "${A}" }), A: read("$.a.b"), B: read("$.${Name}") }), []],
      [
        "reads InputPath and OutputPath",
        line({ S: start({ a: { b: 1 } }), A: { Type: "Pass", InputPath: "$.a", OutputPath: "$.b" }, B: read("$.c") }),
        ["unknown-path States.B.Parameters.x"],
      ],
      [
        "finds an InputPath that leads nowhere",
        line({ S: start({}), A: { Type: "Succeed", InputPath: "$.a" } }),
        ["unknown-path States.A.InputPath"],
      ],
      [
        "takes null for nothing",
        line({ A: { Type: "Pass", InputPath: null }, B: read("$.a") }),
        ["unknown-path States.B.Parameters.x"],
      ],
      [
        "reads the paths of a Wait",
        line({
          S: start({ s: 5, t: "x" }),
          A: { Type: "Wait", SecondsPath: "$.s" },
          B: { Type: "Wait", TimestampPath: "$.u" },
        }),
        ["unknown-path States.B.TimestampPath"],
      ],
      [
        "wants a number of seconds",
        line({ S: start({ s: "5" }), A: { Type: "Wait", SecondsPath: "$.s" } }),
        ["wrong-value-type States.A.SecondsPath"],
      ],
      [
        "reads the paths of a Fail",
        line({ S: start({ e: "x" }), A: { Type: "Fail", ErrorPath: "$.e", CausePath: "States.Format('{}', $.c)" } }),
        ["unknown-path States.A.CausePath"],
      ],
      [
        "wants text for a cause",
        line({ S: start({ e: {} }), A: { Type: "Fail", CausePath: "$.e" } }),
        ["wrong-value-type States.A.CausePath"],
      ],
    ]);
  });

  describe("syntax", () => {
    cases([
      ["finds a malformed path", line({ A: read("$.a[") }), ["invalid-path States.A.Parameters.x"]],
      [
        "finds a malformed call",
        line({ A: read("States.Format('{}', $.a") }),
        ["invalid-intrinsic States.A.Parameters.x"],
      ],
      ["finds text that is no expression", line({ A: read("name") }), ["invalid-intrinsic States.A.Parameters.x"]],
      [
        "finds a malformed InputPath",
        line({ A: { Type: "Pass", InputPath: "a" } }),
        ["invalid-path States.A.InputPath"],
      ],
      [
        "finds a misspelt function",
        line({ A: read("States.Fromat('{}', $.a)") }),
        ["unknown-intrinsic States.A.Parameters.x"],
      ],
      ["finds too many arguments", line({ A: read("States.UUID(1)") }), ["intrinsic-arguments States.A.Parameters.x"]],
      [
        "finds too few arguments",
        line({ A: read("States.MathAdd($.a)") }),
        ["intrinsic-arguments States.A.Parameters.x"],
      ],
      [
        "finds too few values for a template",
        line({ A: read("States.Format('{}-{}', $.a)") }),
        ["format-arguments States.A.Parameters.x"],
      ],
      ["counts no escaped braces", line({ A: read(String.raw`States.Format('\{\}-{}', $.a)`) }), []],
      [
        "finds an argument of the wrong type",
        line({ S: start({ a: "x" }), A: read("States.MathAdd($.a, 1)") }),
        ["intrinsic-argument-type States.A.Parameters.x"],
      ],
      [
        "finds an algorithm that does not exist",
        line({ A: read("States.Hash($.a, 'SHA-2')") }),
        ["intrinsic-argument-type States.A.Parameters.x"],
      ],
      [
        "takes a right call of each kind",
        line({
          S: start({ l: [1, 2], o: {} }),
          A: {
            Type: "Pass",
            Parameters: {
              "a.$": "States.ArrayGetItem($.l, 0)",
              "b.$": "States.JsonMerge($.o, $.o, false)",
              "c.$": "States.Hash($.l, 'SHA-1')",
              "d.$": "States.ArrayLength(States.ArrayUnique($.l))",
              "e.$": "States.StringSplit('a,b', ',')",
              "f.$": "States.ArrayPartition($.l, 2)",
              "g.$": "States.ArrayRange(1, 9, 2)",
            },
          },
          B: read("States.Format('{}', $.e[0])"),
        }),
        [],
      ],
      [
        "finds a path to many places where one is due",
        line({ A: { Type: "Wait", SecondsPath: "$.a[*]" } }),
        ["not-a-reference-path States.A.SecondsPath"],
      ],
    ]);
  });

  describe("ResultPath", () => {
    const put = (path: unknown, more: Loose = {}): Loose => ({
      Type: "Pass",
      Result: { r: 1 },
      ResultPath: path,
      ...more,
    });
    cases([
      ["adds to the input", line({ S: start({ a: 1 }), A: put("$.b.c"), B: read("$.b.c.r") }), []],
      ["keeps the input beside", line({ S: start({ a: 1 }), A: put("$.b"), B: read("$.a") }), []],
      [
        "replaces the input without it",
        line({ S: start({ a: 1 }), A: put(undefined), B: read("$.a") }),
        ["unknown-path States.B.Parameters.x"],
      ],
      [
        "drops the result with null",
        line({ S: start({ a: 1 }), A: put(null), B: read("$.r") }),
        ["unknown-path States.B.Parameters.x"],
      ],
      ["writes into a list", line({ S: start({ l: [{}, {}] }), A: put("$.l[1]"), B: read("$.l[1].r") }), []],
      [
        "cannot write beyond a list",
        line({ S: start({ l: [] }), A: put("$.l[0]") }),
        ["result-path-mismatch States.A.ResultPath"],
      ],
      [
        "cannot write into text",
        line({ S: start({ t: "x" }), A: put("$.t.u") }),
        ["result-path-mismatch States.A.ResultPath"],
      ],
      ["cannot write to many places", line({ A: put("$.a[*]") }), ["not-a-reference-path States.A.ResultPath"]],
      ["cannot write to the context object", line({ A: put("$$.a") }), ["not-a-reference-path States.A.ResultPath"]],
      ["finds a malformed one", line({ A: put("$.") }), ["invalid-path States.A.ResultPath"]],
    ]);
  });

  describe("context object", () => {
    const waiting = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
    const send = (resource: string): Loose => ({
      Type: "Task",
      Resource: resource,
      Parameters: { "MessageBody.$": "$$.Task.Token" },
    });
    cases([
      [
        "takes its members",
        line({
          A: read("$$.Execution.Id"),
          B: read("$$.State.EnteredTime"),
          C: read("$$.Execution.Input.any"),
          D: read("$$.StateMachine.Name"),
        }),
        [],
      ],
      [
        "finds a misspelt member",
        line({ A: read("$$.Execution.Nmae") }),
        ["unknown-context-path States.A.Parameters.x"],
      ],
      [
        "has a token only for who waits for it",
        line({ A: send(waiting), B: send("arn:aws:states:::sqs:sendMessage"), C: send("${Resource}") }),
        ["unknown-context-path States.B.Parameters.MessageBody"],
      ],
      [
        "has no item outside of a Map",
        line({ A: read("$$.Map.Item.Value") }),
        ["unknown-context-path States.A.Parameters.x"],
      ],
    ]);
  });

  describe("the input's schema", () => {
    const inputSchema = {
      type: "object",
      properties: {
        Bucket: { type: "string" },
        Jobs: { type: "array", items: { $ref: "#/$defs/Job" } },
        Note: { type: ["string", "null"] },
        Free: { type: "object" },
        Mode: { enum: ["fast", "slow"] },
      },
      required: ["Bucket", "Jobs", "Mode"],
      $defs: { Job: { type: "object", properties: { Name: { type: "string" } }, required: ["Name"] } },
    };
    const findings = (state: Loose) => found(line({ A: state }), { inputSchema });
    it("says what there is", () => {
      expect(findings(read("$.Bucket"))).to.deep.equal([]);
      expect(findings(read("$.Jobs[0].Name"))).to.deep.equal([]);
      expect(findings(read("$$.Execution.Input.Bucket"))).to.deep.equal([]);
      expect(findings(read("$.Free.any"))).to.deep.equal(["(maybe-missing-path States.A.Parameters.x)"]);
      expect(findings(read("$.Buckets"))).to.deep.equal(["unknown-path States.A.Parameters.x"]);
      expect(findings(read("$.Jobs[0].Nmae"))).to.deep.equal(["unknown-path States.A.Parameters.x"]);
      expect(findings(read("$$.Execution.Input.Buckets"))).to.deep.equal([
        "unknown-context-path States.A.Parameters.x",
      ]);
      expect(findings(read("$.Note"))).to.deep.equal(["(maybe-missing-path States.A.Parameters.x)"]);
    });
    it("says nothing where the schema says more than is understood", () => {
      expect(found(line({ A: read("$.a") }), { inputSchema: { anyOf: [{}] } })).to.deep.equal([]);
      expect(found(line({ A: read("$.a") }), { inputSchema: { $ref: "#" } })).to.deep.equal([]);
      expect(found(line({ A: read("$.a") }), { inputSchema: { type: "object" } })).to.deep.equal([]);
    });
    it("tells which values a Choice can meet", () => {
      const choice = { Type: "Choice", Choices: [{ Variable: "$.Mode", StringEquals: "fats", Next: "A" }] };
      expect(findings(choice)).to.deep.equal(["(never-matches States.A.Choices[0])"]);
    });
  });

  describe("sizes", () => {
    const large = "x".repeat(262_144);
    cases([
      [
        "finds data that is too large once, where it comes from",
        line({ S: start({ large }), A: { Type: "Pass" } }),
        ["state-too-large States.S"],
      ],
      [
        "adds up what is put together",
        line({ S: start("x".repeat(140_000)), A: { Type: "Pass", Parameters: { "a.$": "$", "b.$": "$" } } }),
        ["state-too-large States.A"],
      ],
      [
        "finds a request that is too large",
        line({ A: training({ HyperParameters: { large } }, { ResultPath: null }) }),
        ["state-too-large States.A"],
      ],
      ["takes what is just small enough", line({ S: start(large.slice(2)) }), []],
    ]);
  });
});
