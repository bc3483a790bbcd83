/** Whatever it is given, the checker answers with problems from its list, and leaves what it was given as it was. */
import { expect } from "chai";
import fc from "fast-check";
import { checkDefinition } from "../../asl/check/checkDefinition";
import { PROBLEM_CODES } from "../../asl/check/codes";
import { everyState, everyStateInJsonata } from "./checkDefinitions";

type Path = (string | number)[];

/** Every place in a JSON value. */
function places(value: unknown, at: Path = []): Path[] {
  if (value === null || typeof value !== "object") return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...at, key]))];
}

/** A copy in which the value at a place is another. */
function replaced(value: any, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[key] = replaced(value[key], rest, by);
  return copy;
}

/** JSON whose keys are names that every object has: code that takes them for its own fails. */
const nasty = ["toString", "valueOf", "constructor", "__proto__", "hasOwnProperty"].flatMap((name): unknown[] => [
  name,
  JSON.parse(`{"${name}": 0}`),
  JSON.parse(`{"${name}": {"${name}": null, "toString": 0, "valueOf": 0}}`),
]);
const anyJson = fc.oneof({ weight: 4, arbitrary: fc.jsonValue() }, fc.constantFrom(...nasty));

function expectAnswer(definition: unknown): void {
  const before = JSON.stringify(definition);
  for (const type of ["STANDARD", "EXPRESS"] as const) {
    for (const { code, severity, path, message, remedy } of checkDefinition(definition, { type })) {
      expect(PROBLEM_CODES[code].severity, code).to.equal(severity);
      expect(path).to.be.a("string");
      expect(message, code).to.be.a("string").that.is.not.empty;
      expect(remedy).to.be.a("string");
    }
  }
  expect(JSON.stringify(definition)).to.equal(before);
}

describe("checkDefinition, given anything", () => {
  it("takes any JSON", () => {
    fc.assert(fc.property(anyJson, expectAnswer), { numRuns: 500 });
  });

  for (const [name, definition] of [
    ["JSONPath", everyState()],
    ["JSONata", everyStateInJsonata()],
  ] as const) {
    it(`takes a ${name} definition with a part replaced by any JSON`, () => {
      const place = fc.constantFrom(...places(definition));
      const property = fc.property(place, anyJson, (at, by) => expectAnswer(replaced(definition, at, by)));
      fc.assert(property, { numRuns: 1_500 });
    });
  }

  it("takes what no JSON is", () => {
    const cyclic: Record<string, unknown> = { StartAt: "A", States: {} };
    cyclic.States = { A: cyclic };
    expect(checkDefinition(cyclic).map(({ code }) => code)).to.deep.equal(["not-json"]);
    for (const value of [undefined, null, 1, "text", [], () => 1, Symbol("s"), 1n]) {
      expect(checkDefinition(value).map(({ code }) => code)).to.deep.equal(["not-an-object"]);
    }
    expect(checkDefinition({ StartAt: "A", States: { A: { Type: "Pass", Result: 1n } } })[0]?.code).to.equal(
      "not-json",
    );
  });

  it("takes a thousand and more levels of Parallel, and of JSON in a state", () => {
    let graph: unknown = { StartAt: "End", States: { End: { Type: "Pass", End: true } } };
    for (let level = 0; level < 1_200; level++) {
      graph = { StartAt: `P${level}`, States: { [`P${level}`]: { Type: "Parallel", Branches: [graph], End: true } } };
    }
    expect(checkDefinition(graph).map(({ code }) => code)).to.deep.equal(["many-levels"]);

    let data: unknown = "leaf";
    for (let level = 0; level < 100_000; level++) data = [data];
    const deep = { StartAt: "A", States: { A: { Type: "Pass", Result: data, End: true } } };
    expect(checkDefinition(deep).map(({ code }) => code)).to.deep.equal(["too-deeply-nested"]);

    let rule: unknown = { Variable: "$.x", IsNull: true };
    for (let level = 0; level < 1_000; level++) rule = { Not: rule };
    const choice = { Type: "Choice", Choices: [{ ...(rule as object), Next: "B" }], Default: "B" };
    const nested = { StartAt: "A", States: { A: choice, B: { Type: "Succeed" } } };
    expect(checkDefinition(nested).map(({ code }) => code)).to.deep.equal(["too-deeply-nested"]);
  });
});
