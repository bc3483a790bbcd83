import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { projectRoot, pythonSetupTimeout, testPython } from "../support/python";

const SCRIPT = join(projectRoot, "lambda/containers/transform.py");
const RAW = "opt/ml/processing/input/raw/raw.csv";
const HOLDOUT = "opt/ml/processing/input/holdout/test.csv";
const TRAIN = "opt/ml/processing/output/train/train.csv";
const VALIDATION = "opt/ml/processing/output/validation/validation.csv";
const SCALER = "opt/ml/processing/output/scaler/scaler.json";
const MESSAGE = "opt/ml/output/message";

/** Calls the script's main() for each root that standard input lists; importing scikit-learn each time takes a second. */
const RUN_ALL = `
import contextlib, io, json, sys
sys.path.insert(0, sys.argv[1])
import transform
ends = []
for root in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as stderr:
        ends.append({"status": transform.main(root), "stderr": stderr.getvalue()})
print(json.dumps(ends))
`;

/** Fits scikit-learn's scaler on the first table of each group, and transforms every table of the group. */
const REFERENCE = `
import json, sys
import numpy
from sklearn.preprocessing import StandardScaler
results = []
for group in json.load(sys.stdin):
    tables = [numpy.array(rows)[:, 1:] for rows in group]
    scaler = StandardScaler().fit(tables[0])
    tables = [scaler.transform(table).tolist() for table in tables]
    results.append({"tables": tables, "mean": scaler.mean_.tolist(), "scale": scaler.scale_.tolist()})
print(json.dumps(results))
`;

type Files = Record<string, string | Buffer>;
interface Standardised {
  tables: number[][][];
  mean: number[];
  scale: number[];
}

describe("transform.py", () => {
  let python: string;
  let folder: string;
  let count = 0;

  before(async function () {
    this.timeout(pythonSetupTimeout);
    python = await testPython();
    folder = mkdtempSync(join(tmpdir(), "transform-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Runs Python with JSON on its standard input, and gives the JSON that it prints. */
  function pythonJson(args: string[], input: unknown) {
    const options = { input: JSON.stringify(input), encoding: "utf8" } as const;
    const { stdout, stderr, status } = spawnSync(python, ["-B", "-c", ...args], options);
    expect(status, stderr).to.equal(0);
    return JSON.parse(stdout);
  }

  /** A folder that stands for the container's root, with files by their path below it. */
  function rootWith(files: Files): string {
    const root = join(folder, String(count++));
    for (const [path, contents] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), contents);
    }
    return root;
  }

  /** Runs the script as the container does, but for the root. */
  function run(files: Files) {
    const root = rootWith(files);
    const { status, stdout, stderr } = spawnSync(python, ["-B", SCRIPT, "--root", root], { encoding: "utf8" });
    const read = (path: string) => readFileSync(join(root, path), "utf8");
    return { status, stdout, stderr, read, exists: (path: string) => existsSync(join(root, path)) };
  }

  const runAll = (roots: string[]): { status: number; stderr: string }[] =>
    pythonJson([RUN_ALL, dirname(SCRIPT)], roots);
  const reference = (groups: number[][][][]): Standardised[] => pythonJson([REFERENCE], groups);

  const numbersOf = (csv: string) =>
    csv
      .trimEnd()
      .split("\n")
      .map((row) => row.split(",").map(Number));
  const featuresOf = (csv: string) => numbersOf(csv).map(([, ...features]) => features);
  const csvOf = (rows: number[][]) => rows.map((row) => `${row.join(",")}\n`).join("");

  function expectClose(actual: number[][], expected: number[][]): void {
    expect(actual).to.have.length(expected.length);
    const pairs = actual.flatMap((row, i) => row.map((value, j) => [value, expected[i]![j]!] as const));
    const worst = Math.max(...pairs.map(([value, wanted]) => Math.abs(value - wanted) / Math.max(1, Math.abs(wanted))));
    expect(worst).to.be.at.most(1e-12);
  }

  it("does what scikit-learn's StandardScaler does, on the sample", () => {
    const rows = readFileSync(join(projectRoot, "lambda/sample/sample.csv"), "utf8").trimEnd().split("\n");
    const [train, held] = [rows.slice(0, 450).join("\n"), rows.slice(450).join("\n")];
    const { status, stdout, stderr, read } = run({ [RAW]: train, [HOLDOUT]: held });
    expect(status, stderr).to.equal(0);
    expect(stdout).to.contain("Fitted 30 features on 450 rows.");

    const [wanted] = reference([[numbersOf(train), numbersOf(held)]]);
    const labels = [...numbersOf(read(TRAIN)), ...numbersOf(read(VALIDATION))].map(([label]) => label);
    expect(labels).to.deep.equal(rows.map((row) => Number(row[0])));
    expectClose(featuresOf(read(TRAIN)), wanted!.tables[0]!);
    expectClose(featuresOf(read(VALIDATION)), wanted!.tables[1]!);
    const { mean, scale, ...rest } = JSON.parse(read(SCALER));
    expect({ mean, scale }).to.deep.equal({ mean: wanted!.mean, scale: wanted!.scale });
    expect(rest).to.include({ features: 30, rows: 450 });
    expect(rest.sklearn).to.match(/^\d+\.\d+/);
  });

  it("does so on any numbers", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const table = fc.array(fc.array(number, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 30 });
    // Many at a time, for one start of Python.
    const groups = fc.array(fc.tuple(table, table), { minLength: 25, maxLength: 25 });
    fc.assert(
      fc.property(groups, (pairs) => {
        const roots = pairs.map(([raw, holdout]) => rootWith({ [RAW]: csvOf(raw), [HOLDOUT]: csvOf(holdout) }));
        expect(runAll(roots)).to.deep.equal(roots.map(() => ({ status: 0, stderr: "" })));
        reference(pairs).forEach(({ tables }, index) => {
          for (const [path, wanted] of [
            [TRAIN, tables[0]!],
            [VALIDATION, tables[1]!],
          ] as const) {
            expectClose(featuresOf(readFileSync(join(roots[index]!, path), "utf8")), wanted);
          }
        });
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  it("writes parameters that make the same numbers of the same rows", () => {
    const raw = [
      [1, 0.1, 7.25],
      [0, 0.7, -3.5],
      [1, 1e-9, 12345.678],
    ];
    const { read } = run({ [RAW]: csvOf(raw) });
    const { mean, scale } = JSON.parse(read(SCALER)) as Standardised;
    const standardised = raw.map(([label, ...x]) => [label, ...x.map((value, i) => (value - mean[i]!) / scale[i]!)]);
    expect(numbersOf(read(TRAIN))).to.deep.equal(standardised);
  });

  it("only centres a column that is constant", () => {
    const { read } = run({ [RAW]: "1,5,1\n0,5,3\n", [HOLDOUT]: "1,7,2\n" });
    expect(read(TRAIN)).to.equal("1,0.0,-1.0\n0,0.0,1.0\n");
    expect(read(VALIDATION)).to.equal("1,2.0,0.0\n");
    expect(JSON.parse(read(SCALER))).to.deep.include({ mean: [5, 2], scale: [1, 1] });
  });

  it("leaves labels as they are written, and needs no held-back rows", () => {
    const { status, read, exists } = run({ [RAW]: "\ufeff1.50,2\r\n\r\n-3e2, 4\r\n" });
    expect(status).to.equal(0);
    expect(read(TRAIN)).to.equal("1.50,-1.0\n-3e2,1.0\n");
    expect(exists(VALIDATION)).to.equal(false);
  });

  it("reads all files of the input, in the order of their names", () => {
    const { read } = run({ [join(dirname(RAW), "b.csv")]: "2,5\n", [join(dirname(RAW), "a.csv")]: "1,3\n" });
    expect(read(TRAIN)).to.equal("1,-1.0\n2,1.0\n");
  });

  const row = (path: string, place: string) => `${path}, ${place}`;
  const bad: Record<string, [files: Files, reason: string]> = {
    "a cell of text": [{ [RAW]: "1,2\n0,abc\n" }, row(RAW, "row 2, column 2: found 'abc', allowed: a number")],
    "an empty cell": [{ [RAW]: "1,2\n0,\n" }, row(RAW, "row 2, column 2: found '', allowed: a number")],
    "not a number": [{ [RAW]: "1,nan\n" }, row(RAW, "row 1, column 2: found 'nan', allowed: a number")],
    "a number beyond all bounds": [
      { [RAW]: "1,1e999\n" },
      row(RAW, "row 1, column 2: found '1e999', allowed: a number"),
    ],
    "a header": [{ [RAW]: "label,x\n1,2\n" }, row(RAW, "row 1, column 1: found 'label', allowed: a number")],
    "a short row": [{ [RAW]: "1,2,3\n1,2\n" }, row(RAW, "row 2: found 2 columns, allowed: 3, the label first")],
    "a lone column": [{ [RAW]: "1\n2\n" }, row(RAW, "row 1: found 1 columns, allowed: 2, the label first")],
    "an empty file": [{ [RAW]: "\n" }, `${dirname(RAW)}: found no rows, allowed: rows of numbers, label first`],
    "no text at all": [
      { [RAW]: Buffer.from("ff00,1\n", "latin1") },
      row(RAW, "row 1, column 1: found 'ff00', allowed: a number"),
    ],
    "held-back rows of another width": [
      { [RAW]: "1,2,3\n", [HOLDOUT]: "1,2\n" },
      row(HOLDOUT, "row 1: found 2 columns, allowed: 3, the label first"),
    ],
    "bad held-back rows": [
      { [RAW]: "1,2\n", [HOLDOUT]: "1,2\n0,x\n" },
      row(HOLDOUT, "row 2, column 2: found 'x', allowed: a number"),
    ],
    "numbers too large to square": [
      { [RAW]: "1,2,1e300\n0,2,-1e300\n" },
      "column 3: the numbers are too large to take their standard deviation",
    ],
  };
  it("fails on bad input, tells SageMaker why, and leaves no output", () => {
    const cases = Object.entries(bad).map(([what, [files, reason]]) => ({ what, root: rootWith(files), reason }));
    const ends = runAll(cases.map(({ root }) => root));
    cases.forEach(({ what, root, reason }, index) => {
      const full = reason.startsWith("opt/") ? join(root, reason) : reason;
      expect(ends[index], what).to.deep.equal({ status: 1, stderr: `${full}\n` });
      expect(readFileSync(join(root, MESSAGE), "utf8"), what).to.equal(full);
      for (const path of [TRAIN, VALIDATION, SCALER]) expect(existsSync(join(root, path)), what).to.equal(false);
    });
  });

  it("ends with exit code 1 when its input is missing", () => {
    const { status, read } = run({ [HOLDOUT]: "1,2\n" });
    expect(status).to.equal(1);
    expect(read(MESSAGE)).to.match(/^FileNotFoundError: .*input\/raw/);
  });

  it("takes back what it has written when it cannot write the rest", () => {
    // A file where the folder of the scaler should be.
    const { status, stderr, read, exists } = run({ [RAW]: "1,2\n0,3\n", [dirname(SCALER)]: "in the way" });
    expect(status).to.equal(1);
    expect(read(MESSAGE)).to.match(/^FileExistsError: .*scaler/);
    expect(stderr).to.contain("Traceback");
    expect(exists(TRAIN)).to.equal(false);
  });
});
