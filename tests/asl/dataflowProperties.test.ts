import { expect } from "chai";
import fc from "fast-check";
import { checkDataflow } from "../../asl/check/dataflow/checkDataflow";
import { dataflowCodes } from "../../asl/check/dataflow/codes";
import {
  emptyMap,
  getMember,
  type MemberMap,
  membersOf,
  mergeInto,
  mergeMembers,
  setMember,
  sizeOf,
} from "../../asl/check/dataflow/memberMap";
import { found, line, type Loose, read, start } from "./dataflowCases";

/** A definition without branches: each state writes a member, reads one that is there, or asks for one. */
const straight = fc
  .array(fc.record({ kind: fc.constantFrom("write", "read", "ask", "replace"), pick: fc.nat() }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((steps) => {
    const states: Loose = { Start: start({ m0: { in: 1 } }) };
    const reads: { state: string; break: (definition: Loose) => void }[] = [];
    let written = ["m0"];
    steps.forEach(({ kind, pick }, number) => {
      const name = `S${number}`;
      const path = `$.${written[pick % written.length]}.in`;
      if (kind === "write") {
        written.push(`m${number}x`);
        states[name] = { ...start({ in: number }), ResultPath: `$.m${number}x` };
      } else if (kind === "replace") {
        written = [`m${number}x`];
        states[name] = start({ [`m${number}x`]: { in: 1 } });
      } else if (kind === "read") {
        states[name] = { ...read(path), ResultPath: null };
        reads.push({ state: name, break: (definition) => (definition.States[name].Parameters["x.$"] = `${path}side`) });
      } else {
        states[name] = { Type: "Choice", Choices: [{ Variable: path, IsNumeric: true, Next: "?" }], Default: "?" };
        reads.push({
          state: name,
          break: (definition) => (definition.States[name].Choices[0].Variable = `${path}side`),
        });
      }
    });
    states.End = { Type: "Succeed" };
    const names = Object.keys(states);
    const definition = line(states);
    names.forEach((name, index) => {
      const state = definition.States[name];
      if (state.Type === "Choice") state.Choices[0].Next = state.Default = names[index + 1];
    });
    return { definition, reads };
  });

describe("dataflow: properties", () => {
  it("finds nothing where all that is read was written, and exactly a read that is broken", () => {
    fc.assert(
      fc.property(straight, fc.nat(), ({ definition, reads }, pick) => {
        expect(found(definition)).to.deep.equal([]);
        const broken = reads[pick % Math.max(1, reads.length)];
        if (broken === undefined) return;
        broken.break(definition);
        const findings = found(definition);
        expect(findings).to.have.length(1);
        expect(findings[0]).to.match(new RegExp(`^unknown-path States\\.${broken.state}\\.`));
      }),
    );
  });

  it("takes anything, throws nothing, and reports codes of the table with their severity", () => {
    const key = fc.constantFrom(
      ..."StartAt States Type Next End Choices Default Catch Branches ItemProcessor Items ItemsPath Parameters Arguments".split(
        " ",
      ),
      ..."Result ResultPath ResultSelector OutputPath InputPath Output Assign Variable And Not Condition QueryLanguage A x.$".split(
        " ",
      ),
    );
    const value = fc.constantFrom(
      "A",
      "$",
      "$.a",
      "$.a[",
      "$$.Task.Token",
      "States.Format('{}')",
      "{% $states.input.a %}",
      "{% $ %}",
      "Task",
      "Pass",
      "Map",
      "Parallel",
      "Choice",
      "JSONata",
      "${A}",
      true,
      null,
      5,
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6, withCrossShrink: true },
        value,
        fc.dictionary(key, tie("tree")),
        fc.array(tie("tree"), { maxLength: 3 }),
      ),
    }));
    const check = (definition: unknown) => {
      for (const { code, severity } of checkDataflow(definition)) {
        if (Object.hasOwn(dataflowCodes, code))
          expect(severity).to.equal(dataflowCodes[code as keyof typeof dataflowCodes].severity);
      }
    };
    fc.assert(fc.property(tree, check), { numRuns: 300 });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("A", "B"), fc.dictionary(key, tree)), (States) =>
        check({ StartAt: "A", States }),
      ),
      { numRuns: 500 },
    );
  });

  it("keeps its stack at a thousand levels of anything", () => {
    const nest = (inner: Loose, around: (inner: Loose) => Loose) => {
      let nested = inner;
      for (let level = 0; level < 1_000; level++) nested = around(nested);
      return nested;
    };
    const graphs = nest(line({ A: read("$[") }), (graph) => line({ P: { Type: "Parallel", Branches: [graph] } }));
    expect(checkDataflow(graphs).map(({ code }) => code)).to.deep.equal(["invalid-path"]);
    const data = nest({ "x.$": "$" }, (inner) => ({ inner }));
    expect(
      found(line({ A: { Type: "Pass", Parameters: data }, B: start(data), C: { Type: "Pass", Assign: data } })),
    ).to.deep.equal([]);
    const rule = nest({ Variable: "$.a", IsPresent: true }, (inner) => ({ Not: inner }));
    expect(found({ StartAt: "C", States: { C: { Type: "Choice", Choices: [{ ...rule, Next: "C" }] } } })).to.deep.equal(
      [],
    );
    const sum = Array.from({ length: 1_000 }, () => "1").join(" + ");
    expect(found(line({ A: { Type: "Pass", Output: `{% ${sum} %}` } }, { QueryLanguage: "JSONata" }))).to.deep.equal(
      [],
    );
    const list = `${"[".repeat(1_000)}${"]".repeat(1_000)}`;
    expect(
      found(line({ A: { Type: "Pass", Output: `{% ${list} %}` } }, { QueryLanguage: "JSONata" })).length,
    ).to.be.at.most(1);
  });

  it("goes through ten thousand states that each add to what comes in", () => {
    const states: Loose = {};
    for (let number = 0; number < 10_000; number++) {
      states[`S${number}`] = {
        Type: "Task",
        Resource: "arn:aws:lambda:eu-west-1:123456789012:function:f",
        Parameters: number === 0 ? {} : { "last.$": `$.r${number - 1}` },
        ResultPath: `$.r${number}`,
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "Failed" }],
        Next: `S${number + 1}`,
      };
    }
    states.S10000 = read("$.missing");
    states.Failed = { Type: "Fail", CausePath: "$.failure.Cause" };
    const codes = checkDataflow({ StartAt: "S0", States: states }, { inputSchema: { type: "object", properties: {} } });
    expect(codes.map(({ code, path }) => `${code} ${path}`)).to.deep.equal(["unknown-path States.S10000.Parameters.x"]);
  }).timeout(20_000);
});

describe("member maps", () => {
  const entries = fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.nat(9)), { maxLength: 60 });
  const mapOf = (pairs: [string, number][], from: MemberMap<number> = emptyMap) =>
    pairs.reduce<MemberMap<number>>((map, [name, value]) => setMember(map, name, value), from);
  const sorted = (map: Iterable<readonly [string, number]>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

  it("hold what was put in last, and each name once", () => {
    fc.assert(
      fc.property(entries, (pairs) => {
        const map = mapOf(pairs);
        expect(sorted(membersOf(map))).to.deep.equal(sorted(new Map(pairs)));
        expect(sizeOf(map)).to.equal(new Map(pairs).size);
        for (const [name, value] of new Map(pairs)) expect(getMember(map, name)).to.equal(value);
        expect(getMember(map, "long name")).to.equal(undefined);
      }),
    );
  });

  it("merge as maps do, also when they share what they came from", () => {
    const larger = (left = 0, right = 0) => Math.max(left, right);
    fc.assert(
      fc.property(entries, entries, entries, (common, left, right) => {
        const [a, b] = [mapOf(left, mapOf(common)), mapOf(right, mapOf(common))];
        const [plainA, plainB] = [new Map([...common, ...left]), new Map([...common, ...right])];
        const all = new Map(
          [...plainA.keys(), ...plainB.keys()].map((name) => [name, larger(plainA.get(name), plainB.get(name))]),
        );
        expect(sorted(membersOf(mergeMembers(a, b, larger)))).to.deep.equal(sorted(all));
        const into = sorted(membersOf(mergeInto(a, b, larger)));
        expect(into).to.deep.equal(sorted(all).filter(([name]) => plainA.has(name)));
        expect(mergeMembers(a, a, larger)).to.equal(a);
      }),
    );
  });
});
