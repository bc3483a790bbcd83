import { expect } from "chai";
import { authorizerFor } from "../../local/authorizer";
import { deletionOf, operationOf, type S3Request } from "../../local/s3/actions";

const environment = { partition: "aws-us-gov", region: "us-gov-west-1", account: "123456789012" };
const BUCKET = "arn:aws-us-gov:s3:::data";

function s3(line: string, headers: Record<string, string> = {}): S3Request {
  const [method = "", url = ""] = line.split(" ");
  const [path = "", query] = url.split("?");
  const [bucket = "", ...key] = path.slice(1).split("/");
  return { method, bucket, key: key.join("/"), query: new URLSearchParams(query), headers };
}
const calls = (line: string, headers?: Record<string, string>) =>
  operationOf(s3(line, headers), environment)?.calls.map(({ action, resource }) => `${action} ${resource}`);

describe("gateway: S3 actions", () => {
  const rows: [string, string, string[], Record<string, string>?][] = [
    ["GET /", "ListBuckets", ["s3:ListAllMyBuckets *"]],
    ["HEAD /data", "HeadBucket", [`s3:ListBucket ${BUCKET}`]],
    ["GET /data?prefix=a", "ListObjects", [`s3:ListBucket ${BUCKET}`]],
    ["GET /data/?list-type=2&prefix=a&x-id=ListObjectsV2", "ListObjectsV2", [`s3:ListBucket ${BUCKET}`]],
    ["GET /data?versions", "ListObjectVersions", [`s3:ListBucketVersions ${BUCKET}`]],
    ["GET /data?uploads", "ListMultipartUploads", [`s3:ListBucketMultipartUploads ${BUCKET}`]],
    ["GET /data?location", "GetBucketLocation", [`s3:GetBucketLocation ${BUCKET}`]],
    ["GET /data?versioning", "GetBucketVersioning", [`s3:GetBucketVersioning ${BUCKET}`]],
    ["POST /data?delete", "DeleteObjects", []],
    ["GET /data/a/b.csv?x-id=GetObject", "GetObject", [`s3:GetObject ${BUCKET}/a/b.csv`]],
    ["GET /data/a?versionId=3", "GetObject", [`s3:GetObjectVersion ${BUCKET}/a`]],
    ["HEAD /data/a", "HeadObject", [`s3:GetObject ${BUCKET}/a`]],
    [
      "GET /data/a?attributes",
      "GetObjectAttributes",
      [`s3:GetObject ${BUCKET}/a`, `s3:GetObjectAttributes ${BUCKET}/a`],
    ],
    ["GET /data/a?tagging", "GetObjectTagging", [`s3:GetObjectTagging ${BUCKET}/a`]],
    ["PUT /data/a?tagging&versionId=3", "PutObjectTagging", [`s3:PutObjectVersionTagging ${BUCKET}/a`]],
    ["DELETE /data/a?tagging", "DeleteObjectTagging", [`s3:DeleteObjectTagging ${BUCKET}/a`]],
    ["PUT /data/a", "PutObject", [`s3:PutObject ${BUCKET}/a`]],
    [
      "PUT /data/a",
      "PutObject",
      [`s3:PutObject ${BUCKET}/a`, `s3:PutObjectTagging ${BUCKET}/a`],
      { "x-amz-tagging": "a=b" },
    ],
    [
      "PUT /data/a",
      "CopyObject",
      [`s3:PutObject ${BUCKET}/a`, "s3:GetObject arn:aws-us-gov:s3:::other/x/ö"],
      { "x-amz-copy-source": "/other/x/%C3%B6" },
    ],
    ["POST /data/a?uploads", "CreateMultipartUpload", [`s3:PutObject ${BUCKET}/a`]],
    ["PUT /data/a?partNumber=1&uploadId=u", "UploadPart", [`s3:PutObject ${BUCKET}/a`]],
    [
      "PUT /data/a?partNumber=1&uploadId=u",
      "UploadPartCopy",
      [`s3:PutObject ${BUCKET}/a`, "s3:GetObjectVersion arn:aws-us-gov:s3:::other/x"],
      { "x-amz-copy-source": "other/x?versionId=7" },
    ],
    ["POST /data/a?uploadId=u", "CompleteMultipartUpload", [`s3:PutObject ${BUCKET}/a`]],
    ["GET /data/a?uploadId=u", "ListParts", [`s3:ListMultipartUploadParts ${BUCKET}/a`]],
    ["DELETE /data/a?uploadId=u", "AbortMultipartUpload", [`s3:AbortMultipartUpload ${BUCKET}/a`]],
    ["DELETE /data/a", "DeleteObject", [`s3:DeleteObject ${BUCKET}/a`]],
    ["DELETE /data/a?versionId=3", "DeleteObject", [`s3:DeleteObjectVersion ${BUCKET}/a`]],
  ];
  for (const [line, name, expected, headers] of rows) {
    it(`${line}${headers ? ` with ${Object.keys(headers)[0]}` : ""} is ${name}`, () => {
      expect(operationOf(s3(line, headers), environment)?.name).to.equal(name);
      expect(calls(line, headers)).to.deep.equal(expected);
    });
  }

  it("makes only calls that the simulator knows", async () => {
    const role = {
      type: "aws:iam/role:Role",
      name: "r",
      state: { name: "r", arn: "arn:aws-us-gov:iam::123456789012:role/r", assumeRolePolicy: "{}" },
    };
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
    const everything = { type: "aws:iam/rolePolicy:RolePolicy", name: "p", state: { role: "r", policy } };
    const authorizer = authorizerFor([role, everything], environment);
    const headers = {
      "x-amz-acl": "private",
      "x-amz-server-side-encryption": "aws:kms",
      "x-amz-server-side-encryption-aws-kms-key-id": "alias/k",
      "x-amz-storage-class": "STANDARD",
      "x-amz-metadata-directive": "COPY",
    };
    const key = "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/00000000-0000-0000-0000-000000000000";
    for (const [line, , , more] of rows) {
      const operation = operationOf(s3(line, { ...headers, ...more }), environment, () => key)!;
      for (const call of operation.calls) await authorizer.authorize(role.state.arn, call);
    }
    expect(authorizer.tally().calls).to.be.above(rows.length);
  });

  it("tells policies what a listing asks for", () => {
    const [call] = operationOf(s3("GET /data?list-type=2&prefix=csv%2F&delimiter=%2F&max-keys=5"), environment)!.calls;
    expect(call!.context).to.include({ "s3:prefix": "csv/", "s3:delimiter": "/", "s3:max-keys": "5" });
    expect(operationOf(s3("GET /data?list-type=2"), environment)!.calls[0]!.context).not.to.have.property("s3:prefix");
  });

  it("tells policies how an object is written", () => {
    const [call] = operationOf(s3("PUT /data/a", { "x-amz-server-side-encryption": "aws:kms" }), environment)!.calls;
    expect(call!.context).to.include({ "s3:x-amz-server-side-encryption": "aws:kms", "s3:TlsVersion": "1.3" });
  });

  it("adds what a bucket's key is needed for", () => {
    const key = "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/k";
    const keyCalls = (line: string, headers?: Record<string, string>) =>
      operationOf(s3(line, headers), environment, () => key)!
        .calls.filter(({ resource }) => resource === key)
        .map(({ action }) => action);
    expect(keyCalls("GET /data/a")).to.deep.equal(["kms:Decrypt"]);
    expect(keyCalls("PUT /data/a")).to.deep.equal(["kms:GenerateDataKey", "kms:Decrypt"]);
    expect(keyCalls("GET /data?list-type=2")).to.deep.equal([]);
    expect(keyCalls("PUT /data/a", { "x-amz-server-side-encryption": "AES256" })).to.deep.equal([]);
    const other = { "x-amz-server-side-encryption-aws-kms-key-id": key.replace("key/k", "key/other") };
    const [, second] = operationOf(s3("PUT /data/a", other), environment)!.calls;
    expect(second).to.include({ action: "kms:GenerateDataKey", resource: key.replace("key/k", "key/other") });
  });

  for (const line of [
    "PUT /data",
    "DELETE /data",
    "GET /data?policy",
    "GET /data/a?acl",
    "PUT /data/a?retention",
    "POST /data/a?select",
  ]) {
    it(`does not know ${line}`, () => expect(calls(line)).to.equal(undefined));
  }

  it("names each object that is to be deleted", () => {
    expect(deletionOf("data", "a/b", undefined, environment)).to.include({
      action: "s3:DeleteObject",
      resource: `${BUCKET}/a/b`,
    });
    expect(deletionOf("data", "a", "3", environment)).to.include({ action: "s3:DeleteObjectVersion" });
  });
});
