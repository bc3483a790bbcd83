/** What other local runs of definitions leave out in silence: each is run here as AWS runs it. */
import { expect } from "chai";
import type { Json } from "../../asl/definition";
import { refuseUnsupported } from "../../local/interpreter";
import { UserError } from "../../local/userError";
import { end, machine, run, type States, task } from "../support/stateMachines";

const map = (more: object) => ({
  Type: "Map",
  ItemProcessor: machine({ Inner: { Type: "Pass", ...end } }),
  ...end,
  ...more,
});

describe("interpreter: gaps of others", () => {
  const cases: [string, States, Json, Json, object?][] = [
    [
      "Assign",
      {
        A: { Type: "Pass", Assign: { x: 1 }, Next: "B" },
        B: { Type: "Pass", Parameters: { "y.$": "$x", "z.$": "$.x" }, ...end },
      },
      { x: 2 },
      { y: 1, z: 2 },
    ],
    ["Arguments", { A: task({ Arguments: { x: 1 } }) }, { given: 1 }, { x: 1 }, { QueryLanguage: "JSONata" }],
    ["Output", { A: { Type: "Pass", Output: { x: 1 }, ...end } }, { given: 1 }, { x: 1 }, { QueryLanguage: "JSONata" }],
    [
      "JSONata in one state",
      { A: task({ QueryLanguage: "JSONata", Arguments: { x: "{% 1 + $states.input.n %}" } }) },
      { n: 1 },
      { x: 2 },
    ],
    ["ResultPath $['x']", { A: { Type: "Pass", Result: 1, ResultPath: "$['x']", ...end } }, {}, { x: 1 }],
    ["ResultPath $", { A: { Type: "Pass", Result: 1, ResultPath: "$", ...end } }, {}, 1],
    ["Result 0", { A: { Type: "Pass", Result: 0, ...end } }, { given: 1 }, 0],
    ["Result null", { A: { Type: "Pass", Result: null, ...end } }, { given: 1 }, null],
    ["a wait of more than 24 days", { A: { Type: "Wait", Seconds: 2_147_484, ...end } }, { x: 1 }, { x: 1 }],
    [
      "StringMatches, in which ? is a question mark",
      {
        A: { Type: "Choice", Choices: [{ Variable: "$.x", StringMatches: "a?c", Next: "B" }], Default: "C" },
        B: { Type: "Pass", Result: "matches", ...end },
        C: { Type: "Pass", Result: "does not", ...end },
      },
      { x: "abc" },
      "does not",
    ],
    [
      "IsPresent false",
      {
        A: { Type: "Choice", Choices: [{ Variable: "$.x", IsPresent: false, Next: "B" }], Default: "C" },
        B: { Type: "Pass", Result: "absent", ...end },
        C: { Type: "Pass", Result: "present", ...end },
      },
      {},
      "absent",
    ],
    [
      "States.JsonToString with quotes",
      { A: { Type: "Pass", Parameters: { "text.$": "States.JsonToString($)" }, ...end } },
      { say: '"hi"' },
      { text: '{"say":"\\"hi\\""}' },
    ],
    [
      "$$.Execution.Input inside a Map",
      {
        Outer: map({
          ItemsPath: "$.items",
          ItemProcessor: machine({ A: { Type: "Pass", Parameters: { "x.$": "$$.Execution.Input.of" }, ...end } }),
        }),
      },
      { items: [1], of: "it" },
      [{ x: "it" }],
    ],
    [
      "$$.Map.Item.Value inside a Map",
      {
        Outer: map({
          ItemProcessor: machine({ A: { Type: "Pass", Parameters: { "x.$": "$$.Map.Item.Value" }, ...end } }),
        }),
      },
      ["a"],
      [{ x: "a" }],
    ],
    [
      "the same name in two branches",
      {
        P: {
          Type: "Parallel",
          Branches: [
            machine({ Same: task({ Parameters: { branch: 1 } }) }),
            machine({ Same: task({ Parameters: { branch: 2 } }) }),
          ],
          ...end,
        },
      },
      {},
      [{ branch: 1 }, { branch: 2 }],
    ],
    [
      "tolerated failures",
      {
        M: map({
          ToleratedFailureCount: 1,
          ItemProcessor: {
            ...machine({
              C: { Type: "Choice", Choices: [{ Variable: "$", NumericEquals: 1, Next: "F" }], Default: "S" },
              F: { Type: "Fail", Error: "Broken", Cause: "why" },
              S: { Type: "Succeed" },
            }),
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          },
          Next: "Names",
        }),
        Names: {
          Type: "Pass",
          Parameters: { "failed.$": "$[?(@.Status == 'FAILED')].Error", "first.$": "$[0]" },
          ...end,
        },
      },
      [0, 1, 2],
      { failed: ["Broken"], first: 0 },
    ],
    [
      "ItemBatcher",
      {
        M: map({
          ItemBatcher: { MaxItemsPerBatch: 2 },
          ItemProcessor: {
            ...machine({ Inner: { Type: "Pass", ...end } }),
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
          },
        }),
      },
      [1, 2, 3],
      [{ Items: [1, 2] }, { Items: [3] }],
    ],
  ];
  for (const [feature, states, input, output, more] of cases) {
    it(feature, async () => {
      const result = await run(states, { input, machine: more ?? {} });
      expect(result).to.deep.equal({ status: "SUCCEEDED", output });
    });
  }

  it("a time-out's path is read from the input, not from the parameters", async () => {
    const states = { A: task({ TimeoutSecondsPath: "$.limit", Parameters: { x: 1 } }) };
    const never = (_name: string, _state: object, _parameters: Json, signal: AbortSignal) =>
      new Promise<Json>((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));
    expect(await run(states, { input: { limit: 5 }, onTask: never })).to.deep.equal({
      ...{ status: "FAILED", error: "States.Timeout" },
    });
  });

  it("a Fail state's paths may be intrinsic functions", async () => {
    const states = { A: { Type: "Fail", Error: "Broken", CausePath: "States.Format('{}!', $.why)" } };
    expect(await run(states, { input: { why: "x" } })).to.deep.equal({
      status: "FAILED",
      error: "Broken",
      cause: "x!",
    });
  });

  it("every part of the context object is there", async () => {
    const paths = [
      "Execution.RedriveCount",
      "Execution.StartTime",
      "State.Name",
      "State.RetryCount",
      "State.EnteredTime",
    ];
    const Parameters = Object.fromEntries(paths.map((path) => [`${path}.$`, `$$.${path}`]));
    const { output } = await run({ A: task({ Parameters }) });
    expect(output).to.deep.equal({
      "Execution.RedriveCount": 0,
      "Execution.StartTime": "2026-01-01T00:00:00.000Z",
      "State.Name": "A",
      "State.RetryCount": 0,
      "State.EnteredTime": "2026-01-01T00:00:00.000Z",
    });
  });

  describe("what is refused, by name", () => {
    const refused: [string, States, string, object?][] = [
      ["other accounts' roles", { A: task({ Credentials: { RoleArn: "arn:aws:iam::2:role/r" } }) }, '"A": Credentials'],
      [
        "callbacks without anybody to send them",
        { A: task({ Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken" }) },
        '"A": .waitForTaskToken',
      ],
      [
        "S3 without an S3",
        {
          A: map({
            ItemReader: { Resource: "arn:aws:states:::s3:getObject", ReaderConfig: { InputType: "CSV" } },
            ResultWriter: { Resource: "arn:aws:states:::s3:putObject" },
            ItemProcessor: { ...machine({ I: { Type: "Pass", ...end } }), ProcessorConfig: { Mode: "DISTRIBUTED" } },
          }),
        },
        '"A": ItemReader (there is no S3 to read from)\n  "A": ResultWriter (there is no S3',
      ],
      [
        "what Distributed mode alone has",
        { A: map({ ToleratedFailureCount: 1 }) },
        '"A": ToleratedFailureCount (AWS offers it in Distributed mode only)',
      ],
      [
        "paths that cannot be read",
        { A: { Type: "Pass", InputPath: "$.a[", ...end } },
        '"A": InputPath (the expression cannot be read',
      ],
      [
        "functions that there are not",
        { A: { Type: "Pass", Parameters: { "x.$": "States.Sum($.a)" }, ...end } },
        "there is no intrinsic function States.Sum",
      ],
      [
        "functions with too many arguments",
        { A: { Type: "Pass", Parameters: { "x.$": "States.UUID(1)" }, ...end } },
        "States.UUID cannot have 1 arguments",
      ],
      [
        "JSONata that cannot be read",
        { A: { Type: "Pass", Output: "{% 1 + %}", ...end } },
        '"A": Output',
        { QueryLanguage: "JSONata" },
      ],
      [
        "$eval",
        { A: { Type: "Pass", Output: { x: "{% $eval('1') %}" }, ...end } },
        "$eval is not offered; use $parse",
        { QueryLanguage: "JSONata" },
      ],
      ["a time that is none", { A: { Type: "Wait", Timestamp: "2026-01-31", ...end } }, '"A": Timestamp'],
      ["a Wait for nothing", { A: { Type: "Wait", ...end } }, '"A": Wait (it has neither Seconds nor Timestamp)'],
      ["a Map of nothing", { A: { Type: "Map", ...end } }, '"A": Map (it has no ItemProcessor)'],
      ["types that there are not", { A: { Type: "Job", ...end } }, 'there is no such type of state: "Job"'],
      [
        "rules without an operator",
        { A: { Type: "Choice", Choices: [{ Variable: "$.x", StringEqual: "a", Next: "A" }] } },
        "a rule has no operator that there is",
      ],
    ];
    for (const [name, states, text, more] of refused) {
      it(name, () => {
        const definition = machine(states, more);
        expect(() => refuseUnsupported(definition))
          .to.throw(UserError)
          .with.property("problem")
          .that.contains(text);
      });
    }

    it("several at once, in states inside states too", () => {
      const inner = machine({ I: { Type: "Pass", InputPath: "$.[", ...end } });
      const definition = machine({ P: { Type: "Parallel", Branches: [inner], OutputPath: "x", ...end } });
      expect(() => refuseUnsupported(definition))
        .to.throw(UserError)
        .with.property("problem")
        .that.matches(/"P": OutputPath[^]*"I": InputPath/);
    });
  });

  it("nothing else is refused", () => {
    const retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxDelaySeconds: 5, JitterStrategy: "FULL" }];
    const states: States = {
      A: task({
        Parameters: { "n.$": "States.Format('p-{}', States.UUID())", "e.$": "$$.Execution.Id" },
        HeartbeatSeconds: 5,
        Retry: retry,
        Next: "B",
      }),
      B: {
        Type: "Choice",
        Choices: [{ Variable: "$.x", StringMatches: "a*", Assign: { x: 1 }, Next: "C" }],
        Default: "D",
      },
      C: { Type: "Wait", Seconds: 1, Assign: { x: 1 }, Next: "D" },
      D: { Type: "Fail", ErrorPath: "$.Error", CausePath: "$.Cause" },
    };
    expect(() => refuseUnsupported(machine(states))).not.to.throw();
  });
});
