/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
import { expect } from "chai";
import { TaskFailure } from "../../local/interpreter/failures";
import { DATA_LIMIT_BYTES } from "../../local/interpreter/limits";
import { context, end, machine, run, type States, task } from "../support/stateMachines";

const pass = (more: object) => ({ Type: "Pass", ...more });

describe("interpreter: variables", () => {
  it("are read in every kind of field", async () => {
    const states: States = {
      A: pass({ Assign: { list: [1, 2], one: 1, text: "it" }, Next: "B" }),
      B: {
        ...{ Type: "Map", ItemsPath: "$list", MaxConcurrencyPath: "$one", ItemSelector: { "x.$": "$text" } },
        ItemProcessor: machine({ I: pass({ ...end, Parameters: { "y.$": "States.Format('{}{}', $.x, $one)" } }) }),
        Next: "C",
      },
      C: { Type: "Choice", Choices: [{ Variable: "$one", NumericEqualsPath: "$list[0]", Next: "D" }] },
      D: { Type: "Wait", SecondsPath: "$one", OutputPath: "$list[1]", Assign: { seen: true }, Next: "E" },
      E: pass({ InputPath: "$seen", ...end }),
    };
    expect(await run(states)).to.deep.equal({ status: "SUCCEEDED", output: true });
  });

  it("are assigned from what the state gives: $ is its result", async () => {
    const states: States = {
      A: task({
        Parameters: { n: 1 },
        Assign: { "n.$": "$.n", "all.$": "$", "by.$": "$$.State.Name" },
        ResultSelector: {},
        End: undefined,
        Next: "B",
      }),
      B: pass({ Parameters: { "n.$": "$n", "all.$": "$all", "by.$": "$by", "in.$": "$" }, ...end }),
    };
    expect((await run(states)).output).to.deep.equal({ n: 1, all: { n: 1 }, by: "A", in: {} });
  });

  it("keep their values until the state has ended", async () => {
    const states: States = {
      A: pass({ Assign: { answer: 42 }, Next: "B" }),
      B: pass({ InputPath: "$answer", Assign: { answer: 0, "before.$": "$answer" }, OutputPath: "$answer", Next: "C" }),
      C: pass({ Parameters: { "in.$": "$", "answer.$": "$answer", "before.$": "$before" }, ...end }),
    };
    expect((await run(states)).output).to.deep.equal({ in: 42, answer: 0, before: 42 });
  });

  it("of a Choice are those of the rule that holds, or its own for Default; of a Catch are its own", async () => {
    const states: States = {
      A: {
        Type: "Choice",
        Choices: [{ Variable: "$", NumericEquals: 1, Assign: { how: "rule" }, Next: "T" }],
        Default: "T",
        Assign: { how: "default" },
      },
      T: task({
        Assign: { ended: "well" },
        Catch: [{ ErrorEquals: ["E"], Assign: { "ended.$": "$.Cause" }, Next: "B" }],
        End: undefined,
        Next: "B",
      }),
      B: pass({ Parameters: { "how.$": "$how", "ended.$": "$ended" }, ...end }),
    };
    const onTask = () => Promise.reject(new TaskFailure("E", "badly"));
    expect((await run(states, { input: 1 })).output).to.deep.equal({ how: "rule", ended: "well" });
    expect((await run(states, { input: 2, onTask })).output).to.deep.equal({ how: "default", ended: "badly" });
  });

  it("of branches and iterations are their own; they read what is outside", async () => {
    const branch = (name: string) =>
      machine({
        [name]: pass({ Assign: { inner: name }, Next: `${name}2` }),
        [`${name}2`]: pass({ Parameters: { "o.$": "$outer", "i.$": "$inner" }, ...end }),
      });
    const states: States = {
      A: pass({ Assign: { outer: 1 }, Next: "P" }),
      P: { Type: "Parallel", Branches: [branch("X"), branch("Y")], ResultPath: "$.p", Next: "Z" },
      Z: pass({ Parameters: { "p.$": "$.p", "i.$": "$inner" }, ...end }),
    };
    const { error, cause } = await run(states);
    expect(error).to.equal("States.Runtime");
    expect(cause).to.contain("The JSONPath '$inner' specified for the field 'i.$' could not be found");
    const { output } = await run({ ...states, Z: pass({ OutputPath: "$.p", ...end }) });
    expect(output).to.deep.equal([
      { o: 1, i: "X" },
      { o: 1, i: "Y" },
    ]);
  });

  it("in the child executions of a Distributed Map begin anew", async () => {
    const processor = {
      ...machine({ I: pass({ Parameters: { "x.$": "$outer" }, ...end }) }),
      ProcessorConfig: { Mode: "DISTRIBUTED" },
    };
    const states: States = {
      A: pass({ Assign: { outer: 1 }, Next: "M" }),
      M: { Type: "Map", ItemProcessor: processor, ...end },
    };
    expect((await run(states, { input: [1] })).error).to.equal("States.ExceedToleratedFailureThreshold");
  });

  it("go from one query language to the other", async () => {
    const states: States = {
      A: pass({ QueryLanguage: "JSONata", Assign: { x: "{% {'y': 1 + 1} %}" }, Next: "B" }),
      B: pass({ Parameters: { "z.$": "$x.y" }, Assign: { "w.$": "$.z" }, Next: "C" }),
      C: pass({ QueryLanguage: "JSONata", Output: "{% $w + $x.y %}", ...end }),
    };
    expect((await run(states)).output).to.equal(4);
  });

  it("have a limit in one state", async () => {
    const big = "x".repeat(DATA_LIMIT_BYTES);
    const state = {
      Type: "Pass",
      Parameters: { "x.$": "States.Format('{}{}', $, $)" },
      Assign: { "y.$": "$.x" },
      OutputPath: null,
      ...end,
    };
    const result = await run({ A: state }, { input: big.slice(DATA_LIMIT_BYTES / 2) });
    expect(result).to.include({ status: "FAILED", error: "States.DataLimitExceeded" });
  });
});

describe("interpreter: context object", () => {
  it("is that of the execution, the state and the item", async () => {
    const { output } = await run({ A: pass({ InputPath: "$$", ...end }) }, { input: { x: 1 } });
    expect(output).to.deep.equal({
      Execution: { ...context.Execution, Input: { x: 1 }, StartTime: "2026-01-01T00:00:00.000Z" },
      StateMachine: context.StateMachine,
      State: { Name: "A", EnteredTime: "2026-01-01T00:00:00.000Z" },
    });
    const processor = machine({ I: pass({ InputPath: "$$.Map", ...end }) });
    const map = { Type: "Map", ItemProcessor: processor, ...end };
    expect((await run({ A: map }, { input: ["a"] })).output).to.deep.equal([{ Item: { Index: 0, Value: "a" } }]);
  });

  it("counts retries and tells the time", async () => {
    const seen: unknown[] = [];
    const states = {
      W: { Type: "Wait", Seconds: 90, Next: "A" },
      A: task({
        Parameters: { "count.$": "$$.State.RetryCount", "at.$": "$$.State.EnteredTime" },
        Retry: [{ ErrorEquals: ["Again"] }],
      }),
    };
    await run(states, {
      async onTask(_name, _state, parameters) {
        seen.push(parameters);
        if (seen.length < 3) throw new TaskFailure("Again", "");
        return null;
      },
    });
    const at = "2026-01-01T00:01:30.000Z";
    expect(seen).to.deep.equal([0, 1, 2].map((count) => ({ count, at })));
  });
});
