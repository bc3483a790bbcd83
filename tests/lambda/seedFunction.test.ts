import { createServer, request } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { lambdaBundle } from "../../lambda/bundles";
import type { SeedResult } from "../../lambda/seed/index";
import { startS3Server } from "../../local/s3/server";
import type { S3Server } from "../../local/s3/server";
import { projectRoot, pythonSetupTimeout, testPython } from "../support/python";
import { invokeBundle } from "./invokeBundle";

const plan = { train: ["csv/train.csv"], test: "csv/test.csv", files: { "code/transform.py": "transform.py" } };

/** S3's answer to a call that a policy does not allow. */
const DENIED = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`;

describe("the seeding function", () => {
  /** The archive, unpacked where there is no node_modules to fall back on. */
  let folder: string;
  let server: S3Server;
  let watch: Server;
  let s3: S3Client;
  let endpoint: string;
  /** What the function asked of S3, as `GET /bucket/key`. */
  let calls: string[];
  /** Calls that are denied. */
  let denied: string[];
  let bucket: string;
  let bucketCount = 0;

  before(async function () {
    this.timeout(pythonSetupTimeout);
    folder = mkdtempSync(join(tmpdir(), "seed-"));
    cpSync(lambdaBundle("seed"), folder, { recursive: true });
    server = await startS3Server({ python: await testPython() });
    s3 = new S3Client({
      endpoint: server.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
    });
    // Stands before the server, notes every call, and denies some as a role's policy would.
    watch = createServer((incoming, outgoing) => {
      const call = `${incoming.method} ${incoming.url?.replace(/\?.*/, "")}`;
      calls.push(call);
      if (denied.includes(call)) {
        incoming.resume();
        outgoing.writeHead(403, { "content-type": "application/xml" }).end(DENIED);
        return;
      }
      const { method, headers } = incoming;
      incoming.pipe(
        request(server.endpoint + incoming.url!, { method, headers }, (answer) => {
          outgoing.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(outgoing);
        }),
      );
    });
    await new Promise<void>((resolve) => watch.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(watch.address() as AddressInfo).port}`;
  });

  after(async () => {
    watch.close();
    rmSync(folder, { recursive: true });
    await server.stop();
  });

  beforeEach(async () => {
    bucket = `data-${bucketCount++}`;
    calls = [];
    denied = [];
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  });

  const seed = (env: Record<string, string> = {}) =>
    invokeBundle<SeedResult>(folder, endpoint, {
      BUCKET: bucket,
      SEED_PLAN: JSON.stringify(plan),
      LABEL_RANGE: "0,1",
      ...env,
    });

  async function seedFrom(csv: string | Uint8Array, env: Record<string, string> = {}) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "source/rows.csv", Body: Buffer.from(csv) }));
    return seed({ DATA_SOURCE: `s3://${bucket}/source/rows.csv`, ...env });
  }

  async function read(Key: string) {
    const { Body, ContentType } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return { text: await Body!.transformToString(), ContentType };
  }

  const rowsOf = (text: string) => text.trimEnd().split("\n");

  it("divides the shipped sample, and calls nothing but PutObject on the keys of its plan", async () => {
    const { result, error, log } = await seed();
    expect(error).to.equal(undefined);
    expect(result).to.deep.equal({
      TrainRows: 445,
      TestRows: 124,
      Features: 30,
      Train: [`s3://${bucket}/csv/train.csv`],
      Test: `s3://${bucket}/csv/test.csv`,
    });
    expect(calls).to.have.members([
      `PUT /${bucket}/code/transform.py`,
      `PUT /${bucket}/csv/train.csv`,
      `PUT /${bucket}/csv/test.csv`,
    ]);
    const [train, test, code] = await Promise.all([read("csv/train.csv"), read(plan.test), read("code/transform.py")]);
    const sample = rowsOf(readFileSync(join(projectRoot, "lambda/sample/sample.csv"), "utf8"));
    expect([...rowsOf(train.text), ...rowsOf(test.text)].sort()).to.deep.equal(sample.sort());
    expect(train.ContentType).to.equal("text/csv");
    expect(code).to.deep.equal({
      text: readFileSync(join(projectRoot, "lambda/containers/transform.py"), "utf8"),
      ContentType: "text/x-python",
    });
    expect(log).to.have.length(1);
    expect(JSON.parse(log[0]!)).to.include({ message: "Seeded", source: "sample.csv", TrainRows: 445 });
  });

  it("divides the user's own data, the same way every time", async () => {
    const rows = Array.from({ length: 100 }, (_, index) => `${index % 2},${index}.50,1e-3`);
    const parts = async () => [(await read("csv/train.csv")).text, (await read(plan.test)).text];
    const { result } = await seedFrom(`${rows.join("\r\n")}\r\n`, { TEST_FRACTION: "0.3" });
    expect(result).to.include({ Features: 2 });
    expect(calls[0]).to.equal(`GET /${bucket}/source/rows.csv`);
    const first = await parts();
    expect(first.flatMap(rowsOf)).to.have.members(rows);

    await seedFrom(rows.join("\n"), { TEST_FRACTION: "0.5" });
    expect(await parts()).not.to.deep.equal(first);
    await seedFrom(rows.join("\n"), { TEST_FRACTION: "0.3" });
    expect(await parts()).to.deep.equal(first);
  });

  const badData: Record<string, [csv: string, problem: string]> = {
    "a cell of text": ["1,2\n0,abc\n", 'row 2, column 2: found "abc", allowed: a number'],
    "an empty cell": ["1,2\n0,\n", "row 2, column 2: found an empty cell, allowed: a number"],
    "a short row": ["1,2,3\n0,4\n", "row 2: found 2 columns, allowed: 3, as in the first row"],
    "a header": [
      "label,size\n0,4\n",
      'row 1: found "label,size", allowed: numbers (it looks like a header: remove it)',
    ],
    "an empty file": ["", "the file: found no rows, allowed: rows of numbers, label first"],
    "a label out of range": ["1,2\n2,3\n", "row 2, column 1 (the label): found 2, allowed: 0 to 1"],
    "too few rows": ["1,2\n0,3\n", "found 2 rows of which none falls into the test part (TEST_FRACTION 0.2)"],
  };
  for (const [what, [csv, problem]] of Object.entries(badData)) {
    it(`refuses ${what}, and writes nothing`, async () => {
      const { error } = await seedFrom(csv);
      expect(error?.name).to.equal("DataError");
      expect(error?.message).to.contain(`s3://${bucket}/source/rows.csv cannot be used for training.\n${problem}`);
      expect((await s3.send(new ListObjectsV2Command({ Bucket: bucket }))).KeyCount).to.equal(1);
    });
  }

  it("refuses a file that is too large, and says what to do with it", async () => {
    const { error } = await seedFrom(Buffer.alloc(32 * 2 ** 20 + 1, "1,2\n"));
    expect(error).to.deep.equal({
      name: "DataError",
      message:
        `s3://${bucket}/source/rows.csv is too large for this function: found 33 MiB, allowed: 32 MiB.\n` +
        "Divide larger data with a SageMaker Processing job in place of this step.",
    });
  });

  it("says which object is missing, under S3's own name of the error", async () => {
    const noKey = await seed({ DATA_SOURCE: `s3://${bucket}/nowhere.csv` });
    expect(noKey.error?.name).to.equal("NoSuchKey");
    expect(noKey.error?.message).to.contain(`There is no object s3://${bucket}/nowhere.csv. Upload it, or correct`);
    const noSource = await seed({ DATA_SOURCE: "s3://no-such-bucket/rows.csv" });
    expect(noSource.error?.name).to.equal("NoSuchBucket");
    const noTarget = await seed({ BUCKET: "no-such-bucket" });
    expect(noTarget.error?.name).to.equal("NoSuchBucket");
    expect(noTarget.error?.message).to.contain("There is no bucket no-such-bucket (for s3://no-such-bucket/code/");
  });

  it("says which call was denied, and what that may mean", async () => {
    denied = [`GET /${bucket}/source/rows.csv`, `PUT /${bucket}/csv/test.csv`];
    const reading = await seedFrom("1,2\n");
    expect(reading.error?.name).to.equal("AccessDenied");
    expect(reading.error?.message).to.contain(`s3:GetObject on s3://${bucket}/source/rows.csv was denied.`);
    expect(reading.error?.message).to.contain("the object exists");
    const writing = await seed();
    expect(writing.error?.name).to.equal("AccessDenied");
    expect(writing.error?.message).to.contain(`s3:PutObject on s3://${bucket}/csv/test.csv was denied.`);
    expect(writing.error?.message).not.to.contain("the object exists");
  });

  it("lists all that is wrong with its environment", async () => {
    const { error } = await seed({ BUCKET: "", SEED_PLAN: "{}", TEST_FRACTION: "2" });
    expect(error?.name).to.equal("ConfigurationError");
    expect(error?.message.split("\n").map((line) => line.split(" ")[0])).to.deep.equal([
      "The",
      "BUCKET",
      "SEED_PLAN",
      "TEST_FRACTION",
    ]);
    expect(calls).to.deep.equal([]);
  });

  it("names a file that its archive does not hold", async () => {
    const { error } = await seed({ SEED_PLAN: JSON.stringify({ ...plan, files: { "code/x.py": "x.py" } }) });
    expect(error).to.deep.equal({
      name: "ConfigurationError",
      message: "The function's archive holds no x.py; SEED_PLAN names it.",
    });
  });
});
