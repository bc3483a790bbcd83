import { expect } from "chai";
import fc from "fast-check";
import type { StateMachineDefinition } from "../../asl/definition";
import { walkGraphs, walkStates } from "../../asl/walk";

const pass = { Type: "Pass", End: true };
const graph = (name: string, state: unknown = pass) => ({ StartAt: name, States: { [name]: state } });

/** A definition whose states nest `depth` levels deep. */
function nested(depth: number): unknown {
  let inner: unknown = graph("Innermost");
  for (let level = depth - 1; level >= 0; level--) {
    inner = graph(`P${level}`, { Type: "Parallel", Branches: [inner], End: true });
  }
  return inner;
}

describe("walkStates", () => {
  const definition = {
    StartAt: "Fan",
    States: {
      Fan: { Type: "Parallel", Branches: [graph("A"), graph("B")], Next: "Each" },
      Each: { Type: "Map", ItemProcessor: graph("C"), Next: "Older" },
      Older: { Type: "Map", Iterator: graph("D"), End: true },
    },
  };

  it("visits each state before those inside it, in the order written, with its path and its parent", () => {
    const visited = [...walkStates(definition)].map(({ path, parent }) => [path, parent?.name]);
    expect(visited).to.deep.equal([
      ["States.Fan", undefined],
      ["States.Fan.Branches[0].States.A", "Fan"],
      ["States.Fan.Branches[1].States.B", "Fan"],
      ["States.Each", undefined],
      ["States.Each.ItemProcessor.States.C", "Each"],
      ["States.Older", undefined],
      ["States.Older.Iterator.States.D", "Older"],
    ]);
  });

  it("visits each graph before those inside it", () => {
    expect([...walkGraphs(definition)].map(({ prefix }) => prefix)).to.deep.equal([
      "",
      "States.Fan.Branches[0].",
      "States.Fan.Branches[1].",
      "States.Each.ItemProcessor.",
      "States.Older.Iterator.",
    ]);
  });

  it("passes over what is no graph and no state", () => {
    const broken = {
      States: {
        Null: null,
        Text: "Pass",
        List: [],
        Fan: { Type: "Parallel", Branches: "none" },
        Fan2: { Type: "Parallel", Branches: [null, 1, { States: [] }, graph("A")] },
        Each: { Type: "Map", ItemProcessor: [] },
      },
    };
    expect([...walkStates(broken)].map(({ path }) => path)).to.deep.equal([
      "States.Fan",
      "States.Fan2",
      "States.Fan2.Branches[3].States.A",
      "States.Each",
    ]);
    expect([...walkGraphs(broken)]).to.have.length(2);
  });

  it("takes any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect([...walkStates(value)].length).to.be.at.least([...walkGraphs(value)].length - 1);
      }),
    );
  });

  it("goes thousands of levels deep", () => {
    const deep = nested(5_000) as StateMachineDefinition;
    expect([...walkGraphs(deep)]).to.have.length(5_001);
    expect([...walkStates(deep)].at(-1)?.name).to.equal("Innermost");
  });
});
