/**
 * JSONPath in states: https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html and
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
 */
import { expect } from "chai";
import type { Json } from "../../asl/definition";
import { end, run, runState, task } from "../support/stateMachines";

const store: Json = {
  book: [
    { title: "A", price: 8.95, tags: ["x"] },
    { title: "B", price: 12.99, stock: true },
    { title: "C", price: 8.99, stock: false, more: { title: "deep" } },
  ],
  bicycle: { color: "red", price: 19.95 },
  "odd name": null,
  empty: [],
};

const read = async (path: string, input: Json = store) =>
  (await runState({ Type: "Pass", Parameters: { "x.$": path } }, input)).output;

describe("interpreter: JSONPath", () => {
  const found: [string, Json][] = [
    ["$.bicycle.color", "red"],
    ["$['bicycle']['color']", "red"],
    ["$.book[0].title", "A"],
    ["$.book[-1].title", "C"],
    ["$.['odd name']", null],
    ["$.book[*].title", ["A", "B", "C"]],
    ["$.book[*].stock", [true, false]],
    ["$.bicycle.*", ["red", 19.95]],
    ["$.book[0:2].title", ["A", "B"]],
    ["$.book[1:].title", ["B", "C"]],
    ["$.book[:-2].title", ["A"]],
    ["$.book[-2:].title", ["B", "C"]],
    ["$.book[0,2].title", ["A", "C"]],
    ["$.book[0,7].title", ["A"]],
    ["$.bicycle['color','price']", ["red", 19.95]],
    ["$..title", ["A", "B", "C", "deep"]],
    ["$..book[0].title", ["A"]],
    ["$.book[?(@.price < 10)].title", ["A", "C"]],
    ["$.book[?(@.stock)].title", ["B", "C"]],
    ["$.book[?(@.stock == true)].title", ["B"]],
    ["$.book[?(@.stock != true)].title", ["A", "C"]],
    ["$.book[?(@.price > 8.95 && @.title != 'B')].title", ["C"]],
    ["$.book[?(@.price >= 12.99 || @.title <= 'A')].title", ["A", "B"]],
    ["$.book[?(!@.stock)].title", ["A"]],
    ["$.book[?(@.price < $.bicycle.price)].title", ["A", "B", "C"]],
    ["$.book[?(@.title > 5)].title", []],
    ["$.bicycle[?(@.color == 'red')].price", [19.95]],
    ["$.empty[*]", []],
    ["$.book.length()", 3],
    ["$.bicycle.color.length()", 3],
    ["$.book[*].price.max()", 12.99],
    ["$.book[*].price.min()", 8.95],
    ["$.bicycle.keys()", ["color", "price"]],
  ];
  for (const [path, value] of found) {
    it(`${path} gives ${JSON.stringify(value)}`, async () => {
      expect(await read(path)).to.deep.equal({ x: value });
    });
  }

  const calculated: [string, number][] = [
    ["$.sum()", 10],
    ["$.avg()", 2.5],
    ["$.stddev()", Math.sqrt(1.25)],
    ["$.first()", 1],
    ["$.last()", 4],
  ];
  for (const [path, value] of calculated) {
    it(`${path} of numbers`, async () => {
      expect(await read(path, [1, 2, 3, 4])).to.deep.equal({ x: value });
    });
  }

  const lost: [string, string][] = [
    ["$.none", "No results for path: $['none']"],
    ["$.none.more", "Missing property in path $['none']"],
    ["$.book[9]", "No results for path: $['book'][9]"],
    [
      "$.bicycle.color.x",
      "Expected to find an object with property ['x'] in path $['bicycle']['color'] but found 'string'",
    ],
    ["$.none[*]", "Missing property in path $['none']"],
    ["$nothing.x", "The variable '$nothing' has no value"],
  ];
  for (const [path, why] of lost) {
    it(`${path} as an InputPath leads nowhere`, async () => {
      const { error, cause } = await runState({ Type: "Pass", InputPath: path }, store);
      expect(error).to.equal("States.Runtime");
      expect(cause).to.contain(`executing the state 'A' (entered at the event id #2). Invalid path '${path}' : ${why}`);
    });
  }

  it("a function of no numbers fails", async () => {
    const { error, cause } = await runState({ Type: "Pass", Parameters: { "x.$": "$.empty.sum()" } }, store);
    expect([error, cause]).to.deep.equal([
      "States.Runtime",
      "An error occurred while executing the state 'A' (entered at the event id #2). " +
        "Aggregation function attempted to calculate value using empty array",
    ]);
  });

  it("finds members of any name, and no inherited ones", async () => {
    const input = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as Json;
    expect(await read("$.__proto__.x", input)).to.deep.equal({ x: 1 });
    expect((await runState({ Type: "Pass", InputPath: "$.toString" }, {})).error).to.equal("States.Runtime");
    const { output } = await runState({ Type: "Pass", Result: 1, ResultPath: "$.__proto__" }, {});
    expect(JSON.stringify(output)).to.equal('{"__proto__":1}');
  });

  it("goes through data of any depth", async () => {
    let input: Json = { leaf: 1 };
    for (let level = 0; level < 3_000; level++) input = { a: input };
    const { output } = await runState({ Type: "Pass", Parameters: { "x.$": "$..leaf" } }, input);
    expect(output).to.deep.equal({ x: [1] });
  });
});

describe("interpreter: input and output of a state", () => {
  const input = { a: { b: 1 }, c: [1, 2] };
  const passes: [string, object, Json][] = [
    ["everything by default", {}, input],
    ["InputPath", { InputPath: "$.a" }, { b: 1 }],
    ["InputPath null is {}", { InputPath: null }, {}],
    ["OutputPath", { OutputPath: "$.c[1]" }, 2],
    ["OutputPath null is {}", { OutputPath: null }, {}],
    ["OutputPath of the context object", { OutputPath: "$$.StateMachine.Name" }, "m"],
    ["Parameters of the InputPath", { InputPath: "$.a", Parameters: { "x.$": "$.b", y: "$.b" } }, { x: 1, y: "$.b" }],
    ["Parameters inside lists and objects", { Parameters: { l: [{ "x.$": "$.c[0]" }] } }, { l: [{ x: 1 }] }],
    ["Result takes no expressions", { Result: { "x.$": "$.b" } }, { "x.$": "$.b" }],
    ["ResultPath adds", { Result: 5, ResultPath: "$.r.s" }, { ...input, r: { s: 5 } }],
    ["ResultPath replaces", { Result: 5, ResultPath: "$.a" }, { ...input, a: 5 }],
    ["ResultPath into a list", { Result: 5, ResultPath: "$.c[0]" }, { a: { b: 1 }, c: [5, 2] }],
    ["ResultPath null keeps the input", { Result: 5, ResultPath: null }, input],
    ["ResultPath puts into the raw input", { InputPath: "$.a", ResultPath: "$.r" }, { ...input, r: { b: 1 } }],
    ["OutputPath sees the result", { Result: 5, ResultPath: "$.r", OutputPath: "$.r" }, 5],
  ];
  for (const [rule, fields, output] of passes) {
    it(rule, async () => {
      expect(await runState({ Type: "Pass", ...fields }, input)).to.deep.equal({ status: "SUCCEEDED", output });
    });
  }

  it("ResultSelector sees the result, and ResultPath what it selects", async () => {
    const state = task({ ResultSelector: { "n.$": "$.a.b", "at.$": "$$.State.Name" }, ResultPath: "$.r" });
    expect((await runState(state, input)).output).to.deep.equal({ ...input, r: { n: 1, at: "A" } });
  });

  it("ResultPath fails where the input is no object", async () => {
    const { error, cause } = await runState(task({ ResultPath: "$.a.b.c" }), input);
    expect(error).to.equal("States.ResultPathMatchFailure");
    expect(cause).to.contain('Unable to apply step "c" of the reference path "$.a.b.c"');
    expect((await runState(task({ ResultPath: "$.c[5]" }), input)).error).to.equal("States.ResultPathMatchFailure");
    const caught = { Catch: [{ ErrorEquals: ["States.ResultPathMatchFailure"], Next: "B" }] };
    const states = { A: task({ ...caught, ResultPath: "$.x" }), B: { Type: "Pass", Result: "caught", ...end } };
    expect((await run(states, { input: "text" })).output).to.equal("caught");
  });

  it("what Parameters do not find can be caught in a Task, and not in a Pass", async () => {
    const Parameters = { "x.$": "$.none" };
    const cause =
      "The JSONPath '$.none' specified for the field 'x.$' could not be found in the input '{\"a\":{\"b\":1},\"c\":[1,2]}'";
    const inTask = await runState(task({ Parameters }), input);
    expect(inTask.error).to.equal("States.ParameterPathFailure");
    expect(inTask.cause).to.contain(cause);
    const inPass = await runState({ Type: "Pass", Parameters }, input);
    expect(inPass.error).to.equal("States.Runtime");
    expect(inPass.cause).to.contain(cause);
  });
});
