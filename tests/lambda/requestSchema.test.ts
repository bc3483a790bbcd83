import { expect } from "chai";
import * as v from "valibot";
import { requestSchema } from "../../components/triggers/requestSchema";
import { answerRequest } from "../../lambda/start/request";
import { requestProblems, type RequestSchema } from "../../lambda/start/requestSchema";

const DRAFT_7 = "http://json-schema.org/draft-07/schema#";
const NO_OTHER = "no other names than those like ^x";
const BESIDE = "no names beside those that the schema has";

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
  [{ oneOf: [{ type: "string" }, { minimum: 5 }] }, 5, 4, "$", "text or at least 5"],
  [{ oneOf: [{ minimum: 1 }, { minimum: 5 }] }, 2, 6, "$", "what one alone of 2 alternatives takes, not 2"],
  [{ allOf: [{ minimum: 1 }, { maximum: 5 }] }, 2, 6, "$", "at most 5"],
  [{ not: { type: "string" } }, 1, "a", "$", 'anything but {"type":"string"}'],
  [{ if: { minimum: 10 }, then: { multipleOf: 10 }, else: { minimum: 5 } }, 20, 4, "$", "at least 5"],
  [{ if: { required: ["A"] }, then: { required: ["B"] } }, {}, { A: 1 }, "$.B", "a value: it is required"],
  [{ format: "date" }, "2028-02-29", "2027-02-29", "$", "text in the format date"],
  [{ format: "uuid" }, "0c7ae3f0-41f5-4d8c-9c3a-1f8a7c0c2f10", "0c7a", "$", "text in the format uuid"],
  [{ $ref: "#/$defs/a~1b", $defs: { "a/b": { minimum: 1 } } }, 1, 0, "$", "at least 1"],
  [{ items: { $ref: "#/definitions/A" }, definitions: { A: { minimum: 1 } } }, [1], [0], "$[0]", "at least 1"],
  [
    { items: { $ref: "#row" }, $defs: { row: { $anchor: "row", minItems: 1 } } },
    [[1]],
    [[]],
    "$[0]",
    "at least 1 items",
  ],
  [{ $ref: "#/$defs/A", maximum: 5, $defs: { A: { minimum: 1 } } }, 2, 6, "$", "at most 5"],
  [{ properties: { Next: { $ref: "#" }, V: { type: "null" } } }, { Next: {} }, { Next: { V: 1 } }, "$.Next.V", "null"],
  [{ properties: { $ref: { minimum: 1 } } }, { $ref: 1 }, { $ref: 0 }, '$["$ref"]', "at least 1"],
  [{ patternProperties: { "^x": { minimum: 1 } }, additionalProperties: false }, { x: 1 }, { y: 1 }, "$.y", NO_OTHER],
  [{ patternProperties: { "^x/%": { minimum: 1 } } }, { "x/%1": 1 }, { "x/%1": 0 }, '$["x/%1"]', "at least 1"],
  [{ properties: { A: {} }, unevaluatedProperties: false }, { A: 1 }, { B: 1 }, "$.B", BESIDE],
  [{ propertyNames: { maxLength: 2 } }, { ab: 1 }, { abc: 1 }, "$.abc", "as its name at most 2 characters"],
  [{ minProperties: 1 }, { A: 1 }, {}, "$", "at least 1 names"],
  [{ maxProperties: 1 }, { A: 1 }, { A: 1, B: 2 }, "$", "at most 1 names"],
  [{ dependentRequired: { A: ["B"] } }, { B: 1 }, { A: 1 }, "$.B", "a value: it is required with A"],
  [{ dependentSchemas: { A: { required: ["B"] } } }, { B: 1 }, { A: 1 }, "$.B", "a value: it is required"],
  [{ dependencies: { A: ["B"] } }, { B: 1 }, { A: 1 }, "$.B", "a value: it is required with A"],
  [{ dependencies: { A: { properties: { B: { minimum: 1 } } } } }, { B: 0 }, { A: 1, B: 0 }, "$.B", "at least 1"],
  [{ prefixItems: [{ type: "string" }], items: false }, ["a"], ["a", 1], "$[1]", "nothing"],
  [{ items: [{ type: "string" }], additionalItems: { type: "null" } }, ["a", null], ["a", 1], "$[1]", "null"],
  [{ uniqueItems: true }, [1, [2]], [[1], [1]], "$", "items that differ"],
  [{ contains: { minimum: 5 } }, [1, 5], [1, 2], "$", 'an item like {"minimum":5}'],
  [{ contains: {}, maxContains: 1 }, [1], [1, 2], "$", "at most 1 items like {}"],
  [
    { $schema: DRAFT_7, $ref: "#/definitions/A", maximum: 5, definitions: { A: { minimum: 1 } } },
    6,
    0,
    "$",
    "at least 1",
  ],
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

  it("tell every problem once, in all parts of a request", () => {
    const rounds: RequestSchema = { type: "integer", minimum: 1 };
    const schema: RequestSchema = {
      $defs: { rounds },
      allOf: [{ properties: { Rounds: { $ref: "#/$defs/rounds" } } }, { properties: { Rounds: rounds } }],
      properties: { Mode: { oneOf: [{ const: "fast" }, { const: "full" }] }, Columns: { items: { type: "string" } } },
      required: ["Data", "Mode"],
      unevaluatedProperties: false,
    };
    const given = { Rounds: 0.5, Mode: "slow", Columns: ["a", 1, null], Other: [] };
    expect(requestProblems(schema, given)).to.have.deep.members([
      { Path: "$.Rounds", Given: "0.5", Allowed: "a whole number" },
      { Path: "$.Rounds", Given: "0.5", Allowed: "at least 1" },
      { Path: "$.Data", Given: "nothing", Allowed: "a value: it is required" },
      { Path: "$.Mode", Given: '"slow"', Allowed: '"fast" or "full"' },
      { Path: "$.Columns[1]", Given: "1", Allowed: "text" },
      { Path: "$.Columns[2]", Given: "null", Allowed: "text" },
      { Path: "$.Other", Given: "[]", Allowed: BESIDE },
    ]);
  });

  it("refuse what the validator itself cannot go through", () => {
    const list: RequestSchema = { properties: { A: { items: { type: "integer" } } } };
    expect(requestProblems(list, { A: new Array<string>(200_000).fill("x") })[0]).to.deep.equal({
      Path: "$.A[0]",
      Given: '"x"',
      Allowed: "a whole number",
    });
    expect(requestProblems(list, { A: new Array<string>(1000).fill("x") })).to.have.length(100);
    const deep = JSON.parse(`${'{"Next":'.repeat(20_000)}1${"}".repeat(20_000)}`) as unknown;
    const [levels] = requestProblems({ properties: { Next: { $ref: "#" } } }, deep);
    expect(levels?.Given).to.equal("too many levels");
    const [name] = requestProblems({ additionalProperties: { type: "string" } }, { "\ud800": 1 });
    expect(name?.Given).to.equal("half a character in a name");
  });

  const settingsErrors = (schema: unknown): Record<string, string> => {
    const { issues = [] } = v.safeParse(requestSchema, schema);
    return Object.fromEntries(issues.map((issue) => [v.getDotPath(issue) ?? "", issue.message]));
  };

  it("are refused as settings when they hold a keyword that the function does not know, or a wrong one", () => {
    for (const [schema, path] of [
      [{ $dynamicRef: "#x" }, "$dynamicRef"],
      [{ properties: { A: { format: "idn-email" } } }, "properties.A.format"],
      [{ items: { type: "text" } }, "items.type"],
      [{ items: [{}, { pattern: "(" }] }, "items.1.pattern"],
      [{ patternProperties: { "(": {} } }, "patternProperties.("],
      [{ minLength: -1 }, "minLength"],
      [{ multipleOf: 0 }, "multipleOf"],
      [{ anyOf: [] }, "anyOf"],
      [{ oneOf: [{ required: "A" }] }, "oneOf.0.required"],
      [{ dependencies: { A: 1 } }, "dependencies.A"],
      [{ $schema: "http://json-schema.org/draft-04/schema#" }, "$schema"],
      [{ minimum: 1, exclusiveMinimum: true }, "exclusiveMinimum"],
    ] as const) {
      expect(Object.keys(settingsErrors(schema)), JSON.stringify(schema)).to.deep.equal([path]);
    }
  });

  it("are refused as settings when a reference leads out of them, nowhere, or back to itself", () => {
    const remote = { properties: { A: { $ref: "https://example.com/a.json" } }, items: { $ref: "#/$defs/none" } };
    expect(settingsErrors(remote)).to.deep.equal({
      "properties.A.$ref": "a reference to a part of this schema: #/$defs/…",
      "items.$ref": "a reference to a part of this schema: #/$defs/…",
    });
    const endless = { $defs: { A: { anyOf: [{ $ref: "#/$defs/B" }] }, B: { $ref: "#/$defs/A" } } };
    expect(settingsErrors(endless)).to.include.keys("$defs.A", "$defs.B");
    expect(settingsErrors({ $id: "http://[", type: "object" })[""]).to.contain("that are URIs");
    expect(settingsErrors({ $id: "https://example.com/a", $ref: "#/$defs/A", $defs: { A: {} } })).to.deep.equal({});
    expect(settingsErrors({ const: { $ref: "https://example.com" }, enum: [{ $ref: "#/x" }] })).to.deep.equal({});
  });

  it("stay as they were given", () => {
    const schema = Object.freeze({ $ref: "#/$defs/A", $defs: { A: {} } });
    expect(v.parse(requestSchema, schema)).to.deep.equal(schema);
    expect(Object.getOwnPropertyNames(schema)).to.deep.equal(["$ref", "$defs"]);
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
