import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { projectRoot, pythonSetupTimeout, testPython } from "../support/python";

const SCRIPT = join(projectRoot, "lambda/containers/preprocess.py");
const RAW = "opt/ml/processing/input/raw/data.csv";
const OUTPUT = "opt/ml/processing/output";
const MESSAGE = "opt/ml/output/message";
const PARTS = ["train", "validation", "test"];

const sample = readFileSync(join(projectRoot, "lambda/sample/sample.csv"), "utf8");
const rowsOf = (text: string) => text.trimEnd().split("\n");

describe("preprocess.py", () => {
  let python: string;
  let folder: string;
  let count = 0;

  before(async function () {
    this.timeout(pythonSetupTimeout);
    python = await testPython();
    folder = mkdtempSync(join(tmpdir(), "preprocess-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Runs the script as the container does, but for the root. */
  function run(raw: string, ...args: string[]) {
    const root = join(folder, String(count++));
    mkdirSync(dirname(join(root, RAW)), { recursive: true });
    writeFileSync(join(root, RAW), raw);
    writeFileSync(join(dirname(join(root, RAW)), "statistics.json"), "{}");
    const { status, stderr } = spawnSync(python, ["-B", SCRIPT, "--root", root, ...args], { encoding: "utf8" });
    const path = (name: string) => join(root, OUTPUT, name);
    return {
      status,
      stderr,
      rows: (name: string) => rowsOf(readFileSync(path(name), "utf8")),
      files: () =>
        [...PARTS, ...PARTS.map((part) => `features/small/${part}`)].flatMap((part) =>
          existsSync(path(part)) ? readdirSync(path(part)).map((file) => `${part}/${file}`) : [],
        ),
      message: () => readFileSync(join(root, MESSAGE), "utf8"),
    };
  }

  it("divides the sample into parts that hold each row once, and each class in its share", () => {
    const { status, stderr, rows } = run(sample);
    expect(status, stderr).to.equal(0);
    const parts = PARTS.map((part) => rows(`${part}/data.csv`));
    expect(parts.map((part) => part.length)).to.deep.equal([341, 114, 114]);
    expect(parts.flat().sort()).to.deep.equal(rowsOf(sample).sort());
    for (const part of parts) {
      expect(part.filter((row) => row.startsWith("1,")).length / part.length).to.be.closeTo(212 / 569, 0.01);
    }
  });

  it("gives the same parts for the same seed, others for another", () => {
    const test = (...args: string[]) => run(sample, ...args).rows("test/data.csv");
    expect(test()).to.deep.equal(test("--seed", "1"));
    expect(test("--seed", "2")).not.to.deep.equal(test());
    expect(test("--test-fraction", "0.1")).to.have.length(57);
  });

  it("writes the training rows in as many files as there are instances", () => {
    const { files, rows } = run(sample, "--parts", "3");
    const train = ["train/data-1.csv", "train/data-2.csv", "train/data.csv"];
    expect(files()).to.have.members([...train, "validation/data.csv", "test/data.csv"]);
    expect(train.map((file) => rows(file).length).sort()).to.deep.equal([113, 114, 114]);
  });

  it("gives a set of features the same rows, with these only and in their order", () => {
    const { status, stderr, rows, files } = run(
      sample,
      "--features",
      "small=4-5,1",
      "--features",
      "last=30",
      "--parts",
      "2",
    );
    expect(status, stderr).to.equal(0);
    expect(files()).to.include.members(["features/small/train/data-1.csv", "features/small/test/data.csv"]);
    for (const name of ["train/data.csv", "train/data-1.csv", "validation/data.csv", "test/data.csv"]) {
      const cells = rows(name).map((row) => row.split(","));
      const only = (...columns: number[]) => cells.map((row) => columns.map((column) => row[column]).join());
      expect(rows(`features/small/${name}`)).to.deep.equal(only(0, 4, 5, 1));
      expect(rows(`features/last/${name}`)).to.deep.equal(only(0, 30));
    }
  });

  it("divides each partition on its own", () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${i % 2},${i},${[7, 10][Math.floor(i / 2) % 2]!}`);
    const { files, rows } = run(lines.join("\n"), "--partition-column", "3");
    expect(files()).to.have.members(PARTS.flatMap((part) => [`${part}/7.csv`, `${part}/10.csv`]));
    for (const value of ["7", "10"]) {
      const all = PARTS.flatMap((part) => rows(`${part}/${value}.csv`));
      expect(all.sort()).to.deep.equal(lines.filter((row) => row.endsWith(`,${value}`)).sort());
    }
  });

  it("standardises by the training rows; missing cells stay missing", () => {
    const lines = Array.from({ length: 40 }, (_, i) => `${i % 2},${i === 3 ? "" : i * 1.5}`);
    const plain = run(lines.join("\n"));
    const { status, stderr, rows } = run(lines.join("\n"), "--standardise");
    expect(status, stderr).to.equal(0);
    const numbers = (text: string[]) => text.flatMap((row) => (row.endsWith(",") ? [] : [Number(row.split(",")[1])]));
    const train = numbers(plain.rows("train/data.csv"));
    const mean = train.reduce((sum, x) => sum + x, 0) / train.length;
    const sigma = Math.sqrt(train.reduce((sum, x) => sum + (x - mean) ** 2, 0) / train.length);
    for (const part of PARTS) {
      numbers(rows(`${part}/data.csv`)).forEach((x, index) => {
        expect(x).to.be.closeTo((numbers(plain.rows(`${part}/data.csv`))[index]! - mean) / sigma, 1e-9);
      });
    }
    expect(PARTS.flatMap((part) => rows(`${part}/data.csv`)).filter((row) => row.endsWith(","))).to.have.length(1);
  });

  const bad: Record<string, [raw: string, reason: string, args?: string[]]> = {
    "a cell of text": ["1,2\n0,abc\n", "row 2, column 2: found 'abc', allowed: a number"],
    "a missing label": ["1,2\n,3\n", "row 2, column 1: found '', allowed: a number"],
    "a short row": ["1,2,3\n1,2\n", "row 2: found 2 columns, allowed: 3, the label first"],
    "no rows": ["\n", "found no rows, allowed: rows of numbers, label first"],
    "too few rows": ["1,2\n0,3\n", "the data: found 2 rows, too few to give the validation part any of them"],
    "too small a partition": [
      `${"1,2,1\n".repeat(10)}1,2,3\n`,
      "partition 3: found 1 rows, too few",
      ["--partition-column", "3"],
    ],
    "a partition that is no whole number": [
      "1,2.5\n",
      "row 1, column 2: found '2.5', allowed: a partition",
      ["--partition-column", "2"],
    ],
    "a column that is not there": [
      "1,2\n",
      "--partition-column: found 5, allowed: 2 to 2",
      ["--partition-column", "5"],
    ],
    "a feature that is not there": ["1,2\n", "--features s: found 2, allowed: 1 to 1", ["--features", "s=2"]],
    "the label as a feature": ["1,2\n", "--features s: found 0, allowed: 1 to 1", ["--features", "s=0"]],
    "a feature twice": ["1,2,3\n", "--features s: found a feature twice", ["--features", "s=1-2,1"]],
    "a set without features": ["1,2\n", "--features: found 's=', allowed: NAME=1-3,7", ["--features", "s="]],
    "two sets of a name": [
      "1,2\n",
      "--features: found s twice, allowed: a set of features by each name",
      ["--features", "s=1", "--features", "s=1"],
    ],
    "features of partitions": [
      "1,2\n",
      "--features: found with --partition-column",
      ["--features", "s=1", "--partition-column", "2"],
    ],
    "fractions that leave nothing": ["1,2\n", "together below 1", ["--test-fraction", "0.9"]],
  };
  for (const [what, [raw, reason, args = []]] of Object.entries(bad)) {
    it(`fails on ${what}, tells SageMaker why, and leaves no output`, () => {
      const { status, message, files } = run(raw, ...args);
      expect(status).to.equal(1);
      expect(message()).to.contain(reason);
      expect(files()).to.deep.equal([]);
    });
  }
});
