/** What is large: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
import { expect } from "chai";
import { systemClock } from "../../local/interpreter/clock";
import { DATA_LIMIT_BYTES } from "../../local/interpreter/limits";
import { end, machine, run, runState, type States, task } from "../support/stateMachines";

const loop = (count: number): States => ({
  Add: { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)" }, Next: "More" },
  More: { Type: "Choice", Choices: [{ Variable: "$.n", NumericLessThan: count, Next: "Add" }], Default: "End" },
  End: { Type: "Succeed" },
});

describe("interpreter: limits", () => {
  it("a loop of 25,000 rounds runs to its end and lets others work", async () => {
    let turns = 0;
    const others = setInterval(() => turns++, 1);
    const { output } = await run(loop(25_000), { input: { n: 0 }, type: "EXPRESS", clock: systemClock });
    clearInterval(others);
    expect(output).to.deep.equal({ n: 25_000 });
    expect(turns).to.be.above(2);
  });

  it("a Standard execution's history holds 25,000 events", async () => {
    // One for the start, four for each round, two for the last state.
    expect((await run(loop(6_249), { input: { n: 0 } })).status).to.equal("SUCCEEDED");
    expect(await run(loop(6_250), { input: { n: 0 } })).to.deep.equal({
      ...{ status: "FAILED", error: "States.Runtime" },
      cause: "The execution reached the maximum number of history events (25000).",
    });
  });

  it("a Map takes 10,000 items, inline and distributed", async () => {
    const items = Array.from({ length: 10_000 }, (_item, index) => index);
    for (const ProcessorConfig of [{ Mode: "INLINE" }, { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" }]) {
      const ItemProcessor = { ...machine({ T: task() }), ProcessorConfig };
      expect(
        (await runState({ Type: "Map", ItemProcessor }, items, { type: "EXPRESS", clock: systemClock })).output,
      ).to.deep.equal(items);
    }
  });

  it("what an execution begins with has a limit, and so has a list of results", async () => {
    const most = "x".repeat(DATA_LIMIT_BYTES - 2);
    expect((await runState({ Type: "Pass" }, most)).status).to.equal("SUCCEEDED");
    expect((await runState({ Type: "Pass" }, `${most}x`)).error).to.equal("States.DataLimitExceeded");
    const ItemProcessor = machine({ T: { Type: "Pass", Parameters: { "x.$": "$$.Execution.Input" }, ...end } });
    const map = { Type: "Map", ItemProcessor };
    const { error, cause } = await runState(map, ["x".repeat(150_000), 1]);
    expect(error).to.equal("States.DataLimitExceeded");
    expect(cause).to.equal(
      "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit.",
    );
  });

  it("what a task does to its parameters or its result later changes nothing", async () => {
    const kept: { x: number }[] = [];
    const states: States = {
      A: task({ ResultPath: "$.a", End: undefined, Next: "B" }),
      B: task({ ResultPath: "$.b" }),
    };
    const { output } = await run(states, {
      input: { x: 1 },
      async onTask(_name, _state, parameters) {
        for (const before of [...kept, parameters as { x: number }]) before.x = 99;
        kept.push(parameters as { x: number }, { x: 5 });
        return kept.at(-1)!;
      },
    });
    expect(output).to.deep.equal({ x: 1, a: { x: 5 }, b: { x: 5 } });
  });
});
