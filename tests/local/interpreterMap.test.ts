/** Parallel and inline Map: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
import { expect } from "chai";
import type { Json } from "../../asl/definition";
import { TaskFailure } from "../../local/interpreter/failures";
import { end, machine, run, runState, type States, task } from "../support/stateMachines";

const each = (more: object = {}) => machine({ Each: task(more) });

/** Counts how many tasks work at the same time; each takes a turn of the event loop. */
function counting() {
  const seen = { now: 0, most: 0, all: 0 };
  const onTask = async (_name: string, _state: object, parameters: Json): Promise<Json> => {
    seen.most = Math.max(seen.most, ++seen.now);
    seen.all++;
    await new Promise((resolve) => setTimeout(resolve, 2));
    seen.now--;
    return parameters;
  };
  return { seen, onTask };
}

describe("interpreter: Parallel", () => {
  it("gives every branch the input, and the outputs in the order of the branches", async () => {
    const branch = (ms: number) => machine({ [`T${ms}`]: task({ Parameters: { "x.$": "$.x", ms } }) });
    const onTask = async (_name: string, _state: object, parameters: Json) => {
      await new Promise((resolve) => setTimeout(resolve, (parameters as { ms: number }).ms));
      return parameters;
    };
    const Branches = [branch(20), branch(1)];
    const { output } = await runState(
      {
        Type: "Parallel",
        Branches,
        Parameters: { "x.$": "$.a" },
        ResultSelector: { "r.$": "$[*].ms" },
        ResultPath: "$.p",
      },
      { a: 5 },
      { onTask },
    );
    expect(output).to.deep.equal({ a: 5, p: { r: [20, 1] } });
  });

  it("fails with the error of the branch that fails", async () => {
    const Branches = [each(), machine({ F: { Type: "Fail", Error: "Broken", Cause: "why" } })];
    expect(await runState({ Type: "Parallel", Branches }, {})).to.deep.equal({
      ...{ status: "FAILED", error: "Broken", cause: "why" },
    });
  });

  it("may be inside itself two thousand times", async () => {
    let inner = machine({ P: { Type: "Pass", ...end } });
    for (let level = 0; level < 2_000; level++) {
      inner = machine({ P: { Type: "Parallel", Branches: [inner], OutputPath: "$[0]", ...end } });
    }
    expect((await run(inner.States, { input: { deep: true } })).output).to.deep.equal({
      deep: true,
    });
  });
});

describe("interpreter: inline Map", () => {
  const map = (more: object = {}) => ({ Type: "Map", ItemProcessor: each(), ...more });

  const given: [string, object, Json, Json][] = [
    ["the input's items", map(), [1, 2], [1, 2]],
    ["no items", map(), [], []],
    ["ItemsPath", map({ ItemsPath: "$.l" }), { l: ["a"] }, ["a"]],
    ["InputPath, then ItemsPath", map({ InputPath: "$.i", ItemsPath: "$.l" }), { i: { l: ["a"] } }, ["a"]],
    [
      "ItemSelector sees input, item and index",
      map({ ItemsPath: "$.l", ItemSelector: { "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "n.$": "$.n" } }),
      { l: ["a", "b"], n: 5 },
      [
        { i: 0, v: "a", n: 5 },
        { i: 1, v: "b", n: 5 },
      ],
    ],
    ["Parameters, the older name", map({ Parameters: { "v.$": "$$.Map.Item.Value" } }), [1], [{ v: 1 }]],
    ["Iterator, the older name", { Type: "Map", Iterator: each() }, [1], [1]],
    [
      "ResultSelector and ResultPath",
      map({ ItemsPath: "$.l", ResultSelector: { "n.$": "$.length()" }, ResultPath: "$.r" }),
      { l: [1, 2] },
      { l: [1, 2], r: { n: 2 } },
    ],
  ];
  for (const [rule, state, input, output] of given) {
    it(rule, async () => {
      expect(await runState(state, input)).to.deep.equal({ status: "SUCCEEDED", output });
    });
  }

  it("takes nothing but lists", async () => {
    const { error, cause } = await runState(map({ ItemsPath: "$.o" }), { o: { a: 1 } });
    expect(error).to.equal("States.Runtime");
    expect(cause).to.contain('Reference path "$.o" must point to array.');
  });

  const concurrencies: [string, object, number][] = [
    ["MaxConcurrency", { MaxConcurrency: 3 }, 3],
    ["MaxConcurrencyPath", { ItemsPath: "$.l", MaxConcurrencyPath: "$.m" }, 2],
    ["40, when it says nothing", {}, 40],
    ["40, when it says 0", { MaxConcurrency: 0 }, 40],
  ];
  for (const [rule, fields, most] of concurrencies) {
    it(`as many at a time as ${rule}`, async () => {
      const { seen, onTask } = counting();
      const l = Array.from({ length: 60 }, (_item, index) => index);
      const input = "ItemsPath" in fields ? { l, m: "2" } : l;
      const { output } = await runState(map(fields), input, { onTask });
      expect(output).to.deep.equal(l);
      expect(seen.most).to.equal(most);
    });
  }

  it("stops at the first iteration that fails, and waits for the others", async () => {
    const log: string[] = [];
    const onTask = (_name: string, _state: object, parameters: Json, signal: AbortSignal) =>
      new Promise<Json>((_resolve, reject) => {
        log.push(`${parameters as number} started`);
        if (parameters === 1) setTimeout(() => reject(new TaskFailure("Broken", "why")), 10);
        signal.addEventListener("abort", () => {
          setTimeout(() => {
            log.push(`${parameters as number} stopped`);
            reject(new Error("stopped"));
          }, 10);
        });
      });
    const states: States = {
      M: { ...map({ MaxConcurrency: 2 }), Catch: [{ ErrorEquals: ["Broken"], Next: "L" }], ...end },
      L: { Type: "Succeed" },
    };
    const onEvent = ({ type, state }: { type: string; state: string }) => {
      if (state === "L" && type === "entered") log.push("caught");
    };
    expect((await run(states, { input: [0, 1, 2, 3], onTask, onEvent })).output).to.deep.equal({
      Error: "Broken",
      Cause: "why",
    });
    expect(log).to.deep.equal(["0 started", "1 started", "0 stopped", "caught"]);
  });

  it("tells of the states in it, with their iteration", async () => {
    const events: string[] = [];
    const onEvent = ({ type, state, index }: { type: string; state: string; index?: number }) =>
      events.push(`${type} ${state} ${index ?? "-"}`);
    await runState(map({ MaxConcurrency: 1 }), [7, 8], { onEvent });
    expect(events).to.deep.equal([
      ...["entered A -", "entered Each 0", "exited Each 0", "entered Each 1", "exited Each 1", "exited A -"],
    ]);
  });
});
