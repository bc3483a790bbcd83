/**
 * The same definitions run by `aws-local-stepfunctions`, on the part of the language that it runs rightly, and the same paths
 * read by `jsonpath-plus`.
 */
import { StateMachine } from "aws-local-stepfunctions";
import { expect } from "chai";
import fc from "fast-check";
import { JSONPath } from "jsonpath-plus";
import type { Json, StateMachineDefinition } from "../../asl/definition";
import { chain, define, type Fragment } from "../../asl/fragment";
import { path } from "../../asl/reference";
import * as build from "../../asl/states";
import { parseJsonPath } from "../../asl/expression/jsonPath";
import { execute } from "../../local/interpreter";
import { readPath } from "../../local/interpreter/expression/jsonPath";
import { TaskFailure } from "../../local/interpreter/failures";
import { Variables } from "../../local/interpreter/variables";
import { context, machine, runState } from "../support/stateMachines";
import { virtualClock } from "../support/virtualClock";

/** What every state of a generated machine finds, whatever came before. */
interface Input {
  n: number;
  s: string;
  l: number[];
  o: { a: Json };
}

const input: fc.Arbitrary<Input> = fc.record({
  n: fc.integer({ min: -50, max: 50 }),
  // Base64 of anything but ASCII is wrong there.
  s: fc.string({ unit: fc.constantFrom("a", "b", "-"), minLength: 1, maxLength: 6 }),
  l: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 }),
  o: fc.record({ a: fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json> }),
});

const expression = fc.constantFrom(
  ...["$.n", "$.s", "$.l", "$.l[0]", "$.o.a", "$.l[*]", "$$.Execution.Id"],
  ...["States.Format('{}:{}', $.n, $.s)", "States.Array($.n, $.s, $.l)", "States.MathAdd($.n, 3)"],
  ...["States.ArrayLength($.l)", "States.ArrayContains($.l, 3)", "States.ArrayPartition($.l, 2)"],
  ...["States.ArrayUnique($.l)", "States.ArrayRange(1, 7, 2)", "States.ArrayGetItem($.l, 0)"],
  ...["States.Base64Encode($.s)", "States.Base64Decode(States.Base64Encode($.s))", "States.Hash($.s, 'SHA-256')"],
  ...["States.StringToJson('[1,{\"a\":null}]')", "States.JsonMerge($.o, $.o, false)"],
);

const parameters = fc.dictionary(fc.constantFrom("p.$", "q.$", "r.$"), expression, { minKeys: 1 });

const comparison = fc.oneof(
  ...["NumericEquals", "NumericLessThan", "NumericGreaterThanEquals"].map((operator) =>
    fc.record({ Variable: fc.constant("$.n"), [operator]: fc.integer({ min: -5, max: 5 }) }),
  ),
  ...["StringEquals", "StringLessThan", "StringGreaterThanEquals"].map((operator) =>
    fc.record({ Variable: fc.constant("$.s"), [operator]: fc.constantFrom("a", "b", "ab", "-") }),
  ),
  fc.record({ Variable: fc.constant("$.s"), StringMatches: fc.constantFrom("a*", "*b", "*a*b*", "*") }),
  fc.record({ Variable: fc.constant("$.l[0]"), NumericEqualsPath: fc.constant("$.n") }),
  fc.record({ Variable: fc.constantFrom("$.n", "$.s", "$.o.a"), IsNumeric: fc.constant(true) }),
);

const rule: fc.Arbitrary<object> = fc.oneof(
  comparison,
  fc.record({ And: fc.array(comparison, { minLength: 1, maxLength: 3 }) }),
  fc.record({ Or: fc.array(comparison, { minLength: 1, maxLength: 3 }) }),
  comparison.map((part) => ({ Not: part })),
);

const step: fc.Arbitrary<(name: string, next: object) => Record<string, object>> = fc.oneof(
  fc
    .tuple(parameters, fc.constantFrom(null, "$.r", "$.o.r"))
    .map(([Parameters, ResultPath]) => (name: string, next: object) => ({
      [name]: { Type: "Pass", Parameters, ResultPath, ...next },
    })),
  parameters.map((Parameters) => (name: string, next: object) => ({
    [name]: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters, ResultPath: "$.t", ...next },
  })),
  fc.tuple(rule, parameters).map(([choice, Parameters]) => (name: string, next: object) => ({
    [name]: { Type: "Choice", Choices: [{ ...choice, Next: `${name} yes` }], Default: `${name} no` },
    [`${name} yes`]: { Type: "Pass", Result: "yes", ResultPath: "$.c", ...next },
    [`${name} no`]: { Type: "Pass", Parameters, ResultPath: "$.c", ...next },
  })),
  parameters.map((Parameters) => (name: string, next: object) => ({
    [name]: {
      ...{ Type: "Map", ItemsPath: "$.l", ResultPath: "$.m", MaxConcurrency: 2, ...next },
      ItemSelector: { "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", ...Parameters },
      ItemProcessor: machine({ [`${name} each`]: { Type: "Pass", OutputPath: "$.v", End: true } }),
    },
  })),
  fc.tuple(parameters, parameters).map(([first, second]) => (name: string, next: object) => ({
    [name]: {
      ...{ Type: "Parallel", ResultPath: "$.p", ...next },
      Branches: [
        machine({ [`${name} one`]: { Type: "Pass", Parameters: first, End: true } }),
        machine({ [`${name} two`]: { Type: "Pass", Parameters: second, InputPath: "$", End: true } }),
      ],
    },
  })),
);

const definition = fc.array(step, { minLength: 1, maxLength: 6 }).map((steps) => {
  const states = steps.map((make, index) =>
    make(`S${index}`, index + 1 < steps.length ? { Next: `S${index + 1}` } : { End: true }),
  );
  return machine(Object.assign({}, ...states) as Record<string, object>);
});

/** Every task of the package's that there may be. */
const HANDLERS = Object.fromEntries(Array.from({ length: 6 }, (_step, index) => [`S${index}`, (given: Json) => given]));

async function theirs(machineDefinition: StateMachineDefinition, given: Json): Promise<Json> {
  const run = new StateMachine(machineDefinition as never, { validationOptions: { noValidate: true } }).run(given, {
    ...{ overrides: { taskResourceLocalHandlers: HANDLERS }, context },
  });
  return await run.result;
}

const ours = (machineDefinition: StateMachineDefinition, given: Json) =>
  execute(machineDefinition, given, {
    ...{ context, clock: virtualClock(), onTask: async (_name, _state, parameters) => parameters },
  });

describe("interpreter: differences from others", () => {
  it("none on what aws-local-stepfunctions runs rightly", async function () {
    // That package needs Node 22.
    if (!("withResolvers" in Promise)) this.skip();
    await fc.assert(
      fc.asyncProperty(definition, input, async (machineDefinition, given) => {
        const data = given as unknown as Json;
        const [expected, found] = [await theirs(machineDefinition, data), await ours(machineDefinition, data)];
        expect(found).to.deep.equal({ status: "SUCCEEDED", output: expected });
      }),
      { numRuns: 150 },
    );
  });

  it("none in what paths find that lead to many places", () => {
    // No filters: jsonpath-plus evaluates them as JavaScript, where 0 is not there and undefined equals undefined.
    const segment = fc.constantFrom(...["[*]", ".*", ".a", ".b", "[0]", "[1:]", "[0:2]", "..a"]);
    const data = fc.object({ key: fc.constantFrom("a", "b"), maxDepth: 3, values: [fc.integer({ min: 0, max: 3 })] });
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 3 }), data, (segments, value) => {
        const json = { x: [value, { a: 1, b: value }] } as unknown as Json;
        const text = `$.x[*]${segments.join("")}`;
        const expected = JSONPath({ path: text, json: json as object, wrap: true }) as Json[];
        const found = readPath(parseJsonPath(text), { data: json, context: {}, variables: new Variables() }) as Json[];
        const sorted = (list: Json[]) => list.map((item) => JSON.stringify(item)).sort();
        expect(sorted(found), text).to.deep.equal(sorted(expected));
      }),
      { numRuns: 500 },
    );
  });
});

describe("interpreter: properties", () => {
  const leaf = fc.constantFrom("pass", "task", "wait", "parallel", "map", "choice");
  let count = 0;
  const fragment = (kind: string): Fragment => {
    const name = `${kind} ${count++}`;
    const failed = build.fail("Failed", { error: path("$.Failure.Error") });
    switch (kind) {
      case "task":
        return build.task(
          name,
          { api: "lambda:invoke", parameters: { FunctionName: "f", Payload: path("$") } },
          { catch: [{ target: failed, resultPath: "$.Failure" }] },
        );
      case "wait":
        return build.wait(name, { seconds: 1 });
      case "parallel":
        return build.parallel(name, [
          build.pass(`${name} a`),
          chain(build.pass(`${name} b`), build.wait(`${name} c`, { seconds: 5 })),
        ]);
      case "map":
        return build.map(name, build.pass(`${name} each`), { itemsPath: "$.Items", resultPath: "$.Each" });
      case "choice":
        return build.choice(name, [{ when: { Variable: "$.X", IsPresent: true }, then: build.pass(`${name} then`) }], {
          otherwise: build.pass(`${name} else`),
        });
      default:
        return build.pass(name, { parameters: { Items: [1, 2], of: path("$") } });
    }
  };

  it("whatever is built runs to an end, and what fails fails by a name of Step Functions", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(leaf, { minLength: 1, maxLength: 8 }), fc.boolean(), async (kinds, isBroken) => {
        const [first, ...rest] = kinds.map(fragment);
        if (first === undefined) return;
        const {
          status,
          error = "",
          output,
        } = await execute(
          define(chain(first, ...rest)),
          { Items: [1, 2] },
          {
            ...{ context, clock: virtualClock() },
            onTask: async (_name, _state, parameters) => {
              if (isBroken) throw new TaskFailure("Lambda.Unknown", "");
              return parameters;
            },
          },
        );
        if (status === "SUCCEEDED") expect(output).not.to.equal(undefined);
        else expect(error).to.match(isBroken && kinds.includes("task") ? /^(States\.|Lambda\.Unknown)/ : /^States\./);
      }),
      { numRuns: 150 },
    );
  });

  it("no state loses or changes what it passes on", async () => {
    const value = fc.jsonValue().map((json) => JSON.parse(JSON.stringify(json)) as Json);
    await fc.assert(
      fc.asyncProperty(value, async (data) => {
        const output = { status: "SUCCEEDED", output: data };
        expect(await runState({ Type: "Pass" }, data)).to.deep.equal(output);
        expect(
          await runState({ Type: "Pass", Output: "{% $states.input %}", QueryLanguage: "JSONata" }, data),
        ).to.deep.equal(output);
        const text = {
          Type: "Pass",
          Parameters: { "x.$": "States.StringToJson(States.JsonToString($))" },
          OutputPath: "$.x",
        };
        expect(await runState(text, data)).to.deep.equal(output);
      }),
      { numRuns: 150 },
    );
  });
});
