import { expect } from "chai";
import fc from "fast-check";
import { load, machine, median, range, table } from "../../bench/report";

describe("bench/report", () => {
  it("finds the median of odd and even counts, and refuses none", () => {
    expect(median([3, 1, 2])).to.equal(2);
    expect(median([4, 1, 2, 3])).to.equal(2.5);
    expect(() => median([])).to.throw(RangeError);
  });

  it("has as many values below the median as above it", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).to.be.at.most(values.length / 2);
      }),
    );
  });

  it("writes ranges and tables, numbers to the right", () => {
    expect(range([2.04, 1, 3], 1)).to.equal("1.0–3.0");
    expect(
      table(
        ["what", "ms"],
        [
          ["start", 12],
          ["end", "3 (1–5)"],
        ],
      ),
    ).to.equal("| what | ms |\n| --- | ---: |\n| start | 12 |\n| end | 3 (1–5) |");
  });

  it("tells how busy the machine is", () => {
    expect(load()).to.match(/^Load of the machine over the last minute: \d+\.\d on \d+ cores\.$/);
  });

  it("names the versions of packages", () => {
    expect(machine(["tsx"])).to.match(new RegExp(`Node ${process.versions.node}, tsx \\d+\\.\\d+`));
  });
});
