import { expect } from "chai";
import { AccessDenied, authorizerFor } from "../../local/authorizer";
import type { PolicyBearingResource } from "../../local/authorizer/roles";
import { UserError } from "../../local/userError";

const environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const jobRole = "arn:aws:iam::123456789012:role/job";
const machineRole = "arn:aws:iam::123456789012:role/machine";

const allow = (Action: string[] | string, Resource: string[] | string, Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const trust = (Service: string, Condition?: object) =>
  document({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole", ...(Condition && { Condition }) });

function role(name: string, policy: string, more: Record<string, unknown> = {}): PolicyBearingResource[] {
  return [
    {
      type: "aws:iam/role:Role",
      name,
      state: {
        name,
        id: name,
        arn: `arn:aws:iam::123456789012:role/${name}`,
        assumeRolePolicy: trust("sagemaker.amazonaws.com"),
        ...more,
      },
    },
    { type: "aws:iam/rolePolicy:RolePolicy", name: `${name}-policy`, state: { role: name, policy } },
  ];
}

const resources: PolicyBearingResource[] = [
  ...role(
    "job",
    document(
      allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::data/csv/*", "arn:aws:s3:::data/models/*"]),
      allow("s3:ListBucket", "arn:aws:s3:::data", { StringLike: { "s3:prefix": ["csv/*"] } }),
    ),
  ),
  ...role(
    "machine",
    document(
      allow(["iam:PassRole"], [jobRole], { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } }),
      allow(["sagemaker:CreateTrainingJob"], ["arn:aws:sagemaker:us-east-1:123456789012:training-job/p-*"]),
    ),
    { assumeRolePolicy: trust("states.amazonaws.com", { StringEquals: { "aws:SourceAccount": "123456789012" } }) },
  ),
  {
    type: "aws:s3/bucketPolicy:BucketPolicy",
    name: "data",
    state: {
      bucket: "data",
      policy: document(
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::data/csv/frozen.csv" },
      ),
    },
  },
];

const call = (action: string, resource: string, context?: Record<string, string>) => ({
  action,
  resource,
  ...(context && { context }),
  source: "test",
});

async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("it was allowed");
}

describe("authorizer", () => {
  const authorizer = () => authorizerFor(resources, environment);

  it("allows what a policy allows", async () => {
    const it = authorizer();
    await it.authorize(jobRole, call("s3:GetObject", "arn:aws:s3:::data/csv/train.csv"));
    await it.authorize(jobRole, call("s3:ListBucket", "arn:aws:s3:::data", { "s3:prefix": "csv/train" }));
    await it.authorize(
      machineRole,
      call("iam:PassRole", jobRole, { "iam:PassedToService": "sagemaker.amazonaws.com" }),
    );
    // `*` is no pattern in a key, and `?` neither.
    await it.authorize(jobRole, call("s3:GetObject", "arn:aws:s3:::data/csv/a*b?.csv"));
    expect(it.tally()).to.include({ calls: 4, denied: 0 });
  });

  const denials: [string, string, ReturnType<typeof call>, RegExp][] = [
    ["another action", jobRole, call("s3:DeleteObject", "arn:aws:s3:::data/csv/a"), /identity-based policy allows/],
    ["another key", jobRole, call("s3:GetObject", "arn:aws:s3:::data/other/a"), /s3:GetObject on resource: arn:aws:s3/],
    ["a key with a star", jobRole, call("s3:GetObject", "arn:aws:s3:::data/*"), /no identity-based policy/],
    ["another bucket", jobRole, call("s3:GetObject", "arn:aws:s3:::elsewhere/csv/a"), /no identity-based policy/],
    [
      "another prefix",
      jobRole,
      call("s3:ListBucket", "arn:aws:s3:::data", { "s3:prefix": "models/" }),
      /s3:ListBucket/,
    ],
    ["a missing condition key", jobRole, call("s3:ListBucket", "arn:aws:s3:::data"), /s3:ListBucket/],
    [
      "what the bucket denies",
      jobRole,
      call("s3:PutObject", "arn:aws:s3:::data/csv/frozen.csv"),
      /resource-based policy/,
    ],
    ["what a boundary leaves out", jobRole, call("s3:PutObject", "arn:aws:s3:::data/models/m"), /permissions boundary/],
    [
      "another service to pass the role to",
      machineRole,
      call("iam:PassRole", jobRole, { "iam:PassedToService": "ec2.amazonaws.com" }),
      /assumed-role\/machine\/.* is not authorized to perform: iam:PassRole/,
    ],
    ["another role's permissions", machineRole, call("s3:GetObject", "arn:aws:s3:::data/csv/a"), /role\/machine/],
  ];
  for (const [what, who, denied, message] of denials) {
    it(`denies ${what}`, async () => {
      const bounded = resources.map((resource) =>
        what === "what a boundary leaves out" && resource.name === "job" && resource.type.endsWith(":Role")
          ? {
              ...resource,
              state: { ...resource.state, permissionsBoundary: "arn:aws:iam::123456789012:policy/reader" },
            }
          : resource,
      );
      const reader = {
        type: "aws:iam/policy:Policy",
        name: "reader",
        state: { arn: "arn:aws:iam::123456789012:policy/reader", policy: document(allow("s3:Get*", "*")) },
      };
      const it = authorizerFor([...bounded, reader], environment);
      const error = await failure(it.authorize(who, denied));
      expect(error).to.be.instanceOf(AccessDenied);
      expect(error.message).to.match(message);
      const tally = it.tally([who]);
      expect(tally).to.include({ calls: 1, denied: 1 });
      expect(tally.roles[0]!.denied).to.deep.equal([{ action: denied.action, resource: denied.resource }]);
    });
  }

  it("reads managed policies that the program attaches", async () => {
    const policy = "arn:aws:iam::123456789012:policy/more";
    const it = authorizerFor(
      [
        ...resources,
        { type: "aws:iam/policy:Policy", name: "more", state: { arn: policy, policy: document(allow("s3:*", "*")) } },
        {
          type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
          name: "a",
          state: { role: "job", policyArn: policy },
        },
      ],
      environment,
    );
    await it.authorize(jobRole, call("s3:DeleteObject", "arn:aws:s3:::data/csv/a"));
  });

  it("refuses to guess what a policy says that the program does not define", () => {
    const aws = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess";
    const attachment = {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      name: "full",
      state: { role: "job", policyArn: aws },
    };
    expect(() => authorizerFor([...resources, attachment], environment)).to.throw(UserError, aws);
  });

  for (const [what, wrong, message] of [
    ["an unknown action", call("s3:ReadObject", "arn:aws:s3:::data/a"), /invalid.action/],
    ["an unknown service", call("s4:GetObject", "arn:aws:s3:::data/a"), /invalid.service/],
    ["an ARN of the wrong kind", call("s3:GetObject", "arn:aws:s3:::data"), /no.resource.types/],
    [
      "a pattern for a resource",
      call("sagemaker:AddTags", "arn:aws:sagemaker:us-east-1:123456789012:training-job/*"),
      /one exact resource/,
    ],
    [
      "a condition key of another action",
      call("s3:GetObject", "arn:aws:s3:::data/a", { "s3:prefix": "a" }),
      /s3:prefix/,
    ],
  ] as const) {
    it(`takes ${what} for a fault, not for a denial`, async () => {
      const error = await failure(authorizer().authorize(jobRole, wrong));
      expect(error).not.to.be.instanceOf(AccessDenied);
      expect(error.message).to.match(message);
    });
  }

  it("finds the entries that no call needed", async () => {
    const it = authorizer();
    await it.authorize(jobRole, call("s3:GetObject", "arn:aws:s3:::data/csv/train.csv"));
    await it.authorize(jobRole, call("s3:PutObject", "arn:aws:s3:::data/models/m.tar.gz"));
    const [job] = it.tally([jobRole]).roles;
    expect(job!.unused).to.deep.equal([
      { action: "s3:GetObject", resource: "arn:aws:s3:::data/models/*" },
      { action: "s3:PutObject", resource: "arn:aws:s3:::data/csv/*" },
      { action: "s3:ListBucket", resource: "arn:aws:s3:::data" },
    ]);
    expect(job!.granted).to.have.length(5);
    expect(it.tally()).to.include({ calls: 2, unused: 3 + 2 });
  });

  it("counts every call but simulates equal ones once", async () => {
    const it = authorizer();
    const get = call("s3:GetObject", "arn:aws:s3:::data/csv/train.csv");
    await it.authorize(jobRole, get);
    const start = performance.now();
    for (let i = 0; i < 5000; i++) await it.authorize(jobRole, { ...get });
    expect(performance.now() - start).to.be.below(500);
    expect(it.tally([jobRole]).calls).to.equal(5001);
  });

  it("does not count what it is only asked about", async () => {
    const it = authorizer();
    expect(await it.allows(jobRole, call("s3:GetObject", "arn:aws:s3:::data/csv/a"))).to.equal(true);
    expect(await it.allows(jobRole, call("s3:GetObject", "arn:aws:s3:::data/b"))).to.equal(false);
    expect(it.tally()).to.include({ calls: 0, denied: 0, unused: 7 });
  });

  it("judges trust policies", async () => {
    const it = authorizer();
    expect(await it.mayAssume(jobRole, { service: "sagemaker.amazonaws.com" })).to.equal(true);
    expect(await it.mayAssume(jobRole, { service: "lambda.amazonaws.com" })).to.equal(false);
    expect(await it.mayAssume(machineRole, { service: "states.amazonaws.com" })).to.equal(true);
    expect(await it.mayAssume("arn:aws:iam::123456789012:role/none", { service: "states.amazonaws.com" })).to.equal(
      false,
    );
    const foreign = role("job", document(allow("s3:GetObject", "*")), {
      assumeRolePolicy: trust("sagemaker.amazonaws.com", { StringEquals: { "aws:SourceAccount": "210987654321" } }),
    });
    expect(
      await authorizerFor(foreign, environment).mayAssume(jobRole, { service: "sagemaker.amazonaws.com" }),
    ).to.equal(false);
  });

  it("names the session in what it denies", async () => {
    const it = authorizer();
    await it.mayAssume(jobRole, { service: "sagemaker.amazonaws.com", session: "SageMaker" });
    const error = await failure(it.authorize(jobRole, call("s3:GetObject", "arn:aws:s3:::x/y")));
    expect(error.message).to.equal(
      "User: arn:aws:sts::123456789012:assumed-role/job/SageMaker is not authorized to perform: s3:GetObject" +
        " on resource: arn:aws:s3:::x/y because no identity-based policy allows the s3:GetObject action",
    );
  });

  it("gives each role credentials of its own, the same every time", () => {
    const [one, two] = [authorizer(), authorizer()];
    expect(one.credentialsFor(jobRole)).to.deep.equal(two.credentialsFor(jobRole));
    expect(one.credentialsFor(jobRole).accessKeyId).to.match(/^[A-Z0-9]{20}$/);
    expect(one.credentialsFor(machineRole).accessKeyId).not.to.equal(one.credentialsFor(jobRole).accessKeyId);
    expect(one.roleOf(one.credentialsFor(machineRole).accessKeyId)).to.equal(machineRole);
    expect(one.roleOf("AKIAIOSFODNN7EXAMPLE")).to.equal(undefined);
    expect(() => one.credentialsFor("arn:aws:iam::123456789012:role/none")).to.throw("no role");
  });
});
