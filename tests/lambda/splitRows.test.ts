import { expect } from "chai";
import fc from "fast-check";
import { shareOut, splitRows } from "../../lambda/seed/splitRows";

/** So many rows that no part stays empty with any fraction that the tests use. */
const rowsFrom = (count: number) => Array.from({ length: count }, (_, index) => `row ${index}`);

describe("splitRows", () => {
  const counts = fc.integer({ min: 60, max: 2000 });
  const fractions = fc.double({ min: 0.1, max: 0.9, noNaN: true });

  it("puts every row into exactly one part, in its order", () => {
    fc.assert(
      fc.property(counts, fractions, (count, fraction) => {
        const rows = rowsFrom(count);
        const { train, test } = splitRows(rows, fraction, "rows.csv");
        const merged = rows.filter((row) => train.includes(row) !== test.includes(row));
        expect(merged).to.have.length(train.length + test.length);
        expect(rows.filter((row) => train.includes(row))).to.deep.equal(train);
        expect(rows.filter((row) => test.includes(row))).to.deep.equal(test);
        expect(train.length + test.length).to.equal(count);
      }),
      { numRuns: 20 },
    );
  });

  it("gives the same parts on every machine", () => {
    const { test } = splitRows(rowsFrom(40), 0.2, "rows.csv");
    // From: for i in range(40): int.from_bytes(hashlib.sha256(str(i).encode()).digest()[:6], "big") / 2**48 < 0.2
    expect(test.map((row) => Number(row.slice(4)))).to.deep.equal([8, 9, 39]);
  });

  it("never moves a row when others are added after it", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 500 }), (count, added) => {
        const before = splitRows(rowsFrom(count), 0.2, "rows.csv");
        const after = splitRows(rowsFrom(count + added), 0.2, "rows.csv");
        expect(after.train.slice(0, before.train.length)).to.deep.equal(before.train);
        expect(after.test.slice(0, before.test.length)).to.deep.equal(before.test);
      }),
      { numRuns: 50 },
    );
  });

  it("keeps the fraction within what chance allows", () => {
    for (const fraction of [0.05, 0.2, 0.5, 0.9]) {
      const count = 20_000;
      const { test } = splitRows(rowsFrom(count), fraction, "rows.csv");
      const deviation = Math.sqrt(count * fraction * (1 - fraction));
      expect(test.length).to.be.closeTo(count * fraction, 4 * deviation);
    }
  });

  it("refuses so few rows that a part stays empty", () => {
    expect(() => splitRows(["1,2", "0,3"], 0.2, "rows.csv"))
      .to.throw(
        "rows.csv cannot be used for training.\nfound 2 rows of which none falls into the test part " +
          "(TEST_FRACTION 0.2), allowed: enough rows for both parts",
      )
      .with.property("name", "DataError");
    expect(() => splitRows(["1,2"], 0.99, "rows.csv")).to.throw("the train part");
  });
});

describe("shareOut", () => {
  it("gives every row to one share, and shares of nearly the same size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 200 }), (shares, more) => {
        const rows = Array.from({ length: shares + more }, (_, index) => String(index));
        const shared = shareOut(rows, shares, "rows.csv");
        expect(shared).to.have.length(shares);
        expect(shared.flat().sort()).to.deep.equal([...rows].sort());
        const sizes = shared.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).to.be.at.most(1);
      }),
    );
  });

  it("refuses fewer rows than shares", () => {
    expect(() => shareOut(["1,2"], 2, "rows.csv")).to.throw(
      "found 1 training rows, allowed: at least one for each of the 2",
    );
  });
});
