import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { splitRows } from "../../lambda/seed/splitRows";
import { validateTable } from "../../lambda/seed/validateTable";
import { projectRoot, pythonSetupTimeout, testPython } from "../support/python";

const folder = join(projectRoot, "lambda/sample");
const csv = readFileSync(join(folder, "sample.csv"));

/** Compares sample.csv (its path: the first argument) with what scikit-learn's loader gives. */
const COMPARE = `
import sys
import numpy
from sklearn.datasets import load_breast_cancer
table = numpy.loadtxt(sys.argv[1], delimiter=",")
source = load_breast_cancer()
assert list(source.target_names) == ["malignant", "benign"]
assert (table[:, 0] == 1 - source.target).all()
assert (table[:, 1:] == source.data).all()
`;

describe("the sample data", () => {
  let python: string;
  before(async function () {
    this.timeout(pythonSetupTimeout);
    python = await testPython();
  });

  it("is the file that its README describes", () => {
    const checksum = createHash("sha256").update(csv).digest("hex");
    expect(readFileSync(join(folder, "README.md"), "utf8")).to.contain(checksum);
  });

  it("passes the function's own checks, with both classes in both parts", () => {
    const { rows, columns } = validateTable(csv, "sample.csv", [0, 1]);
    expect(rows).to.have.length(569);
    expect(columns).to.equal(31);
    expect(rows.filter((row) => row.startsWith("1,"))).to.have.length(212);
    const { train, test } = splitRows(rows, 0.2, "sample.csv");
    for (const part of [train, test]) {
      expect(new Set(part.map((row) => row.slice(0, 2)))).to.deep.equal(new Set(["0,", "1,"]));
    }
  });

  it("holds scikit-learn's rows, malignant as 1", () => {
    const { status, stderr } = spawnSync(python, ["-c", COMPARE, join(folder, "sample.csv")], { encoding: "utf8" });
    expect(status, stderr).to.equal(0);
  });

  it("is what tools/makeSampleData.py writes", () => {
    const root = mkdtempSync(join(tmpdir(), "sample-"));
    try {
      mkdirSync(join(root, "tools"));
      mkdirSync(join(root, "lambda/sample"), { recursive: true });
      copyFileSync(join(projectRoot, "tools/makeSampleData.py"), join(root, "tools/makeSampleData.py"));
      const { status, stderr } = spawnSync(python, [join(root, "tools/makeSampleData.py")], { encoding: "utf8" });
      expect(status, stderr).to.equal(0);
      expect(readFileSync(join(root, "lambda/sample/sample.csv")).equals(csv)).to.equal(true);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
