import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { startS3Server } from "../../local/s3/server";
import type { S3Server } from "../../local/s3/server";
import { UserError } from "../../local/userError";
import { pythonSetupTimeout, testPython } from "../support/python";

describe("startS3Server", () => {
  let python: string;
  let server: S3Server;
  let s3: S3Client;

  before(async function () {
    this.timeout(pythonSetupTimeout);
    python = await testPython();
    server = await startS3Server({ python });
    s3 = new S3Client({
      endpoint: server.endpoint,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: { accessKeyId: "ANY", secretAccessKey: "any" },
    });
  });
  after(() => server.stop());

  it("keeps objects as S3 does", async () => {
    const Bucket = "data-bucket";
    await s3.send(new CreateBucketCommand({ Bucket }));
    const keys = ["csv/a b+c.csv", "csv/é.csv", "other"];
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: `content of ${Key}` }));
    const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "csv/", MaxKeys: 1 }));
    expect(listed.Contents?.map((object) => object.Key)).to.deep.equal(["csv/a b+c.csv"]);
    expect(listed.IsTruncated).to.equal(true);
    const object = await s3.send(new GetObjectCommand({ Bucket, Key: "csv/é.csv" }));
    expect(await object.Body?.transformToString()).to.equal("content of csv/é.csv");
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).to.equal(0);
  });

  it("answers many requests at once, and large ones", async () => {
    const Bucket = "many";
    await s3.send(new CreateBucketCommand({ Bucket }));
    const names = Array.from({ length: 50 }, (_, i) => `n/${i}`);
    await Promise.all(names.map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))));
    const Body = Buffer.alloc(20_000_000, 7);
    await s3.send(new PutObjectCommand({ Bucket, Key: "large", Body }));
    const large = await s3.send(new GetObjectCommand({ Bucket, Key: "large" }));
    expect(Body.equals(await large.Body!.transformToByteArray())).to.equal(true);
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).to.equal(51);
  });

  it("names a port in use and the option that changes it", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const error = await startS3Server({ python, port }).catch((error) => error);
    taken.close();
    expect(error).to.be.instanceOf(UserError);
    expect(error.message).to.match(new RegExp(`Port ${port} .*in use[^]*--port`));
  });

  it("stops with the signal", async () => {
    const abort = new AbortController();
    const other = await startS3Server({ python, signal: abort.signal });
    abort.abort();
    await other.stop();
    const error = await fetch(other.endpoint).catch((error) => error);
    expect(error.cause.code).to.equal("ECONNREFUSED");
  });
});
