import { expect } from "chai";
import * as v from "valibot";
import { requestSchema } from "../../components/triggers/requestSchema";
import { answerRequest } from "../../lambda/start/request";
import { requestProblems, type RequestSchema } from "../../lambda/start/requestSchema";

/** Schema, a value that it takes, one that it does not, and where and what is said of that. */
const cases: [schema: RequestSchema, right: unknown, wrong: unknown, path: string, allowed: string][] = [
  [{ type: "string" }, "a", 1, "$", "text"],
  [{ type: "number" }, 1.5, "1", "$", "a number"],
  [{ type: "integer" }, 2, 2.5, "$", "a whole number"],
  [{ type: "boolean" }, false, 0, "$", "true or false"],
  [{ type: "null" }, null, 0, "$", "null"],
  [{ type: "array" }, [], {}, "$", "a list"],
  [{ type: "object" }, {}, [], "$", "an object"],
  [{ type: ["string", "null"] }, null, 1, "$", "text or null"],
  [{ enum: [1, { a: [2] }] }, { a: [2] }, { a: [3] }, "$", 'one of 1, {"a":[2]}'],
  [{ const: { a: 1, b: 2 } }, { b: 2, a: 1 }, 1, "$", '{"a":1,"b":2}'],
  [{ minimum: 1 }, 1, 0.5, "$", "at least 1"],
  [{ maximum: 1 }, 1, 1.5, "$", "at most 1"],
  [{ exclusiveMinimum: 1 }, 1.1, 1, "$", "more than 1"],
  [{ exclusiveMaximum: 1 }, 0.9, 1, "$", "less than 1"],
  [{ multipleOf: 0.1 }, 0.3, 0.35, "$", "a multiple of 0.1"],
  [{ minLength: 2 }, "ab", "😀", "$", "at least 2 characters"],
  [{ maxLength: 1 }, "😀", "ab", "$", "at most 1 characters"],
  [{ pattern: "^a+$" }, "aa", "b", "$", "text like ^a+$"],
  [{ minItems: 1 }, [1], [], "$", "at least 1 items"],
  [{ maxItems: 1 }, [1], [1, 2], "$", "at most 1 items"],
  [{ items: { type: "integer" } }, [1], [1, "a"], "$[1]", "a whole number"],
  [{ properties: { A: { minimum: 1 } } }, { B: 0 }, { A: 0 }, "$.A", "at least 1"],
  [{ required: ["a b"] }, { "a b": 1 }, {}, '$["a b"]', "a value: it is required"],
  [{ properties: { A: {} }, additionalProperties: false }, { A: 1 }, { B: 1 }, "$.B", "no other names than A"],
  [{ additionalProperties: { type: "string" } }, { A: "a" }, { A: 1 }, "$.A", "text"],
  [{ properties: { A: false } }, {}, { A: 1 }, "$.A", "nothing"],
  [{ anyOf: [{ type: "string" }, { minimum: 5 }] }, 5, 4, "$", "text or at least 5"],
  [{ anyOf: [{ const: 1 }, { items: { type: "string" } }] }, ["a"], [2], "$", "1"],
];

describe("JSON schemas of requests", () => {
  for (const [schema, right, wrong, Path, Allowed] of cases) {
    it(`${JSON.stringify(schema)} takes ${JSON.stringify(right)}, and not ${JSON.stringify(wrong)}`, () => {
      expect(v.is(requestSchema, schema), "as a setting").to.equal(true);
      expect(requestProblems(schema, right)).to.deep.equal([]);
      const [problem, ...others] = requestProblems(schema, wrong);
      expect(others).to.deep.equal([]);
      expect(problem).to.deep.include({ Path, Allowed });
    });
  }

  it("judge values of other types by type alone", () => {
    for (const schema of [{ minimum: 5 }, { minLength: 5 }, { minItems: 5 }, { required: ["A"] }, { pattern: "^x" }]) {
      expect(requestProblems(schema, true), JSON.stringify(schema)).to.deep.equal([]);
    }
  });

  it("are refused as settings when they hold a keyword that the function does not know, or a wrong one", () => {
    for (const schema of [
      { oneOf: [{ type: "string" }] },
      { properties: { A: { format: "date" } } },
      { items: { type: "text" } },
      { pattern: "(" },
      { minLength: -1 },
      { multipleOf: 0 },
      { anyOf: [] },
      { description: "x".repeat(3000) },
    ]) {
      expect(v.is(requestSchema, schema), JSON.stringify(schema).slice(0, 80)).to.equal(false);
    }
  });
});

describe("answerRequest", () => {
  it("answers 413 to what is larger than an execution's input, before anything is called", async () => {
    const body = Buffer.from(`"${"é".repeat(131_072)}"`).toString("base64");
    const request = { requestContext: { http: { method: "POST" } }, body, isBase64Encoded: true };
    const { statusCode } = await answerRequest("arn:aws:states:::stateMachine:x", { Name: "request" }, request);
    expect(statusCode).to.equal(413);
  });
});
