/** What `aws-local-stepfunctions` really does with the things that the adapter refuses or rewrites. */
import { StateMachine } from "aws-local-stepfunctions";
import { expect } from "chai";
import type { Json, StateMachineDefinition } from "../../asl/definition";
import { unsupported } from "../../local/interpreter/unsupported";

type States = Record<string, object>;
const machine = (states: States, more: object = {}) =>
  ({ StartAt: Object.keys(states)[0], States: states, ...more }) as unknown as StateMachineDefinition;
const end = { End: true };
const task = (more: object = {}) => ({ Type: "Task", Resource: "arn:aws:states:::lambda:invoke", ...end, ...more });

/** The package alone. Tasks answer with what they were given. */
async function raw(states: States, input: Json = {}, more: object = {}, answer?: (input: Json) => Json): Promise<Json> {
  const tasks = Object.fromEntries(Object.keys(states).map((name) => [name, answer ?? ((given: Json) => given)]));
  const run = new StateMachine(machine(states, more) as never, { validationOptions: { noValidate: true } }).run(input, {
    overrides: { taskResourceLocalHandlers: tasks },
    context: { Execution: { Id: "id" } },
  });
  return await run.result;
}

const features = (states: States, more: object = {}) =>
  unsupported(machine(states, more)).map(({ state, feature }) => `${state}: ${feature}`);

describe("interpreter: gaps of the package", () => {
  const map = (more: object) => ({
    Type: "Map",
    ItemProcessor: machine({ Inner: { Type: "Pass", ...end } }),
    ...end,
    ...more,
  });

  const silent: [string, States, Json, Json, object?][] = [
    ["Assign", { A: { Type: "Pass", Assign: { x: 1 }, Parameters: { "y.$": "$.x" }, ...end } }, { x: 2 }, { y: 2 }],
    ["Arguments", { A: task({ Arguments: { x: 1 } }) }, { given: 1 }, { given: 1 }],
    ["Output", { A: { Type: "Pass", Output: { x: 1 }, ...end } }, { given: 1 }, { given: 1 }],
    [
      "Credentials",
      { A: task({ Credentials: { RoleArn: "arn:aws:iam::210987654321:role/other" } }) },
      { a: 1 },
      { a: 1 },
    ],
    ["HeartbeatSeconds", { A: task({ HeartbeatSeconds: 1 }) }, { a: 1 }, { a: 1 }],
    ["HeartbeatSecondsPath", { A: task({ HeartbeatSecondsPath: "$.nowhere" }) }, { a: 1 }, { a: 1 }],
    ["ItemReader", { A: map({ ItemReader: { Resource: "arn:aws:states:::s3:getObject" } }) }, [1], [1]],
    ["ItemBatcher", { A: map({ ItemBatcher: { MaxItemsPerBatch: 2 } }) }, [1, 2], [1, 2]],
    ["ResultWriter", { A: map({ ResultWriter: { Resource: "arn:aws:states:::s3:putObject" } }) }, [1], [1]],
    ["ToleratedFailureCountPath", { A: map({ ToleratedFailureCountPath: "$.nowhere" }) }, [1], [1]],
    ["ToleratedFailurePercentagePath", { A: map({ ToleratedFailurePercentagePath: "$.nowhere" }) }, [1], [1]],
    [
      "Distributed mode",
      {
        A: map({
          ItemProcessor: { ...machine({ Inner: { Type: "Pass", ...end } }), ProcessorConfig: { Mode: "DISTRIBUTED" } },
        }),
      },
      [1],
      [1],
    ],
    [
      ".waitForTaskToken",
      { A: task({ Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken" }) },
      { a: 1 },
      { a: 1 },
    ],
    ["ResultPath $['x']", { A: { Type: "Pass", Result: 1, ResultPath: "$['x']", ...end } }, {}, { $: { x: 1 } }],
    ["Result", { A: { Type: "Pass", Result: 0, ...end } }, { given: 1 }, { given: 1 }],
    [
      "Seconds",
      { A: { Type: "Wait", Seconds: 2_147_484, ...end } },
      { waited: "not at all" },
      { waited: "not at all" },
    ],
    [
      "StringMatches a?c",
      {
        A: { Type: "Choice", Choices: [{ Variable: "$.x", StringMatches: "a?c", Next: "B" }] },
        B: { Type: "Succeed" },
      },
      { x: "abc" },
      { x: "abc" },
    ],
    [
      "States.JsonToString",
      { A: { Type: "Pass", Parameters: { "text.$": "States.JsonToString($)" }, ...end } },
      { say: '"hi"' },
      { text: '{"say":""hi""}' },
    ],
    [
      "$$.Execution.Input",
      {
        Outer: map({
          ItemProcessor: machine({ A: { Type: "Pass", Parameters: { "x.$": "$$.Execution.Input" }, ...end } }),
        }),
      },
      [1],
      [{ x: 1 }],
    ],
  ];
  for (const [feature, states, input, output, more] of silent) {
    it(`${feature}: taken without a word, and so refused`, async () => {
      expect(await raw(states, input, more)).to.deep.equal(output);
      expect(features(states, more)).to.deep.equal([`A: ${feature}`]);
    });
  }

  it("tolerated failures are not tolerated", async () => {
    const Broken = { Type: "Fail", Error: "Broken" };
    for (const field of ["ToleratedFailureCount", "ToleratedFailurePercentage"]) {
      const states = { A: map({ ItemProcessor: machine({ Broken }), [field]: 100 }) };
      expect(await raw(states, [1]).catch((error: unknown) => error)).to.be.instanceOf(Error);
      expect(features(states)).to.deep.equal([`A: ${field}`]);
    }
  });

  it("JSONata is passed on as text", async () => {
    const states = { A: task({ QueryLanguage: "JSONata", Parameters: { x: "{% 1 + 1 %}" } }) };
    expect(await raw(states)).to.deep.equal({ x: "{% 1 + 1 %}" });
    expect(features(states)).to.deep.equal(["A: QueryLanguage JSONata"]);
    expect(features({ A: { Type: "Succeed" } }, { QueryLanguage: "JSONata" })).to.deep.equal([
      ": QueryLanguage JSONata",
    ]);
  });

  it("JSONata's conditions, items and catchers' variables are not read", () => {
    const states = {
      A: {
        Type: "Choice",
        Choices: [
          { Condition: "{% true %}", Next: "B" },
          { Not: { Condition: true }, Next: "B" },
        ],
      },
      B: map({ Items: [1], Catch: [{ ErrorEquals: ["States.ALL"], Next: "C", Assign: { x: 1 } }] }),
      C: { Type: "Choice", Choices: [{ Variable: "$.x", IsNull: true, Next: "B", Assign: { x: 1 } }] },
    };
    expect(features(states)).to.deep.equal([
      ...["A: Condition", "A: Condition", "B: Items", "B: Assign of a Catch", "C: Assign of a choice"],
    ]);
  });

  it("a time-out's path is read from the parameters", async () => {
    const states = { A: task({ TimeoutSecondsPath: "$.limit", Parameters: { x: 1 } }) };
    expect(await raw(states, { limit: 5 }).catch((error: unknown) => (error as Error).message)).to.contain("$.limit");
    expect(features(states)).to.deep.equal(["A: TimeoutSecondsPath"]);
  });

  it("a Fail state's paths cannot be intrinsic functions", async () => {
    const states = { A: { Type: "Fail", Error: "Broken", CausePath: "States.Format('{}', $.why)" } };
    expect(await raw(states, { why: "x" }).catch((error: unknown) => (error as Error).message)).not.to.match(/: x$/);
    expect(features(states)).to.deep.equal(["A: States.Format in a Fail state"]);
  });

  for (const path of [
    "$$.State.Name",
    "$$.State.RetryCount",
    "$$.State.EnteredTime",
    "$$.Task.Token",
    "$$.Map.Item.Value",
    "$$",
  ]) {
    it(`${path} is not provided`, async () => {
      const states = { A: task({ Parameters: { "x.$": path } }) };
      if (path !== "$$")
        expect(await raw(states).catch((error: unknown) => (error as Error).message)).to.contain(
          "does not point to a value",
        );
      expect(features(states)).to.deep.equal([`A: ${path}`]);
    });
  }

  it("a Map's items are known to its ItemSelector alone", async () => {
    const selector = { ItemSelector: { "i.$": "$$.Map.Item.Index", "of.$": "States.Format('{}', $$.Map.Item.Value)" } };
    expect(await raw({ A: map(selector) }, ["a", "b"])).to.deep.equal([
      { i: 0, of: "a" },
      { i: 1, of: "b" },
    ]);
    expect(features({ A: map(selector) })).to.deep.equal([]);
    const inner = machine({ Inner: { Type: "Pass", Parameters: { "x.$": "$$.Map.Item.Value" }, ...end } });
    expect(features({ A: map({ ItemProcessor: inner }) })).to.deep.equal(["Inner: $$.Map.Item.Value"]);
  });

  it("unknown intrinsic functions and variables are named", () => {
    const states = {
      A: { Type: "Pass", Parameters: { "x.$": "States.Sum($.a, $b)", "ok.$": "States.Format('$$.State $c')" }, ...end },
    };
    expect(features(states)).to.deep.equal(["A: $b", "A: States.Sum"]);
  });

  it("tasks go by name, so a name may stand once", () => {
    const branch = machine({ Same: task() });
    expect(features({ A: { Type: "Parallel", Branches: [branch, branch], ...end } })).to.deep.equal([
      "Same: the state's name",
    ]);
  });

  it("rewritten: a task without TimeoutSeconds has 60 seconds", async () => {
    const setTimeout = globalThis.setTimeout;
    const asked: (number | undefined)[] = [];
    globalThis.setTimeout = ((handler: () => void, ms?: number) => {
      asked.push(ms);
      return setTimeout(handler, ms);
    }) as typeof setTimeout;
    try {
      await raw({ A: task() });
    } finally {
      globalThis.setTimeout = setTimeout;
    }
    expect(asked).to.include(60_000);
  });

  it("rewritten: ResultPath $ makes a member of that name", async () => {
    expect(await raw({ A: { Type: "Pass", Result: 1, ResultPath: "$", ...end } })).to.deep.equal({ $: 1 });
  });

  it("rewritten: IsPresent false never holds", async () => {
    const choice = { Type: "Choice", Choices: [{ Variable: "$.x", IsPresent: false, Next: "B" }], Default: "C" };
    const states = {
      A: choice,
      B: { Type: "Pass", Result: "absent", ...end },
      C: { Type: "Pass", Result: "present", ...end },
    };
    expect(await raw(states)).to.equal("present");
  });

  it("nothing else is refused", () => {
    const retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxDelaySeconds: 5, JitterStrategy: "FULL" }];
    const states = {
      A: task({
        Parameters: { "n.$": "States.Format('p-{}', States.UUID())", "e.$": "$$.Execution.Id" },
        Retry: retry,
        Next: "B",
      }),
      B: { Type: "Choice", Choices: [{ Variable: "$.x", StringMatches: "a*", Next: "C" }], Default: "D" },
      C: { Type: "Wait", Seconds: 1, Next: "D" },
      D: { Type: "Fail", ErrorPath: "$.Error", CausePath: "$.Cause" },
    };
    expect(features(states)).to.deep.equal([]);
  });
});
