import { hash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { ValidateAnswer, ValidateEvent } from "../../lambda/validate/event";
import { projectRoot, pythonSetupTimeout } from "../support/python";
import { functionOnS3, metricsOf, type FunctionOnS3 } from "./functionOnS3";

/** Rows that are valid: labels 0 and 1, two features. */
const rows = (count: number) => Array.from({ length: count }, (_, i) => `${i % 2},${i}.5,${(i * 7) % 13}`);
const csv = (lines: string[]) => `${lines.join("\n")}\n`;
const columns = [
  { name: "label", type: "category" as const, values: [0, 1] },
  { name: "size", type: "number" as const, minimum: 0 },
  { name: "count", type: "integer" as const, maximum: 12, missingShare: 0.1 },
];

describe("the validating function", () => {
  let on: FunctionOnS3;
  let bucket: string;

  before(async function () {
    this.timeout(pythonSetupTimeout);
    on = await functionOnS3("validate");
  });
  after(() => on.stop());
  beforeEach(async () => (bucket = await on.bucket()));

  const uri = () => `s3://${bucket}/in/rows.csv`;
  async function validate(event: Partial<ValidateEvent> = {}) {
    const { result, error, log } = await on.invoke<ValidateAnswer>({
      Pipeline: "churn",
      Run: "r1",
      Bucket: bucket,
      ...event,
    });
    expect(error).to.equal(undefined);
    return { ...result!, log };
  }
  async function validateRows(text: string | Uint8Array, event: Partial<ValidateEvent> = {}) {
    await on.put(bucket, "in/rows.csv", text);
    return validate({ Source: uri(), ...event });
  }

  it("keeps a snapshot of the shipped sample, its digest and its statistics", async () => {
    const answer = await validate();
    const sample = readFileSync(join(projectRoot, "lambda/sample/sample.csv"), "utf8");
    const { log, ...rest } = answer;
    expect(rest).to.deep.equal({
      IsValid: true,
      Reason: "",
      Problems: [],
      Rows: 569,
      Columns: 31,
      Digest: hash("sha256", sample),
      Uri: `s3://${bucket}/runs/r1/raw/data.csv`,
      StatisticsUri: `s3://${bucket}/statistics/r1.json`,
      Source: { Uri: "sample.csv" },
      Drift: null,
    });
    expect(await on.read(bucket, "runs/r1/raw/data.csv")).to.equal(sample);
    const { dataset, features } = JSON.parse(await on.read(bucket, "statistics/r1.json"));
    expect(dataset).to.deep.equal({ item_count: 569 });
    expect(features[0].numerical_statistics).to.deep.include({ min: 0, max: 1, sum: 212 });
    expect(features[0].numerical_statistics.distribution.kll.buckets).to.deep.equal([
      { lower_bound: 0, upper_bound: 0, count: 357 },
      { lower_bound: 0, upper_bound: 1, count: 212 },
    ]);
    expect(metricsOf(log)).to.deep.equal({ Rows: 569, Problems: 0 });
  });

  it("drops a header that the schema names, a byte order mark, carriage returns and quotation marks", async () => {
    const lines = ["label,size,count", ...rows(20).map((row) => row.replace(/,(\d+)$/, ',"$1"')), "1,2.0,"];
    const answer = await validateRows(`\ufeff${lines.join("\r\n")}\r\n\r\n`, { Schema: { columns } });
    expect(answer).to.include({ IsValid: true, Reason: "", Rows: 21, Columns: 3 });
    expect(answer.Source.ETag).to.match(/^".+"$/);
    expect(await on.read(bucket, "runs/r1/raw/data.csv")).to.equal(csv([...rows(20), "1,2.0,"]));
    const { features } = JSON.parse(await on.read(bucket, "statistics/r1.json"));
    expect(features[2].name).to.equal("count");
    expect(features[2].numerical_statistics.common).to.deep.equal({ num_present: 20, num_missing: 1 });
  });

  it("reads all objects below a prefix in the order of their keys", async () => {
    const [first, second] = [rows(20).slice(0, 8), rows(20).slice(8)];
    await on.put(bucket, "in/b.csv", second.join("\n"));
    await on.put(bucket, "in/a.csv", first.join("\n"));
    await on.put(bucket, "in/", "");
    const answer = await validate({ Source: `s3://${bucket}/in/` });
    expect(answer).to.include({ IsValid: true, Rows: 20, Digest: hash("sha256", csv(rows(20))) });
    expect(answer.Source).to.deep.equal({ Uri: `s3://${bucket}/in/` });
  });

  it("measures drift by the baseline's buckets", async () => {
    await validateRows(csv(rows(1000)));
    const Baseline = `s3://${bucket}/statistics/r1.json`;
    const same = await validateRows(csv(rows(1000)), { Baseline, Run: "r2" });
    expect(same).to.include({ IsValid: true });
    expect(same.Drift!.Psi).to.be.closeTo(0, 1e-9);
    const moved = csv(rows(1000).map((row) => row.replace(/,(\d+)\.5,/, (_all, x) => `,${Number(x) + 600},`)));
    const drifted = await validateRows(moved, { Baseline, Run: "r3" });
    expect(drifted.IsValid).to.equal(false);
    expect(drifted.Drift).to.include({ Column: "column 2" });
    expect(drifted.Reason).to.match(/column 2: found a distribution unlike the baseline's .*allowed: at most 0\.2\.$/);
    expect(metricsOf(drifted.log).MaxPsi).to.equal(drifted.Drift!.Psi);
    expect((await validateRows(moved, { Baseline, Run: "r3", DriftLimit: 100 })).IsValid).to.equal(true);
    const narrow = await validateRows(csv(rows(20).map((row) => row.replace(/,\d+$/, ""))), { Baseline });
    expect(narrow.Reason).to.contain("columns: found 2, allowed: 3, as in the baseline's statistics");
    const none = await validateRows(csv(rows(20)), { Baseline: `s3://${bucket}/none.json` });
    expect(none.Reason).to.contain(`There is no object s3://${bucket}/none.json`);
    await on.put(bucket, "odd.json", "{}");
    expect((await validateRows(csv(rows(20)), { Baseline: `s3://${bucket}/odd.json` })).Reason).to.contain(
      "is not a statistics document",
    );
  });

  const bad: Record<
    string,
    [text: string | Uint8Array, reason: string, schema?: NonNullable<ValidateEvent["Schema"]>]
  > = {
    "a cell of text": [csv([...rows(20), "1,abc,1"]), 'row 21, column 2: found "abc", allowed: a number'],
    "a column that is missing": [
      csv(["label,size", ...rows(20).map((row) => row.replace(/,\d+$/, ""))]),
      'row 1 (the header): found no column "count", allowed: all columns of the schema',
      { columns },
    ],
    "columns in another order": [
      csv(["size,label,count", ...rows(20)]),
      'row 1 (the header): found "size,label,count", allowed: the order of the schema',
      { columns },
    ],
    "a header without a schema": [
      csv(["label,size,count", ...rows(20)]),
      'row 1: found "label,size,count", allowed: numbers',
    ],
    "rows of different length": [csv([...rows(20), "1,2"]), "row 21: found 2 columns, allowed: 3, as in the first row"],
    "equal labels": [
      csv(rows(20).map((row) => `1${row.slice(1)}`)),
      "column 1 (the label): found 1 in each row, allowed: at least 2",
    ],
    "an empty cell": [
      csv([...rows(20), "1,2,"]),
      "column 3: found 1 of 21 cells empty (the first in row 21), allowed: none",
    ],
    "too many gaps": [
      csv([...rows(10), "1,2,", "1,2,"]),
      "column 3 (count): found 2 of 12 cells empty (the first in row 11), allowed: at most 10 %",
      { columns },
    ],
    "a number out of range": [
      csv([...rows(20), "1,-2,1"]),
      "row 21, column 2 (size): found -2, allowed: at least 0",
      { columns },
    ],
    "a fraction where whole numbers are due": [
      csv([...rows(20), "1,2,1.5"]),
      "row 21, column 3 (count): found 1.5, allowed: a whole number",
      { columns },
    ],
    "an unknown category": [
      csv([...rows(20), "2,2,1"]),
      'row 21, column 1 (label): found 2, allowed: one of "0, 1"',
      { columns },
    ],
    "a label out of range": [
      csv([...rows(20), "2,2,1"]),
      "row 21, column 1 (the label): found 2, allowed: 0 to 1",
      { labels: { minimum: 0, maximum: 1 } },
    ],
    "too few rows": [csv(rows(5)), "rows: found 5, allowed: at least 10"],
    "one column": [csv(["1", "0"]), "found 1 column, allowed: the label, a comma, and the features"],
    "no rows": ["\n\n", "found no rows, allowed: rows of numbers, label first"],
    "no bytes": ["", "found no rows, allowed: rows of numbers, label first"],
    "a gzip file": [gzipSync(csv(rows(20))), "found a gzip file, allowed: CSV text in UTF-8"],
    "bytes that are not text": [Buffer.from("31002c0032000a00", "hex"), "found bytes that are not text"],
    "a line without an end": ["1".repeat(2 ** 20 + 100_000), "row 1 or later: found a row that is longer than 1 MiB"],
    "a quotation mark that is not closed": [
      csv([...rows(20), '1,"2,3']),
      "row 21 or later: found a quotation mark that is not closed",
    ],
    infinity: [csv([...rows(20), "1,1e999,1"]), 'row 21, column 2: found "1e999", allowed: a number'],
  };
  for (const [what, [text, reason, Schema]] of Object.entries(bad)) {
    it(`answers that ${what} cannot be used, and keeps nothing`, async () => {
      const answer = await validateRows(text, Schema ? { Schema } : {});
      expect(answer.Reason).to.contain(reason);
      expect(answer.Reason).to.match(/^s3:\/\/\S+ cannot be used: .*\.$/);
      expect(answer).to.include({ IsValid: false, Uri: "", StatisticsUri: "", Digest: "" });
      expect(answer.Problems[0]).to.have.all.keys("Path", "Given", "Allowed");
      expect(await on.keys(bucket)).to.deep.equal(["in/rows.csv"]);
    });
  }

  it("lists 20 problems and counts the others", async () => {
    const answer = await validateRows(csv(rows(50).map((row) => `${row}x`)));
    expect(answer.Problems).to.have.length(20);
    expect(answer.Reason).to.contain("(and 49 more problems)");
    expect(metricsOf(answer.log)).to.deep.equal({ Rows: 50, Problems: 50 });
  });

  it("answers what is wrong with a source that is not there", async () => {
    for (const [Source, reason] of [
      [`s3://${bucket}/nothing.csv`, `There is no object s3://${bucket}/nothing.csv.`],
      ["s3://no-such-bucket/rows.csv", "There is no bucket no-such-bucket"],
      [`s3://${bucket}/nothing/`, "found no rows, allowed: rows of numbers"],
    ] as const) {
      const answer = await validate({ Source });
      expect(answer.IsValid).to.equal(false);
      expect(answer.Reason).to.contain(reason);
    }
  });

  it("writes a large snapshot in parts, and leaves none of them when a late row is wrong", async () => {
    const line = `1,${"0.123456789,".repeat(80)}1\n0,${"0.123456789,".repeat(80)}1\n`;
    const text = line.repeat(Math.ceil((20 * 2 ** 20) / line.length));
    const answer = await validateRows(text);
    expect(answer).to.include({ IsValid: true, Digest: hash("sha256", text) });
    expect(hash("sha256", await on.read(bucket, "runs/r1/raw/data.csv"))).to.equal(answer.Digest);
    const wrong = await validateRows(`${text}1,x\n`, { Run: "r2" });
    expect(wrong.IsValid).to.equal(false);
    expect(await on.keys(bucket)).to.deep.equal(["in/rows.csv", "runs/r1/raw/data.csv", "statistics/r1.json"]);
  }).timeout(60_000);

  it("throws DataSourceError while S3 does not answer", async () => {
    const down = createServer((_request, response) => {
      response.writeHead(503, { "content-type": "application/xml" });
      response.end("<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");
    });
    await new Promise<void>((resolve) => down.listen(0, "127.0.0.1", resolve));
    const event = { Pipeline: "churn", Run: "r1", Bucket: bucket, Source: uri() };
    const { error } = await on.invoke(event, `http://127.0.0.1:${(down.address() as AddressInfo).port}`);
    down.close();
    expect(error?.name).to.equal("DataSourceError");
    expect(error?.message).to.contain("SlowDown");
  }).timeout(30_000);

  it("lists everything that is wrong with its event", async () => {
    const { error } = await on.invoke({
      Pipeline: "",
      Source: "rows.csv",
      Schema: { columns: [{ name: "a", type: "text" }] },
    });
    expect(error?.name).to.equal("ConfigurationError");
    for (const path of ["Pipeline", "Run", "Bucket", "Source", "Schema.columns.0.type"])
      expect(error?.message).to.contain(`\n${path} `);
  });
});
