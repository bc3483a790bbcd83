/** Reading definitions: positions, duplicate keys, placeholders, and what is said of texts that are none. */
import { expect } from "chai";
import * as fc from "fast-check";
import { DefinitionTextError, type TextProblem } from "../../asl/read/definitionTextError";
import { MAX_TEXT_BYTES, readDefinition, type ReadOptions } from "../../asl/read/readDefinition";
import { walkStates } from "../../asl/walk";

function problemOf(source: string | Uint8Array, options: ReadOptions = {}): TextProblem {
  try {
    readDefinition(source, options);
  } catch (error) {
    if (error instanceof DefinitionTextError) return error.problem;
    throw error;
  }
  throw new Error("it was read");
}

/** A Parallel inside a Parallel inside …, `levels` deep. */
function nested(levels: number): string {
  const open = '{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[\n';
  return `${open.repeat(levels)}{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}${"]}}}".repeat(levels)}`;
}

describe("reading a definition", () => {
  const json = `{
  "StartAt": "Fan out",
  "States": {
    "Fan out": {
      "Type": "Parallel",
      "Branches": [
        { "StartAt": "A", "States": { "A": { "Type": "Pass", "End": true } } },
        {
          "StartAt": "x.y [0] \\"q\\"",
          "States": {
            "x.y [0] \\"q\\"": {
              "Type": "Task",
              "Parameters": { "TrainingJobName.$": "$.Name", "Tags": [1, { "Key": "k" }] }
            }
          }
        }
      ],
      "End": true
    }
  }
}`;
  const yaml = `StartAt: Fan out
States:
  Fan out:
    Type: Parallel
    Branches:
      - StartAt: A
        States: { A: { Type: Pass, End: true } }
      - StartAt: x.y [0] "q"
        States:
          x.y [0] "q":
            Type: Task
            Parameters:
              TrainingJobName.$: $.Name
              Tags: [1, { Key: k }]
    End: true
`;
  const inner = 'States.Fan out.Branches[1].States.x.y [0] "q"';

  for (const [path, jsonLine, yamlLine] of [
    ["", 1, 1],
    ["StartAt", 2, 1],
    ["States.Fan out", 4, 3],
    ["States.Fan out.Branches[0].States.A.Type", 7, 7],
    [inner, 11, 10],
    [`${inner}.Parameters.TrainingJobName`, 13, 13],
    [`${inner}.Parameters.TrainingJobName.$`, 13, 13],
    [`${inner}.Parameters.Tags[1].Key`, 13, 14],
    // What is missing is looked for where it should be.
    [`${inner}.Parameters.RoleArn`, 13, 12],
    ["States.Nowhere.Next", 3, 2],
  ] as const) {
    it(`knows the line of "${path}"`, () => {
      expect(readDefinition(json).positionOf(path).line, "JSON").to.equal(jsonLine);
      expect(readDefinition(yaml).positionOf(path).line, "YAML").to.equal(yamlLine);
    });
  }

  it("reads the same from JSON, YAML, a string with JSON inside, with a byte order mark, CRLF and CR", () => {
    const expected = JSON.parse(json) as object;
    const bytes = Buffer.from(`\uFEFF${json.replaceAll("\n", "\r\n")}`);
    for (const text of [json, yaml, JSON.stringify(json), bytes, json.replaceAll("\n", "\r")]) {
      expect(readDefinition(text).definition).to.deep.equal(expected);
    }
    expect(readDefinition(bytes).positionOf(inner)).to.deep.equal({ line: 11, column: 13 });
    expect(readDefinition(json.replaceAll("\n", "\r")).positionOf(inner)).to.deep.equal({ line: 11, column: 13 });
  });

  // Without dots: where they are, two states' paths may read alike.
  it("finds every path that the walk over states gives, whatever the states are called", () => {
    const stateName = fc.string({
      minLength: 1,
      maxLength: 12,
      unit: fc.constantFrom("a", "B", "[", "]", "0", '"', "\\", " ", "{", "}", ":", "$", "é"),
    });
    const names = fc.uniqueArray(stateName, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(names, names, (outer, branch) => {
        const states = (all: string[], rest: object) => Object.fromEntries(all.map((name) => [name, rest]));
        const branches = [{ StartAt: "", States: states(branch, { Type: "Succeed" }) }];
        const definition = { StartAt: "", States: states(outer, { Type: "Parallel", Branches: branches }) };
        const { positionOf } = readDefinition(JSON.stringify(definition, null, 1));
        const lines = JSON.stringify(definition, null, 1).split("\n");
        for (const { name, path } of walkStates(definition)) {
          const line = lines[positionOf(path).line - 1]!.trim();
          expect(line.startsWith(`${JSON.stringify(name)}:`), `${path}: ${line}`).to.equal(true);
        }
      }),
    );
  });

  it("reports keys that are there twice, with both lines, in JSON and YAML", () => {
    const twice =
      '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true},\n"B":{"Type":"Fail"},\n"A":{"Type":"Fail"}}}';
    const [problem, ...others] = readDefinition(twice).duplicates;
    expect(others).to.deep.equal([]);
    expect(problem).to.include({ code: "duplicate-key", severity: "error", path: "States.A" });
    expect(problem?.message).to.equal('"A" is there in line 1 and again in line 3');
    const inList = '{"StartAt":"P","States":{"P":{"Branches":[0,{"StartAt":1,"StartAt":2}]}}}';
    expect(readDefinition(inList).duplicates[0]).to.include({
      path: "States.P.Branches[1].StartAt",
      message: '"StartAt" is there twice in line 1',
    });
    expect(
      readDefinition("StartAt: A\nStates:\n  A:\n    Type: Pass\n  A:\n    Type: Fail\n").duplicates[0],
    ).to.include({
      path: "States.A",
      message: '"A" is there in line 3 and again in line 5',
    });
    expect(readDefinition(json).duplicates).to.deep.equal([]);
  });

  it("leaves placeholders as they are, also without quotes, and names them", () => {
    const text = '{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":${Wait},\n"Comment":"${Who} and ${Wait}"}}}';
    const { definition, placeholders, positionOf } = readDefinition(text);
    expect(definition.States).to.deep.equal({ A: { Type: "Wait", Seconds: "${Wait}", Comment: "${Who} and ${Wait}" } });
    expect(placeholders).to.deep.equal(["Wait", "Who"]);
    expect(positionOf("States.A.Comment")).to.deep.equal({ line: 2, column: 1 });
  });

  it("fills placeholders in: escaped inside strings, as they are outside, once more inside a string with JSON", () => {
    const text = '{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":${Wait},"Comment":"${Who}, ${Other}"}}}';
    const substitutions = { Wait: "30", Who: 'a "b" ${Wait}\n' };
    const expected = { A: { Type: "Wait", Seconds: 30, Comment: 'a "b" ${Wait}\n, ${Other}' } };
    expect(readDefinition(text, { substitutions }).definition.States).to.deep.equal(expected);
    expect(readDefinition(JSON.stringify(text), { substitutions }).definition.States).to.deep.equal(expected);
    const inYaml = "StartAt: A\nStates:\n  A:\n    Type: Wait\n    Seconds: ${Wait}\n";
    expect(readDefinition(inYaml, { substitutions }).definition.States).to.deep.equal({
      A: { Type: "Wait", Seconds: 30 },
    });
  });

  it("follows anchors and merge keys of YAML", () => {
    const text = "StartAt: A\nx: &retry\n  Type: Pass\nStates:\n  A:\n    <<: *retry\n    End: true\n  B: *retry\n";
    const { definition, positionOf } = readDefinition(text);
    expect(definition.States).to.deep.equal({ A: { Type: "Pass", End: true }, B: { Type: "Pass" } });
    expect(positionOf("States.B.Type")).to.deep.equal({ line: 8, column: 3 });
  });

  it("reads CloudFormation's tags of YAML as placeholders", () => {
    const text = [
      "StartAt: A",
      "States:",
      "  A:",
      "    Resource: !GetAtt Fn.Arn",
      "    Other: !GetAtt [Fn, Arn]",
      "    Parameters: { TopicArn: !Ref Topic, Message: !Sub 'in ${AWS::Region}', Name: !Sub ['${X}-1', { X: a }] }",
    ].join("\n");
    const { definition, placeholders } = readDefinition(text);
    expect(definition.States).to.deep.equal({
      A: {
        ...{ Resource: "${Fn.Arn}", Other: "${Fn.Arn}" },
        Parameters: { TopicArn: "${Topic}", Message: "in ${AWS::Region}", Name: "${X}-1" },
      },
    });
    expect(placeholders).to.have.members(["AWS::Region", "X", "Fn.Arn", "Topic"]);
    const substitutions = { Topic: "arn:aws:sns:eu-west-1:123456789012:t", "Fn.Arn": "f" };
    const filled = readDefinition(text, { substitutions }).definition.States;
    expect(filled).to.have.nested.property("A.Resource", "f");
    expect(filled).to.have.nested.property("A.Parameters.TopicArn", substitutions.Topic);
  });

  it("takes the definition out of the answer of describe-state-machine", () => {
    const states = { A: { Type: "Succeed", Comment: "${Why}" } };
    const inside = JSON.stringify({ StartAt: "A", States: states });
    const answer = JSON.stringify({ name: "m", stateMachineArn: "arn", definition: inside }, null, 1);
    const { definition, positionOf } = readDefinition(answer, { substitutions: { Why: 'a "b"' } });
    expect(definition).to.have.nested.property("States.A.Comment", 'a "b"');
    expect(positionOf("States.A")).to.deep.equal({ line: 4, column: 2 });
  });

  it("goes a thousand levels down, and finds the line there", () => {
    const { positionOf } = readDefinition(nested(1000));
    expect(positionOf(`${"States.P.Branches[0].".repeat(1000)}States.A.Type`).line).to.equal(1001);
  });

  const wrong: [string, string | Uint8Array, Partial<TextProblem>, RegExp?][] = [
    ["nothing", " \n", { code: "empty" }],
    ["bytes that are no text", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0), { code: "binary" }],
    ["UTF-16", Buffer.from("\uFEFF{}", "utf16le"), { code: "encoding" }],
    ["too much", new Uint8Array(MAX_TEXT_BYTES + 1), { code: "file-too-large" }],
    ["a comma too many", '{"StartAt": "A",\n}', { code: "json-syntax", line: 2, column: 1 }, /comma.*Remove/],
    ["a comma too few", '{"StartAt": "A"\n"States": {}}', { code: "json-syntax", line: 2, column: 1 }, /","/],
    ["a colon too few", '{"StartAt" "A"}', { code: "json-syntax", line: 1, column: 12 }, /":"/],
    ["single quotes", "{'StartAt': 'A'}", { code: "json-syntax", line: 1, column: 2 }, /double quotes/],
    ["a key without quotes", "{StartAt: 1}", { code: "json-syntax", line: 1, column: 2 }, /"StartAt" has no quotes/],
    ["a comment", "// why\n{}", { code: "json-syntax", line: 1, column: 1 }, /no comments/],
    ["a brace too few", '{"States": {', { code: "json-syntax", line: 1 }, /Close the object/],
    ["a bracket too few", '{"States": [1', { code: "json-syntax", line: 1 }, /Close the list/],
    ["something behind the end", "{} {}", { code: "json-syntax", column: 4 }, /after the end|the end was expected/],
    ["a string over two lines", '{"StartAt": "A\nB"}', { code: "json-syntax", line: 1, column: 13 }, /not closed/],
    ["a wrong escape", '{"StartAt": "\\x"}', { code: "json-syntax", column: 13 }, /escape/],
    ["a word", '{"StartAt": undefined}', { code: "json-syntax", column: 13 }, /"undefined"/],
    [
      "JSON inside a string that is wrong",
      JSON.stringify('{"StartAt": 1,\n}'),
      { line: 1, column: 1 },
      /line 2, column 1/,
    ],
    ["a tab in YAML", "StartAt: A\nStates:\n\tA: 1", { code: "yaml-syntax", line: 3 }, /spaces/],
    ["an open list in YAML", "StartAt: [A", { code: "yaml-syntax", line: 1 }],
    ["two documents", "StartAt: A\n---\nStates: {}", { code: "yaml-syntax", line: 2 }, /more than one YAML.*Keep one/],
    ["an anchor inside itself", "StartAt: A\nStates: &a\n  A: *a", { code: "yaml-syntax" }, /anchors/],
    ["an alias of nothing", "StartAt: A\nStates: *nothing", { code: "yaml-syntax" }, /nothing/],
    ["a word in YAML", "hello", { code: "not-a-definition" }, /a string: "hello"/],
    ["a list", '["a"]', { code: "not-a-definition" }, /it holds a list/],
    ["ARNs", '["arn:aws:states:eu-west-1:123456789012:stateMachine:a"]', { code: "not-a-definition" }, /list of ARNs/],
    ["null", "null", { code: "not-a-definition" }, /it holds null/],
    ["an empty object", "{}", { code: "not-a-definition" }, /empty object/],
    ["another object", '{"name": 1, "version": 2}', { code: "not-a-definition" }, /"name", "version"/],
    [
      "wrong case",
      '{"startAt": "A", "states": {}}',
      { code: "not-a-definition" },
      /"StartAt" for "startAt" and "States"/,
    ],
    [
      "a tag of CloudFormation that gives no text",
      "StartAt: A\nStates: !If [a, b, c]",
      { code: "yaml-tag", line: 2 },
      /!If/,
    ],
    ["a tag of nobody's", "StartAt: A\nComment: !Reff B", { code: "yaml-tag", line: 2, column: 10 }, /!Reff/],
    [
      "a SAM template",
      "Transform: AWS::Serverless-2016-10-31\nResources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties: { DefinitionUri: a.asl.json }\n",
      { code: "cloudformation-template" },
      /that of M is in a.asl.json/,
    ],
    [
      "a CloudFormation template",
      '{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": "{}"}}}}',
      { code: "cloudformation-template" },
      /Resources.M.Properties.DefinitionString/,
    ],
    ["nesting without an end", nested(2000), { code: "too-deep", line: 1251 }, /nested 8003 deep.*inner states/],
    [
      "data nested without an end",
      `{"StartAt":"A","States":{"A":{"Type":"Pass",\n"Result":${"[".repeat(6000)}${"]".repeat(6000)}}}}`,
      { code: "too-deep", line: 2, column: 1 },
      /nested 6003 deep.*S3/,
    ],
    ["nesting without an end in YAML", `a: ${"[".repeat(5000)}`, { code: "yaml-syntax" }],
    ["nesting that is never closed", '{"a":'.repeat(20_000), { code: "json-syntax" }],
  ];
  for (const [what, source, expected, message] of wrong) {
    it(`refuses ${what}`, () => {
      const problem = problemOf(source);
      expect(problem).to.include(expected);
      expect(problem.remedy).not.to.equal("");
      if (message !== undefined) expect(`${problem.message}. ${problem.remedy}`).to.match(message);
    });
  }

  it("does not spend its memory on a few lines that stand for gigabytes", () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(`*${of}`).join(", ")}]`;
    const bomb = ["a: &a [x]", ...Array.from("bcdefghi", (name, index) => level(name, "abcdefgh"[index]!))];
    expect(problemOf(`${bomb.join("\n")}\nStartAt: *i\n`)).to.include({ code: "yaml-syntax" });
  });
});
