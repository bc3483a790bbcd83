/** The gateway in front of a real S3 server, through the real SDK. */
import { createServer, type AddressInfo } from "node:net";
import * as s3 from "@aws-sdk/client-s3";
import { expect } from "chai";
import { authorizerFor, type Authorizer } from "../../local/authorizer";
import { ADMIN_ACCESS_KEY, startGateway, type Gateway } from "../../local/s3/gateway";
import { startS3Server, type S3Server } from "../../local/s3/server";
import { UserError } from "../../local/userError";
import { pythonSetupTimeout, testPython } from "../support/python";

const environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const arnOf = (role: string) => `arn:aws:iam::123456789012:role/${role}`;
const Bucket = "data";

function role(name: string, ...statements: [string[], string[], object?][]) {
  const Statement = statements.map(([Action, Resource, Condition]) => ({
    Effect: "Allow",
    Action,
    Resource,
    Condition,
  }));
  return [
    { type: "aws:iam/role:Role", name, state: { name, arn: arnOf(name), assumeRolePolicy: "{}" } },
    {
      type: "aws:iam/rolePolicy:RolePolicy",
      name,
      state: { role: name, policy: JSON.stringify({ Version: "2012-10-17", Statement }) },
    },
  ];
}

const resources = [
  ...role("writer", [["s3:PutObject", "s3:GetObject", "s3:DeleteObject"], ["arn:aws:s3:::data/*"]]),
  ...role(
    "reader",
    [["s3:GetObject"], ["arn:aws:s3:::data/*"]],
    [["s3:ListBucket"], ["arn:aws:s3:::data"]],
    [["s3:PutObject"], ["arn:aws:s3:::data/copies/*"]],
    [["s3:DeleteObject"], ["arn:aws:s3:::data/bin/*"]],
  ),
  ...role("lister", [["s3:ListBucket"], ["arn:aws:s3:::data"], { StringLike: { "s3:prefix": ["csv/*"] } }]),
];

describe("gateway", () => {
  let server: S3Server;
  let gateway: Gateway;
  let authorizer: Authorizer;
  const faults: unknown[] = [];

  const client = (accessKeyId: string) =>
    new s3.S3Client({
      endpoint: gateway.endpoint,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey: "any" },
    });
  const as = (name: string) => client(authorizer.credentialsFor(arnOf(name)).accessKeyId);
  const put = (by: s3.S3Client, Key: string, Body: string | Buffer) =>
    by.send(new s3.PutObjectCommand({ Bucket, Key, Body }));
  const get = (by: s3.S3Client, Key: string) => by.send(new s3.GetObjectCommand({ Bucket, Key }));

  async function failure(sent: Promise<unknown>): Promise<s3.S3ServiceException> {
    return sent.then(
      () => expect.fail("it was allowed"),
      (error: unknown) => error as s3.S3ServiceException,
    );
  }

  before(async function () {
    this.timeout(pythonSetupTimeout);
    server = await startS3Server({ python: await testPython() });
    authorizer = authorizerFor(resources, environment);
    gateway = await startGateway({
      upstream: server.endpoint,
      authorizer,
      environment,
      onFault: (error) => faults.push(error),
    });
    await client(ADMIN_ACCESS_KEY).send(new s3.CreateBucketCommand({ Bucket }));
  });
  after(async () => {
    await gateway.close();
    await server.stop();
  });
  afterEach(() => faults.splice(0));

  it("lets a role do what its policy allows", async () => {
    await put(as("writer"), "csv/ä b+c.csv", "1,2\n");
    const object = await get(as("reader"), "csv/ä b+c.csv");
    expect(await object.Body!.transformToString()).to.equal("1,2\n");
    expect(object.ContentLength).to.equal(4);
  });

  it("answers AccessDenied as S3 does", async () => {
    const error = await failure(put(as("reader"), "csv/x.csv", "x"));
    expect(error.name).to.equal("AccessDenied");
    expect(error.$metadata.httpStatusCode).to.equal(403);
    expect(error.message).to.match(
      /assumed-role\/reader\/\S+ is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::data\/csv\/x.csv because/,
    );
    expect(await failure(get(as("reader"), "csv/x.csv"))).to.include({ name: "NoSuchKey" });
    expect(authorizer.tally([arnOf("reader")]).denied).to.equal(1);
  });

  it("does not read the body of a request that it denies", async () => {
    const body = Buffer.alloc(8_000_000);
    const started = performance.now();
    expect((await failure(put(as("reader"), "csv/big", body))).$metadata.httpStatusCode).to.equal(403);
    expect(performance.now() - started).to.be.below(2000);
  });

  it("denies listing outside the permitted prefix", async () => {
    const list = (Prefix?: string) => as("lister").send(new s3.ListObjectsV2Command({ Bucket, Prefix }));
    expect((await list("csv/")).KeyCount).to.equal(1);
    expect((await failure(list("models/"))).name).to.equal("AccessDenied");
    expect((await failure(list())).name).to.equal("AccessDenied");
  });

  it("hides which keys are missing from who may not list", async () => {
    expect((await failure(get(as("writer"), "none"))).name).to.equal("AccessDenied");
    expect((await failure(get(as("reader"), "none"))).name).to.equal("NoSuchKey");
    const head = (name: string) => failure(as(name).send(new s3.HeadObjectCommand({ Bucket, Key: "none" })));
    expect((await head("writer")).$metadata.httpStatusCode).to.equal(403);
    expect((await head("reader")).$metadata.httpStatusCode).to.equal(404);
  });

  it("refuses keys that it does not know, and unsigned requests", async () => {
    expect((await failure(get(client("AKIAIOSFODNN7EXAMPLE"), "csv/x"))).name).to.equal("InvalidAccessKeyId");
    const unsigned = await fetch(`${gateway.endpoint}/data/csv/x`);
    expect(unsigned.status).to.equal(403);
    expect(await unsigned.text()).to.contain("<Code>AccessDenied</Code>");
  });

  it("refuses operations that it does not know", async () => {
    const error = await failure(as("reader").send(new s3.GetBucketPolicyCommand({ Bucket })));
    expect(error).to.include({ name: "NotImplemented" });
    expect(error.message).to.contain("policy");
    expect(faults).to.have.length(0);
  });

  it("tells of faults that are no answers of S3", async () => {
    const fault = new Error("no call that AWS knows");
    const broken = { ...authorizer, authorize: () => Promise.reject(fault) };
    const onFault = (error: unknown) => faults.push(error);
    const second = await startGateway({ upstream: server.endpoint, authorizer: broken, environment, onFault });
    const { accessKeyId } = authorizer.credentialsFor(arnOf("reader"));
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/d/r/s3/aws4_request`;
    const answer = await fetch(`${second.endpoint}/data/csv/x`, { headers: { authorization } });
    await second.close();
    expect(answer.status).to.equal(501);
    expect(faults).to.deep.equal([fault]);
  });

  it("copies only what may be read and written", async () => {
    await put(as("writer"), "csv/source", "copy me");
    const copy = (Key: string) =>
      as("reader").send(new s3.CopyObjectCommand({ Bucket, Key, CopySource: "data/csv/source" }));
    await copy("copies/1");
    expect((await failure(copy("elsewhere/1"))).name).to.equal("AccessDenied");
    expect(await (await get(as("reader"), "copies/1")).Body!.transformToString()).to.equal("copy me");
  });

  it("uploads in parts", async () => {
    const Key = "parts";
    const writer = as("writer");
    const { UploadId } = await writer.send(new s3.CreateMultipartUploadCommand({ Bucket, Key }));
    const Body = Buffer.alloc(5 * 1024 * 1024, 1);
    const { ETag } = await writer.send(new s3.UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body }));
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    await writer.send(new s3.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
    expect((await get(writer, Key)).ContentLength).to.equal(Body.length);
    expect((await failure(writer.send(new s3.AbortMultipartUploadCommand({ Bucket, Key, UploadId })))).name).to.equal(
      "AccessDenied",
    );
  });

  it("deletes what may be deleted and tells of the rest", async () => {
    for (const key of ["bin/<1> & 'é'", "keep/2"]) await put(as("writer"), key, "x");
    const Delete = { Objects: [{ Key: "bin/<1> & 'é'" }, { Key: "keep/2" }] };
    const answer = await as("reader").send(new s3.DeleteObjectsCommand({ Bucket, Delete }));
    expect(answer.Deleted?.map(({ Key }) => Key)).to.deep.equal(["bin/<1> & 'é'"]);
    expect(answer.Errors?.map(({ Key, Code }) => [Key, Code])).to.deep.equal([["keep/2", "AccessDenied"]]);
    expect((await failure(get(as("reader"), "bin/<1> & 'é'"))).name).to.equal("NoSuchKey");
    expect(await (await get(as("reader"), "keep/2")).Body!.transformToString()).to.equal("x");
  });

  it("streams large objects and many at once", async () => {
    const writer = as("writer");
    const large = Buffer.alloc(20_000_000, "s3");
    await put(writer, "large", large);
    const read = Buffer.from(await (await get(writer, "large")).Body!.transformToByteArray());
    expect(read.equals(large)).to.equal(true);
    const keys = Array.from({ length: 100 }, (_, index) => `many/${index}`);
    await Promise.all(keys.map((key) => put(writer, key, key)));
    const bodies = await Promise.all(keys.map(async (key) => (await get(writer, key)).Body!.transformToString()));
    expect(bodies).to.deep.equal(keys);
  });

  it("answers each request in order on a kept connection, HEAD included", async () => {
    await put(as("writer"), "headed", "12345");
    const head = await as("writer").send(new s3.HeadObjectCommand({ Bucket, Key: "headed" }));
    expect(head.ContentLength).to.equal(5);
  });

  it("goes on when a client breaks off", async () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${authorizer.credentialsFor(arnOf("writer")).accessKeyId}/d/r/s3/aws4_request`;
    const abort = new AbortController();
    const broken = fetch(`${gateway.endpoint}/data/large`, { headers: { authorization }, signal: abort.signal });
    await (await broken).body!.getReader().read();
    abort.abort();
    await put(as("writer"), "after", "ok");
  });

  it("names a port in use and the option that changes it", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const error = await startGateway({ upstream: server.endpoint, authorizer, environment, port }).catch(
      (e: unknown) => e,
    );
    taken.close();
    expect(error).to.be.instanceOf(UserError);
    expect((error as UserError).message).to.match(new RegExp(`Port ${port} .*in use[^]*--port`));
  });
});
