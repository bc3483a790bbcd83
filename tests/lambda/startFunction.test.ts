/** The function of triggers, as it is deployed, against real endpoints of Step Functions and S3. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { lambdaBundle } from "../../lambda/bundles";
import { startS3Server } from "../../local/s3/server";
import { motoServer, type MotoServer } from "../support/motoServer";
import { pythonSetupTimeout, testPython } from "../support/python";
import { type Invocation, invokeBundle } from "./invokeBundle";

interface Result {
  Started: boolean;
  ExecutionArn?: string;
  Reason: string;
}
interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

const BUCKET = "incoming";
const client = { region: "us-east-1", credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" } };

const schema = {
  type: "object",
  properties: { Rounds: { type: "integer", minimum: 1, maximum: 500 }, Mode: { enum: ["fast", "full"] } },
  required: ["Rounds"],
  additionalProperties: false,
};

describe("the function of triggers", function () {
  this.timeout(60_000);
  let folder: string;
  let stepFunctions: MotoServer;
  let storage: Awaited<ReturnType<typeof startS3Server>>;
  let sfn: SFNClient;
  let s3: S3Client;
  let stateMachineArn: string;
  let machineCount = 0;

  before(async function () {
    this.timeout(pythonSetupTimeout);
    // Where there is no node_modules to fall back on.
    folder = mkdtempSync(join(tmpdir(), "start-"));
    cpSync(lambdaBundle("start"), folder, { recursive: true });
    writeFileSync(join(folder, "schema.json"), JSON.stringify(schema));
    [stepFunctions, storage] = await Promise.all([
      motoServer("stepfunctions"),
      testPython().then((python) => startS3Server({ python })),
    ]);
    sfn = new SFNClient({ ...client, endpoint: stepFunctions.endpoint });
    s3 = new S3Client({ ...client, endpoint: storage.endpoint });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  });

  after(async () => {
    rmSync(folder, { recursive: true });
    await Promise.all([stepFunctions.stop(), storage.stop()]);
  });

  beforeEach(async () => {
    const machine = await sfn.send(
      new CreateStateMachineCommand({
        name: `machine-${machineCount++}`,
        roleArn: "arn:aws:iam::123456789012:role/r",
        definition: JSON.stringify({ StartAt: "Done", States: { Done: { Type: "Succeed" } } }),
      }),
    );
    stateMachineArn = machine.stateMachineArn!;
  });

  const invoke = <Outcome = Result>(event: unknown, env: Record<string, string> = {}): Promise<Invocation<Outcome>> =>
    invokeBundle<Outcome>(
      folder,
      storage.endpoint,
      { AWS_ENDPOINT_URL_SFN: stepFunctions.endpoint, STATE_MACHINE_ARN: stateMachineArn, PIPELINE: "churn", ...env },
      event,
    );

  /** Inputs of the machine's executions. */
  async function inputs(): Promise<unknown[]> {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    const told = await Promise.all(
      executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn }))),
    );
    return told.map(({ input }) => JSON.parse(input!) as unknown);
  }

  /** Writes an object, and gives the event that S3 sends of it. */
  async function written(key: string, content: string | Buffer, version?: string) {
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: content }));
    const etag = ETag!.replaceAll('"', "");
    const object = { key, size: Buffer.byteLength(content), etag, ...(version && { "version-id": version }) };
    return { id: `event-${Math.random()}`, detail: { bucket: { name: BUCKET }, object } };
  }

  const objectTrigger = (Event: object, check: object = {}) => ({
    Trigger: {
      Name: "new-data",
      Identity: "object",
      Input: { DataSource: "s3://{detail.bucket.name}/{detail.object.key}", Bytes: "{detail.object.size}" },
      Object: { MaxSizeInBytes: 10_000, Format: "csv", ...check },
    },
    Event,
  });

  it("starts one execution for an object, however often its event comes", async () => {
    const event = await written("a.csv", "1,2\n0,3\n");
    const first = await invoke(objectTrigger(event));
    expect(first.error).to.equal(undefined);
    expect(first.result).to.deep.include({ Started: true, Reason: "" });
    expect(first.result?.ExecutionArn).to.match(/:execution:machine-\d+:new-data-[0-9a-f]{32}$/);
    const second = await invoke(objectTrigger({ ...event, id: "another" }));
    expect(second.result?.ExecutionArn).to.equal(first.result?.ExecutionArn);
    expect(await inputs()).to.deep.equal([{ DataSource: `s3://${BUCKET}/a.csv`, Bytes: 8 }]);
  });

  it("says that an execution was there, and not an error, when its input would now be another", async () => {
    const event = await written("b.csv", "1,2\n");
    const first = await invoke(objectTrigger(event));
    const later = objectTrigger(event);
    later.Trigger.Input.DataSource = "elsewhere";
    const { result, error } = await invoke(later);
    expect(error).to.equal(undefined);
    expect(result).to.deep.include({ Started: false, ExecutionArn: first.result?.ExecutionArn });
    expect(result?.Reason).to.contain("before");
  });

  it("starts another for other content, and for another version of the same content", async () => {
    const names = [];
    for (const [content, version] of [["1,2\n"], ["1,3\n"], ["1,3\n", "v1"], ["1,3\n", "v2"]] as const) {
      names.push((await invoke(objectTrigger(await written("c.csv", content, version)))).result?.ExecutionArn);
    }
    expect(new Set(names).size).to.equal(4);
    expect(await inputs()).to.have.length(4);
  });

  const refused: [what: string, content: string | Buffer, check: object, reason: string][] = [
    ["empty", "", {}, "is empty"],
    ["too large", "1,2\n".repeat(3000), {}, "has 12000 bytes, allowed: at most 10000"],
    ["of one column", "1\n2\n", {}, "has one column"],
    ["of rows of several lengths", "1,2\n1,2,3\n", {}, "has 3 columns in row 2, allowed: 2"],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), {}, "is not text in UTF-8, as CSV is"],
    ["no JSON", "<html>", { Format: "json" }, "does not begin as JSON does"],
    ["no JSON Lines", '{"a":1}\nnothing\n', { Format: "jsonl" }, "has no JSON in line 2"],
    ["no Parquet", "1,2\n", { Format: "parquet" }, "does not begin as a Parquet file does"],
  ];
  for (const [what, content, check, reason] of refused) {
    it(`refuses an object that is ${what}, and starts nothing`, async () => {
      const { result, log } = await invoke(objectTrigger(await written("bad", content), check));
      expect(result?.Started).to.equal(false);
      expect(result?.Reason).to.contain(`s3://${BUCKET}/bad ${reason}`);
      expect(JSON.parse(log.at(-1)!)).to.deep.include({ message: "Not started", Trigger: "new-data" });
      const metrics = log.map((line) => JSON.parse(line) as object).find((line) => "_aws" in line);
      expect(metrics).to.deep.include({ Pipeline: "churn", RejectedObjects: 1 });
      expect(await inputs()).to.deep.equal([]);
    });
  }

  it("takes what may well be of its format, and judges no line that is cut", async () => {
    const long = `1,${"2".repeat(2000)}\n`;
    const taken: [content: string | Buffer, format: string][] = [
      ["a,b\n1,2\n".repeat(200) + "1", "csv"],
      [long + long, "csv"],
      [`{"a":"${"é".repeat(900)}"}\n`, "jsonl"],
      ['  [{"a":1}]', "json"],
      [Buffer.from("PAR1\0\0"), "parquet"],
    ];
    for (const [index, [content, Format]] of taken.entries()) {
      const { result } = await invoke(objectTrigger(await written(`good-${index}`, content), { Format }));
      expect(result?.Reason, Format).to.equal("");
    }
    expect(await inputs()).to.have.length(taken.length);
  });

  it("refuses an object that is gone or was replaced, and fails when it may not read", async () => {
    const event = await written("d.csv", "1,2\n");
    await written("d.csv", "1,4\n");
    expect((await invoke(objectTrigger(event))).result?.Reason).to.contain("was replaced in the meantime");
    event.detail.object.key = "nowhere.csv";
    expect((await invoke(objectTrigger(event))).result?.Reason).to.contain("is not there any more");
    event.detail.bucket.name = "no-such-bucket";
    expect((await invoke(objectTrigger(event))).error?.name).to.equal("NoSuchBucket");
  });

  const eventTrigger = (Identity: string, Event: object, Input: unknown = {}) => ({
    Trigger: { Name: "nightly", Identity, Input },
    Event,
  });

  it("tells schedules apart by their time, and other events by their id", async () => {
    const arns = [];
    for (const Time of ["2027-01-01T06:00:00Z", "2027-01-01T06:00:00Z", "2027-01-02T06:00:00Z"]) {
      arns.push((await invoke(eventTrigger("schedule", { Schedule: "nightly", Time }))).result?.ExecutionArn);
    }
    for (const id of ["1", "1", "2"])
      arns.push((await invoke(eventTrigger("event", { id, time: `${arns.length}` }))).result?.ExecutionArn);
    expect(new Set(arns).size).to.equal(4);
  });

  it("fails with every path at which the event has nothing, so that the event is kept", async () => {
    const input = { A: "{detail.alarmName}", B: ["{{kept}} {id} {detail.none}"] };
    const { error } = await invoke(eventTrigger("event", { id: "1" }, input));
    expect(error?.name).to.equal("TemplateError");
    expect(error?.message).to.contain("detail.alarmName, detail.none");
    const { result } = await invoke(eventTrigger("event", { id: "1" }, { B: ["{{kept}} {id}"] }));
    expect(result?.Started).to.equal(true);
    expect(await inputs()).to.deep.equal([{ B: ["{kept} 1"] }]);
  });

  it("fails for an event of no trigger, and for one that cannot be told from others", async () => {
    expect((await invoke({})).error?.name).to.equal("ConfigurationError");
    const { error } = await invoke(eventTrigger("event", {}));
    expect(error).to.deep.include({ name: "ConfigurationError" });
    expect(error?.message).to.contain("nothing at id");
  });

  it("fails when the machine is not there, under Step Functions' own name", async () => {
    stateMachineArn += "-gone";
    const { error } = await invoke(eventTrigger("event", { id: "1" }));
    expect(error?.name).to.equal("StateMachineDoesNotExist");
  });

  describe("answers a request", () => {
    const onDemand = { REQUEST_NAME: "request", REQUEST_SCHEMA: "schema.json" };
    async function request(body: unknown, headers: Record<string, string> = {}, method = "POST") {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const event = { requestContext: { http: { method } }, headers, body: text };
      const { result, error } = await invoke<Answer>(event, onDemand);
      expect(error).to.equal(undefined);
      return { ...result!, content: JSON.parse(result!.body) as Record<string, unknown> };
    }

    it("202 with the execution's ARN, a new one each time", async () => {
      const [first, second] = [await request({ Rounds: 5 }), await request({ Rounds: 5 })];
      expect([first.statusCode, second.statusCode]).to.deep.equal([202, 202]);
      expect(first.content.ExecutionArn).to.match(/:request-[0-9a-f]{32}$/);
      expect(first.content.ExecutionArn).not.to.equal(second.content.ExecutionArn);
      expect(await inputs()).to.deep.equal([{ Rounds: 5 }, { Rounds: 5 }]);
    });

    it("202 with the same execution for the same idempotency key and body, however it is laid out", async () => {
      const key = { "idempotency-key": "order 66".replace(" ", "-") };
      const first = await request({ Rounds: 5, Mode: "fast" }, key);
      const second = await request('{ "Mode": "fast", "Rounds": 5 }', key);
      expect(second.statusCode).to.equal(202);
      expect(second.content.ExecutionArn).to.equal(first.content.ExecutionArn);
      expect(second.content.Started).to.equal(false);
      expect(await inputs()).to.have.length(1);
    });

    it("409 for the same idempotency key with another body", async () => {
      const key = { "idempotency-key": "order-67" };
      const first = await request({ Rounds: 5 }, key);
      const { statusCode, content } = await request({ Rounds: 6 }, key);
      expect(statusCode).to.equal(409);
      expect(content.ExecutionArn).to.equal(first.content.ExecutionArn);
      expect(await inputs()).to.deep.equal([{ Rounds: 5 }]);
    });

    it("400 with every problem and its path", async () => {
      const { statusCode, content } = await request({ Mode: "slow", Round: 1 }, { "idempotency-key": "ä" });
      expect(statusCode).to.equal(400);
      expect(content.Problems).to.deep.equal([
        { Path: "$.Rounds", Given: "nothing", Allowed: "a value: it is required" },
        { Path: "$.Mode", Given: '"slow"', Allowed: 'one of "fast", "full"' },
        { Path: "$.Round", Given: "1", Allowed: "no other names than Rounds, Mode" },
        { Path: "Idempotency-Key", Given: '"ä"', Allowed: "1 to 256 visible ASCII characters" },
      ]);
      expect(await inputs()).to.deep.equal([]);
    });

    it("202 for any body where there is no schema, and an error where its file is missing", async () => {
      const event = { requestContext: { http: { method: "POST" } }, body: '{ "Any": 1 }' };
      const open = await invoke<Answer>(event, { REQUEST_NAME: "request" });
      expect(open.result?.statusCode).to.equal(202);
      const missing = await invoke<Answer>(event, { ...onDemand, REQUEST_SCHEMA: "none.json" });
      expect(missing.error?.message).to.contain("none.json");
      expect(await inputs()).to.deep.equal([{ Any: 1 }]);
    });

    it("400 for what is no JSON, 405 for another method", async () => {
      const broken = await request("{");
      expect(broken.statusCode).to.equal(400);
      expect(broken.content.Problems).to.have.length(1);
      const { statusCode, headers } = await request({ Rounds: 5 }, {}, "GET");
      expect([statusCode, headers.allow]).to.deep.equal([405, "POST"]);
    });
  });
});
