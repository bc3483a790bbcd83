import { expect } from "chai";
import fc from "fast-check";
import { parsePayloadExpression } from "../../asl/expression/intrinsic";
import { isReferencePath, parseJsonPath } from "../../asl/expression/jsonPath";
import type { Segment } from "../../asl/expression/jsonPathNodes";
import { mistake } from "../support/expressionMistake";

const member = (name: string): Segment => ({ kind: "member", name });
const index = (position: number): Segment => ({ kind: "index", index: position });

describe("parseJsonPath", () => {
  const right: [string, Segment[]][] = [
    ["$", []],
    ["$.a.b", [member("a"), member("b")]],
    ["$.detail-type", [member("detail-type")]],
    ["$['a b'][0].c", [member("a b"), index(0), member("c")]],
    ['$["it\\"s"]', [member('it"s')]],
    ["$.[0]", [index(0)]],
    ["$[-1]", [index(-1)]],
    ["$.store\\.book", [member("store.book")]],
    ["$.Ж中", [member("Ж中")]],
    ["$.a[*]", [member("a"), { kind: "many", select: "all" }]],
    ["$.a.*", [member("a"), { kind: "many", select: "all" }]],
    ["$.a[1:]", [member("a"), { kind: "many", select: "slice", start: 1 }]],
    ["$.a[:-1:2]", [member("a"), { kind: "many", select: "slice", end: -1, step: 2 }]],
    ["$['a','b']", [{ kind: "many", select: "names", names: ["a", "b"] }]],
    ["$[0, 2]", [{ kind: "many", select: "indexes", indexes: [0, 2] }]],
    ["$..a", [{ kind: "many", select: "descendants" }, member("a")]],
    ["$.a.length()", [member("a"), { kind: "function", name: "length" }]],
  ];
  for (const [text, segments] of right) {
    it(`reads ${text}`, () => expect(parseJsonPath(text)).to.deep.equal({ root: "input", segments }));
  }

  it("tells input, context object and variables apart", () => {
    expect(parseJsonPath("$$.Execution.Id")).to.deep.equal({
      root: "context",
      segments: [member("Execution"), member("Id")],
    });
    expect(parseJsonPath("$jobName")).to.deep.equal({ root: { variable: "jobName" }, segments: [] });
    expect(parseJsonPath("$jobs[0].name")).to.deep.equal({
      root: { variable: "jobs" },
      segments: [index(0), member("name")],
    });
  });

  it("reads filters with their precedence", () => {
    const [segment] = parseJsonPath("$[?(@.a > 1 && !(@.b == 'x') || @['c'])]").segments;
    expect(segment).to.deep.equal({
      kind: "many",
      select: "filter",
      filter: {
        kind: "or",
        left: {
          kind: "and",
          left: {
            kind: "compare",
            operator: ">",
            left: { kind: "path", root: "@", segments: [member("a")] },
            right: { kind: "literal", value: 1 },
          },
          right: {
            kind: "not",
            condition: {
              kind: "compare",
              operator: "==",
              left: { kind: "path", root: "@", segments: [member("b")] },
              right: { kind: "literal", value: "x" },
            },
          },
        },
        right: { kind: "exists", path: { kind: "path", root: "@", segments: [member("c")] } },
      },
    });
  });

  const wrong: [string, string][] = [
    ["a.b", '0: "$" expected, but there is "a"'],
    ["$.", "2: a name expected, but there is the end"],
    ["$.a..", "5: a name expected, but there is the end"],
    ["$.a b", '4: "b" cannot follow here'],
    ["$.a]", '3: "]" cannot follow here'],
    ["$.a[", '4: an index, a quoted name, "*" or a filter expected, but there is the end'],
    ["$.a[0", '5: "]" expected, but there is the end'],
    ["$.a['b]", "4: the text that begins with ' has no end"],
    ["$[?(@.a ==)]", '10: a value or a path from "@" expected, but there is ")"'],
    ["$[?(1)]", '5: a comparison expected, but there is ")"'],
    ["$.a.size()", '9: there is no function "size" in paths'],
    ["", '0: "$" expected, but there is the end'],
  ];
  for (const [text, expected] of wrong) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(mistake(parseJsonPath, text)).to.equal(expected));
  }

  it("tells which paths lead to one place", () => {
    const reference = ["$", "$.a[0]['b']", "$x.y"];
    const general = ["$.*", "$..a", "$[0,1]", "$[0:1]", "$[?(@.a)]", "$.a.length()"];
    expect(reference.map((text) => isReferencePath(parseJsonPath(text)))).to.deep.equal(reference.map(() => true));
    expect(general.map((text) => isReferencePath(parseJsonPath(text)))).to.deep.equal(general.map(() => false));
  });

  it("reads back every path that is written with quoted names and indexes", () => {
    const segments = fc.array(fc.oneof(fc.string().map(member), fc.integer({ min: -99, max: 99 }).map(index)));
    fc.assert(
      fc.property(segments, (expected) => {
        const text = expected.map((segment) =>
          segment.kind === "member"
            ? `['${segment.name.replace(/[\\']/g, "\\$&")}']`
            : `[${(segment as { index: number }).index}]`,
        );
        expect(parseJsonPath(`$${text.join("")}`).segments).to.deep.equal(expected);
      }),
    );
  });

  it("throws nothing but ExpressionError", () => {
    const text = fc.string({
      unit: fc.constantFrom("$", ".", "[", "]", "?", "(", ")", "@", "'", "a", "0", ",", ":", "!", "\\", " "),
    });
    fc.assert(fc.property(text, (given) => void mistake(parsePayloadExpression, `$${given}`)));
    expect(mistake(parseJsonPath, `$[?(${"(".repeat(5000)}`)).to.contain("more than 100 conditions");
    expect(mistake(parseJsonPath, `$[?(${"!".repeat(5000)}`)).to.contain("more than 100 conditions");
    expect(parseJsonPath(`$${".a".repeat(5000)}`).segments).to.have.length(5000);
  });
});
