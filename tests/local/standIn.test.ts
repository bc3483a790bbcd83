import { expect } from "chai";
import fc from "fast-check";
import { PREBUILT_ACCOUNTS } from "../../local/aws/prebuiltImages";
import { RESOURCE_TYPES } from "../../local/aws/resourceTypes";
import { checkInputs, invoke, outputs } from "../../local/aws/standIn";
import { UserError } from "../../local/userError";

const environment = { partition: "aws", region: "eu-west-1", account: "111122223333" };
const seed = { seed: "project/stack" };
const make = (type: string, inputs: Record<string, unknown> = {}, name = "thing", where = environment) =>
  outputs(type, name, checkInputs(type, name, inputs, seed), where);

describe("local/aws: names", () => {
  it("fills a physical name from the logical one, as autonaming does", () => {
    const { name } = checkInputs("aws:iam/role:Role", "Job", {}, seed);
    expect(name).to.match(/^Job-[0-9a-f]{7}$/);
    expect(checkInputs("aws:s3/bucket:Bucket", "Data", {}, seed).bucket).to.match(/^data-[0-9a-f]{7}$/);
  });

  it("gives the same name each time, and another one for another stack, type or name", () => {
    const roleName = (type: string, name: string, of: string) => checkInputs(type, name, {}, { seed: of }).name;
    const names = [
      roleName("aws:iam/role:Role", "a", "p/dev"),
      roleName("aws:iam/role:Role", "a", "p/prod"),
      roleName("aws:iam/policy:Policy", "a", "p/dev"),
      roleName("aws:iam/role:Role", "b", "p/dev"),
    ];
    expect(new Set(names).size).to.equal(4);
    expect(roleName("aws:iam/role:Role", "a", "p/dev")).to.equal(names[0]);
  });

  it("keeps a name that the program gives", () => {
    expect(checkInputs("aws:s3/bucket:Bucket", "data", { bucket: "mine" }, seed)).to.deep.equal({ bucket: "mine" });
  });

  it("leaves a name with a prefix to the making of the resource", () => {
    const type = "aws:cloudwatch/logGroup:LogGroup";
    const inputs = checkInputs(type, "logs", { namePrefix: "/aws/lambda/x-" }, seed);
    expect(inputs).to.deep.equal({ namePrefix: "/aws/lambda/x-" });
    expect(outputs(type, "logs", inputs, environment).state.name).to.match(/^\/aws\/lambda\/x-[0-9a-f]{26}$/);
  });

  it("never exceeds AWS's limit: it fills a name within it or refuses", () => {
    const named = Object.entries(RESOURCE_TYPES).filter(([, row]) => row.name !== undefined);
    fc.assert(
      fc.property(fc.constantFrom(...named), fc.string({ minLength: 1, maxLength: 600 }), ([type, row], name) => {
        const { property, limit } = row.name!;
        try {
          expect(checkInputs(type, name, {}, seed)[property]).to.have.lengthOf.at.most(limit);
        } catch (error) {
          expect(error).to.be.instanceOf(UserError);
          expect(name.length + 8).to.be.greaterThan(limit);
        }
      }),
    );
  });

  it("says which name is too long, and how long it may be", () => {
    expect(() => checkInputs("aws:iam/role:Role", "r".repeat(60), {}, seed)).to.throw(
      UserError,
      /The name of aws:iam\/role:Role "r+" would be "r+-[0-9a-f]{7}": 68 characters, and AWS allows 64\.\nUse a shorter name/,
    );
  });
});

describe("local/aws: outputs", () => {
  it("gives a bucket its ARN and domain names", () => {
    const { id, state } = make("aws:s3/bucket:Bucket", { bucket: "b", tags: { a: "1" } });
    expect(id).to.equal("b");
    expect(state).to.deep.equal({
      bucket: "b",
      tags: { a: "1" },
      tagsAll: { a: "1" },
      region: "eu-west-1",
      arn: "arn:aws:s3:::b",
      bucketDomainName: "b.s3.amazonaws.com",
      bucketRegionalDomainName: "b.s3.eu-west-1.amazonaws.com",
      bucketRegion: "eu-west-1",
    });
  });

  const arns: [string, Record<string, unknown>, string][] = [
    ["aws:iam/role:Role", { name: "n" }, "arn:aws:iam::111122223333:role/n"],
    ["aws:iam/role:Role", { name: "n", path: "/ml/" }, "arn:aws:iam::111122223333:role/ml/n"],
    ["aws:iam/policy:Policy", { name: "n" }, "arn:aws:iam::111122223333:policy/n"],
    ["aws:lambda/function:Function", { name: "n" }, "arn:aws:lambda:eu-west-1:111122223333:function:n"],
    ["aws:sfn/stateMachine:StateMachine", { name: "n" }, "arn:aws:states:eu-west-1:111122223333:stateMachine:n"],
    ["aws:cloudwatch/logGroup:LogGroup", { name: "/n" }, "arn:aws:logs:eu-west-1:111122223333:log-group:/n"],
    ["aws:sns/topic:Topic", { name: "n" }, "arn:aws:sns:eu-west-1:111122223333:n"],
  ];
  for (const [type, inputs, arn] of arns) {
    it(`gives ${type} ${JSON.stringify(inputs)} its ARN`, () => {
      expect(make(type, inputs).state.arn).to.equal(arn);
    });
  }

  it("makes ARNs of the partition and region that the resource is in", () => {
    const china = { partition: "aws-cn", region: "cn-north-1", account: "111122223333" };
    expect(make("aws:s3/bucket:Bucket", { bucket: "b" }, "b", china).state).to.include({
      arn: "arn:aws-cn:s3:::b",
      bucketRegionalDomainName: "b.s3.cn-north-1.amazonaws.com.cn",
    });
    expect(make("aws:sns/topic:Topic", { name: "n", region: "us-east-1" }).state.arn).to.equal(
      "arn:aws:sns:us-east-1:111122223333:n",
    );
  });

  it("gives a function its versions and a state machine its status", () => {
    expect(make("aws:lambda/function:Function", { name: "n" }).state).to.include({
      version: "$LATEST",
      qualifiedArn: "arn:aws:lambda:eu-west-1:111122223333:function:n:$LATEST",
    });
    expect(make("aws:lambda/function:Function", { name: "n", publish: true }).state.version).to.equal("1");
    expect(make("aws:sfn/stateMachine:StateMachine", { name: "n" }).state).to.include({
      status: "ACTIVE",
      type: "STANDARD",
    });
  });

  it("adds the provider's default tags where a resource takes tags", () => {
    const where = { ...environment, defaultTags: { team: "ml", stage: "dev" } };
    const { state } = make("aws:iam/role:Role", { tags: { stage: "prod" } }, "r", where);
    expect(state.tags).to.deep.equal({ stage: "prod" });
    expect(state.tagsAll).to.deep.equal({ team: "ml", stage: "prod" });
    expect(make("aws:iam/rolePolicy:RolePolicy", { role: "r" }, "p", where).state).to.not.have.property("tagsAll");
  });

  it("gives every known type an id, and computes only properties that @pulumi/aws declares", async () => {
    for (const [type, row] of Object.entries(RESOURCE_TYPES)) {
      const [, module, className] = /^aws:(.*):(.*)$/.exec(type)!;
      const { [className!]: constructor } = await import(`@pulumi/aws/${module!}.js`);
      expect(constructor.__pulumiType, type).to.equal(type);
      const parents = {
        functionName: "f",
        queueUrl: "https://sqs/q",
        alarmName: "a",
        dashboardName: "d",
        arn: "arn:t",
      };
      const inputs = { bucket: "b", role: "r", policyArn: "arn:aws:iam::aws:policy/x", ...parents };
      expect(make(type, inputs).id, type).to.be.a("string").that.is.not.empty;
      // The generated constructor names every property of the resource, inputs and computed ones alike.
      const declared = String(constructor);
      for (const property of Object.keys(
        row.computed?.({ ...environment, logicalName: "l", name: "n", inputs }) ?? {},
      )) {
        expect(declared, `${type} ${property}`).to.contain(`resourceInputs["${property}"]`);
      }
    }
  });

  it("names an unknown type and what is supported", () => {
    expect(() => checkInputs("aws:ec2/vpc:Vpc", "v", {}, seed)).to.throw(
      UserError,
      /resource type aws:ec2\/vpc:Vpc, which has no stand-in.*\n.*aws:s3\/bucket:Bucket/,
    );
  });
});

describe("local/aws: invokes", () => {
  it("answers who calls, and from where", () => {
    expect(invoke("aws:index/getCallerIdentity:getCallerIdentity", {}, environment)).to.include({
      accountId: "111122223333",
      id: "111122223333",
    });
    expect(invoke("aws:index/getRegion:getRegion", {}, environment)).to.include({
      region: "eu-west-1",
      name: "eu-west-1",
      id: "eu-west-1",
    });
  });

  it("knows the partition of a region", () => {
    const partition = (region: string) =>
      invoke("aws:index/getPartition:getPartition", {}, { ...environment, region }) as { partition: string };
    expect(partition("eu-west-1")).to.include({ partition: "aws", dnsSuffix: "amazonaws.com" });
    expect(partition("cn-northwest-1")).to.include({ partition: "aws-cn", dnsSuffix: "amazonaws.com.cn" });
    expect(partition("us-gov-west-1")).to.include({ partition: "aws-us-gov", dnsSuffix: "amazonaws.com" });
  });

  const image = (args: Record<string, unknown>, region = "eu-west-1") =>
    invoke("aws:sagemaker/getPrebuiltEcrImage:getPrebuiltEcrImage", args, { ...environment, region });

  it("finds SageMaker's own images", () => {
    expect(image({ repositoryName: "sagemaker-xgboost", imageTag: "3.0-5" })).to.include({
      registryId: "141502667606",
      registryPath: "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:3.0-5",
    });
    expect(image({ repositoryName: "sagemaker-scikit-learn", region: "cn-north-1" }).registryPath).to.equal(
      "450853457545.dkr.ecr.cn-north-1.amazonaws.com.cn/sagemaker-scikit-learn:latest",
    );
  });

  it("holds account ids of twelve digits, one a region", () => {
    expect(Object.values(PREBUILT_ACCOUNTS)).to.satisfy((ids: string[]) => ids.every((id) => /^\d{12}$/.test(id)));
    expect(new Set(Object.values(PREBUILT_ACCOUNTS)).size).to.equal(Object.keys(PREBUILT_ACCOUNTS).length);
  });

  it("names a repository, region or function that it does not know", () => {
    expect(() => image({ repositoryName: "kmeans" })).to.throw(
      UserError,
      /"kmeans" is no repository.*\n.*sagemaker-xgboost/,
    );
    expect(() => image({ repositoryName: "sagemaker-xgboost" }, "mars-1")).to.throw(UserError, /"mars-1" is no region/);
    expect(() => invoke("aws:ec2/getVpc:getVpc", {}, environment)).to.throw(
      UserError,
      /function aws:ec2\/getVpc:getVpc/,
    );
  });
});
