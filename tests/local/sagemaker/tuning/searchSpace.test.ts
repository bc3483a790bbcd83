import { expect } from "chai";
import * as fc from "fast-check";
import { isHopeless } from "../../../../local/sagemaker/tuning/earlyStopping";
import { coordinatesOf, gridOf, searchSpaceOf, valuesAt } from "../../../../local/sagemaker/tuning/searchSpace";

const range = (
  Name: string,
  MinValue: string,
  MaxValue: string,
  ScalingType?: "Logarithmic" | "ReverseLogarithmic",
) => ({
  Name,
  MinValue,
  MaxValue,
  ...(ScalingType && { ScalingType }),
});

describe("search space of a tuning job", () => {
  const { dimensions } = searchSpaceOf({
    IntegerParameterRanges: [range("depth", "2", "5")],
    ContinuousParameterRanges: [range("rate", "0.001", "1"), range("keep", "0.5", "0.999", "ReverseLogarithmic")],
    CategoricalParameterRanges: [{ Name: "booster", Values: ["gbtree", "dart"] }],
  });

  it("gives values within their ranges, wherever the point is", () => {
    const unit = fc.double({ min: 0, max: 0.999_999, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(unit, unit, unit, unit), (point) => {
        const { depth, rate, keep, booster } = valuesAt(dimensions, point);
        expect(["2", "3", "4", "5"]).to.include(depth);
        expect(Number(rate)).to.be.within(0.001, 1);
        expect(Number(keep)).to.be.within(0.5, 0.999);
        expect(["gbtree", "dart"]).to.include(booster);
        for (const coordinate of coordinatesOf(dimensions, valuesAt(dimensions, point))) {
          expect(coordinate).to.be.within(-1e-9, 1 + 1e-9);
        }
      }),
    );
  });

  it("spreads values by their scaling; Auto is by order of magnitude over wide ranges", () => {
    const middle = valuesAt(dimensions, [0.5, 0.5, 0.5, 0.5]);
    expect(Number(middle["rate"])).to.be.closeTo(Math.sqrt(0.001), 1e-6);
    expect(1 - Number(middle["keep"])).to.be.closeTo(Math.sqrt(0.5 * 0.001), 1e-6);
    const counts = new Map<string, number>();
    for (let i = 0; i < 400; i++) {
      const { depth } = valuesAt(dimensions, [i / 400, 0, 0, 0]);
      counts.set(depth!, (counts.get(depth!) ?? 0) + 1);
    }
    expect([...counts.values()]).to.deep.equal([100, 100, 100, 100]);
  });

  it("gives back a point's coordinates, and a distance of one between categories", () => {
    const at = (booster: string) => coordinatesOf(dimensions, { depth: "5", rate: "0.001", keep: "0.999", booster });
    expect(
      at("dart")
        .slice(0, 3)
        .map((value) => Math.round(value * 1e9) / 1e9),
    ).to.deep.equal([1, 0, 1]);
    const distance = Math.hypot(...at("dart").map((value, index) => value - at("gbtree")[index]!));
    expect(distance).to.be.closeTo(1, 1e-9);
  });

  it("makes a grid of categories", () => {
    const space = searchSpaceOf({
      CategoricalParameterRanges: [
        { Name: "a", Values: ["1", "2"] },
        { Name: "b", Values: ["x"] },
      ],
    });
    expect(gridOf(space.dimensions)).to.deep.equal([
      { a: "1", b: "x" },
      { a: "2", b: "x" },
    ]);
  });

  it("tells every wrong range", () => {
    const { problems } = searchSpaceOf({
      IntegerParameterRanges: [range("a", "3", "1"), range("a", "1", "2", "ReverseLogarithmic")],
      ContinuousParameterRanges: [range("b", "0", "1", "Logarithmic"), range("c", "0.1", "1", "ReverseLogarithmic")],
      CategoricalParameterRanges: [{ Name: "d", Values: [] }],
    });
    expect(problems).to.deep.equal([
      "The range of a (3 to 1) has its minimum above its maximum",
      "The range of a (1 to 2) is one of integers, which ReverseLogarithmic scaling cannot take",
      "The range of b (0 to 1) holds values of 0 or less, which Logarithmic scaling cannot take",
      "The range of c (0.1 to 1) is not within 0 <= x < 1, as ReverseLogarithmic scaling needs it",
      "The range of d has no values",
      "The hyperparameter a has more than one range",
    ]);
  });
});

describe("early stopping of trials", () => {
  const earlier = [
    [0.5, 0.7, 0.9],
    [0.4, 0.6, 0.8],
    [0.1, 0.1, 0.1],
  ];
  it("compares with the median of what earlier trials had reached on average", () => {
    // Averages after two rounds: 0.6, 0.5, 0.1.
    expect(isHopeless([0.9, 0.49], earlier, true)).to.equal(true);
    expect(isHopeless([0.1, 0.51], earlier, true)).to.equal(false);
    expect(isHopeless([0.1, 0.51], earlier, false)).to.equal(true);
  });
  it("has nothing to say before there is anything to compare with", () => {
    expect(isHopeless([0], [], true)).to.equal(false);
    expect(isHopeless([0.5], [[]], true)).to.equal(false);
    expect(isHopeless([], earlier, true)).to.equal(false);
  });
});
