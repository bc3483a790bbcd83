import { expect } from "chai";
import fc from "fast-check";
import type { LabelRange } from "../../lambda/seed/settings";
import { validateTable } from "../../lambda/seed/validateTable";

/** The message of the DataError that a file causes. */
function problems(csv: string | Buffer, labelRange?: LabelRange): string[] {
  try {
    validateTable(csv, "s3://data/rows.csv", labelRange);
  } catch (error) {
    expect(error).to.be.an("error").with.property("name", "DataError");
    const [heading, ...lines] = (error as Error).message.split("\n");
    expect(heading).to.equal("s3://data/rows.csv cannot be used for training.");
    return lines;
  }
  return [];
}

const finite = fc.double({ noDefaultInfinity: true, noNaN: true });
const table = fc
  .integer({ min: 2, max: 6 })
  .chain((columns) =>
    fc.array(fc.array(finite, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 20 }),
  );

describe("validateTable", () => {
  it("keeps every digit, and leaves out blanks, quotation marks, blank lines and a byte order mark", () => {
    expect(validateTable('\ufeff1, 2.50 ,"3e-7"\r\n\r\n0,-0.10,+.5\n\n', "rows.csv")).to.deep.equal({
      rows: ["1,2.50,3e-7", "0,-0.10,+.5"],
      columns: 3,
    });
  });

  it("takes every table of finite numbers as it is", () => {
    fc.assert(
      fc.property(table, (cells) => {
        const rows = cells.map((row) => row.join(","));
        expect(validateTable(rows.join("\n"), "rows.csv")).to.deep.equal({ rows, columns: cells[0]!.length });
      }),
    );
  });

  it("finds the one cell that is no finite number", () => {
    const notANumber = fc.constantFrom("", "abc", "NA", "nan", "inf", "1e999", "1_0", "0x10", "1 2", "-", ".", "1e");
    fc.assert(
      fc.property(table, fc.nat(), fc.nat(), notANumber, (cells, rowSeed, columnSeed, wrong) => {
        // A first row of nothing but text would be a header.
        const rows = [cells[0]!.map(() => "1"), ...cells.map((row) => row.map(String))];
        const row = 1 + (rowSeed % cells.length);
        const column = columnSeed % rows[0]!.length;
        rows[row]![column] = wrong;
        const place = `row ${row + 1}, column ${column + 1}${column === 0 ? " (the label)" : ""}`;
        const found = wrong === "" ? "an empty cell" : `"${wrong}"`;
        expect(problems(rows.map((line) => line.join(",")).join("\n"))).to.deep.equal([
          `${place}: found ${found}, allowed: a number`,
        ]);
      }),
    );
  });

  it("lists the first five problems and counts the others", () => {
    expect(problems("1,2,3\n0,abc,\n1,2\n\n2,3,4\n0,nan,Infinity\n1,_,4", [0, 1])).to.deep.equal([
      'row 2, column 2: found "abc", allowed: a number',
      "row 2, column 3: found an empty cell, allowed: a number",
      "row 3: found 2 columns, allowed: 3, as in the first row",
      "row 5, column 1 (the label): found 2, allowed: 0 to 1",
      'row 6, column 2: found "nan", allowed: a number',
      "and 2 more",
    ]);
  });

  it("knows a header when it sees one", () => {
    const header = 'row 1: found "label,radius", allowed: numbers (it looks like a header: remove it)';
    expect(problems("label,radius\n1,2\n")).to.deep.equal([header]);
    expect(problems(",radius,area\n0,1,2\n")[0]).to.contain("header");
    expect(problems("M,17.9\nB,20.5\n")[0]).to.equal('row 1, column 1 (the label): found "M", allowed: a number');
  });

  it("refuses what is no table", () => {
    const noRows = "the file: found no rows, allowed: rows of numbers, label first";
    expect(problems("")).to.deep.equal([noRows]);
    expect(problems("\n \r\n")).to.deep.equal([noRows]);
    const allowed = "allowed: the label, a comma, and the features";
    expect(problems("1\n0\n")).to.deep.equal([`row 1: found 1 column, "1", ${allowed}`]);
    expect(problems("1;2;3\n0;4;5\n")).to.deep.equal([`row 1: found 1 column, "1;2;3", ${allowed}`]);
    expect(problems('1,2\n0,"3\n1,4\n')).to.deep.equal([
      "row 2 or later: found a quotation mark that is not closed, allowed: numbers",
    ]);
    expect(problems(Buffer.from("1f8b0800000000000003", "hex"))).to.have.length(1);
  });

  it("holds labels to the range that the objective takes, both ends included", () => {
    expect(problems("0,9\n1,9\n0.5,9\n", [0, 1])).to.deep.equal([]);
    expect(problems("-0.1,9\n1.01,9\n", [0, 1])).to.deep.equal([
      "row 1, column 1 (the label): found -0.1, allowed: 0 to 1",
      "row 2, column 1 (the label): found 1.01, allowed: 0 to 1",
    ]);
    expect(problems("-7,9\n1e6,9\n")).to.deep.equal([]);
  });

  it("shows a long value shortened", () => {
    expect(problems(`1,${"x".repeat(100)}`)[0]).to.equal(
      `row 1, column 2: found "${"x".repeat(40)}…", allowed: a number`,
    );
  });
});
