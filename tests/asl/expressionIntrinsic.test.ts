import { expect } from "chai";
import jsonata from "jsonata";
import { parseIntrinsic, parsePayloadExpression, placeholdersIn } from "../../asl/expression/intrinsic";
import { INTRINSIC_FUNCTIONS } from "../../asl/expression/intrinsicFunctions";
import { childrenOf, isJsonata, type JsonataNode, parseJsonata } from "../../asl/expression/jsonata";
import { mistake } from "../support/expressionMistake";

describe("parseIntrinsic", () => {
  it("reads calls inside calls, paths and literals", () => {
    expect(
      parseIntrinsic(" States.Format('a-{}', States.MathAdd($.n[0], -1.5), $$.Execution.Name , null)"),
    ).to.deep.equal({
      kind: "call",
      name: "States.Format",
      position: 1,
      args: [
        { kind: "literal", value: "a-{}", raw: "a-{}", position: 15 },
        {
          kind: "call",
          name: "States.MathAdd",
          position: 23,
          args: [
            {
              kind: "path",
              text: "$.n[0]",
              path: {
                root: "input",
                segments: [
                  { kind: "member", name: "n" },
                  { kind: "index", index: 0 },
                ],
              },
              position: 38,
            },
            { kind: "literal", value: -1.5, raw: "-1.5", position: 46 },
          ],
        },
        {
          kind: "path",
          text: "$$.Execution.Name",
          path: {
            root: "context",
            segments: [
              { kind: "member", name: "Execution" },
              { kind: "member", name: "Name" },
            ],
          },
          position: 53,
        },
        { kind: "literal", value: null, raw: "null", position: 73 },
      ],
    });
  });

  it("keeps escapes apart from placeholders", () => {
    const [template] = parseIntrinsic(String.raw`States.Format('it\'s \{\} {}', $.a)`).args;
    expect(template).to.deep.include({ value: "it's {} {}", raw: String.raw`it\'s \{\} {}` });
    expect(placeholdersIn(String.raw`it\'s \{\} {}`)).to.equal(1);
    expect(placeholdersIn("{}{}-{}")).to.equal(3);
  });

  const wrong: [string, string][] = [
    ["States.Format('a'", '17: ")" expected, but there is the end'],
    ["States.Format('a)", "14: the text that begins with ' has no end"],
    ["States.UUID", '11: "(" expected, but there is the end'],
    ["States.UUID())", '13: ")" cannot follow here'],
    ["States.Array(,)", '13: a function\'s name expected, but there is ","'],
    ["States.Array($.a[)", '17: an index, a quoted name, "*" or a filter expected, but there is ")"'],
    ["States.Array(".repeat(11), "130: more than 10 intrinsic functions inside each other"],
    ["'text'", '0: neither a path (beginning with "$") nor an intrinsic function ("States.…")'],
  ];
  for (const [text, expected] of wrong) {
    it(`refuses ${text.slice(0, 30)}`, () => expect(mistake(parsePayloadExpression, text)).to.equal(expected));
  }

  it("knows the 18 functions", () => {
    expect(INTRINSIC_FUNCTIONS.size).to.equal(18);
    for (const { arguments: range, takes } of INTRINSIC_FUNCTIONS.values()) {
      expect(range[0]).to.be.at.most(range[1]);
      expect(takes.length).to.be.at.most(range[1]);
    }
  });
});

/** A syntax tree as JSON; "none" of a text that cannot be read. */
function treeOrNone(read: () => unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(read()));
  } catch {
    return "none";
  }
}

describe("parseJsonata", () => {
  it("takes a text for an expression only when nothing stands around it", () => {
    expect(["{%%}", "{% $x %}", "{%\n$x\n%}", " {% $x %}", "{% $x %} ", "$x", "{% $x"].map(isJsonata)).to.deep.equal([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("gives the tree of a path with its filters", () => {
    const node = parseJsonata("{% $states.input.jobs[0].name %}") as Extract<JsonataNode, { type: "path" }>;
    expect(node.steps.map((step) => (step as { value: string }).value)).to.deep.equal([
      "states",
      "input",
      "jobs",
      "name",
    ]);
    expect(node.steps[2]?.stages).to.have.length(1);
  });

  it("gives of a plain path what the package gives", () => {
    const plain = ["$x", " $states.input ", "$states.input.Training.Model", "\t$a.and.or.in\n", "$_1.trueish.b_2"];
    const others = ["$a.true", "$states . input", "$a.`b c`", "$$.a", "$", "$a.b.", "$a\u00a0", "$a.b[0]", "$a.$b"];
    for (const text of [...plain, ...others]) {
      expect(
        treeOrNone(() => parseJsonata(`{%${text}%}`)),
        text,
      ).to.deep.equal(treeOrNone(() => jsonata(text).ast()));
    }
  });

  it("reaches every node by childrenOf", () => {
    const text =
      "{% ($a := [$v1, {'k': $v2}]; $f := function($x){ -$v3 }; $v4 ? $v5 : $v6; $f(?, $v7) ~> $v8;" +
      " $v9[$v10]^(>$v11).k{'a': $v12}; $v13 ~> |$v14|{'a': $v15}, 'b'|) %}";
    const found = new Set<string>();
    const waiting = [parseJsonata(text)];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node.type === "variable") found.add(node.value);
      waiting.push(...childrenOf(node));
    }
    for (let number = 1; number <= 15; number++) expect([...found]).to.include(`v${number}`);
  });

  const wrong: [string, string][] = [
    ["{% %}", "2: the expression is empty"],
    ["{% $states.input. %}", "20: Unexpected end of expression"],
    ["{% 'a %}", "8: String literal must be terminated by a matching quote"],
    [`{% ${"(".repeat(20_000)} %}`, "2: the expression is nested too deeply"],
  ];
  for (const [text, expected] of wrong) {
    it(`refuses ${text.slice(0, 30)}`, () => {
      expect(mistake(parseJsonata, text).replace(/^\d+/, "")).to.equal(expected.replace(/^\d+/, ""));
    });
  }
});
