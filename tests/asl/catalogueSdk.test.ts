import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { integrationOf, outputOf } from "../../asl/catalogue/catalogue";
import type { Integration } from "../../asl/catalogue/integration";
import { sdkApisOf, sdkServices } from "../../asl/catalogue/sdk";
import { taskCalls } from "../../iam/taskCalls";
import { needsResource, referenceFault } from "../support/iamReference";
import { holesOf, sampleRequest, templatesOf } from "../support/sampleRequest";

const folder = join(__dirname, "..", "..", "asl", "catalogue", "sdk");
const environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const row = (api: string): Integration => integrationOf(`aws-sdk:${api}`) ?? expect.fail(`there is no aws-sdk:${api}`);

/** `s3:GetObject arn:…`, for each call of a task. */
const calls = (api: string, request: object) =>
  (taskCalls(`arn:aws:states:::aws-sdk:${api}`, { ...request }, environment) ?? []).map(
    ({ action, resource }) => `${action} ${resource}`,
  );

describe("integrations of the AWS SDK", () => {
  it("are known by Step Functions' names of services and APIs", () => {
    for (const service of ["sfn", "cloudwatchlogs", "eventbridge", "databasemigration", "costandusagereport", "s3"]) {
      expect(sdkServices).to.include(service);
    }
    expect(sdkServices).to.not.include.members(["states"]);
    expect(sdkApisOf("rds")).to.include("describeDBInstances");
    expect(sdkApisOf("nothing")).to.deep.equal([]);
    expect(integrationOf("aws-sdk:s3:getObjects")).to.equal(undefined);
    expect(integrationOf("aws-sdk:nothing:getObject")).to.equal(undefined);
  });

  it("leave out what cannot be called: streams of events, and APIs that Step Functions refuses", () => {
    expect(sdkApisOf("s3")).to.include("getObject").and.not.include("selectObjectContent");
    expect(sdkApisOf("kinesis")).to.not.include("subscribeToShard");
    expect(sdkApisOf("lambda")).to.not.include("invokeAsync");
  });

  it("offer no job to be waited for, but a token", () => {
    expect(row("sagemaker:createTrainingJob").patterns).to.deep.equal(["requestResponse", "waitForTaskToken"]);
    expect(outputOf(row("sfn:startExecution"), "waitForTaskToken").type).to.equal("any");
  });

  it("have parameters as Step Functions spells them", () => {
    const { input, output } = row("rds:describeDBInstances").shapes;
    expect(input.members).to.have.property("DbInstanceIdentifier");
    expect(output.members).to.have.property("DbInstances").with.property("type", "list");
    expect(row("s3:putObject").shapes.input.members).to.have.property("SsekmsKeyId");
    expect(row("s3:putObject").shapes.output.members).to.have.property("ETag");
    expect(row("s3:getObject").shapes.input.required).to.deep.equal(["Bucket", "Key"]);
  });

  it("require no token against calling twice, which the AWS SDK fills in, but what a call is about", () => {
    const required = (api: string) => integrationOf(api)?.shapes.input.required ?? [];
    expect(required("emr-serverless:createApplication")).to.deep.equal(["ReleaseLabel", "Type"]);
    expect(required("emr-containers:createVirtualCluster")).to.deep.equal(["Name", "ContainerProvider"]);
    expect(required("emr-containers:startJobRun")).to.deep.equal(["VirtualClusterId"]);
    expect(required("aws-sdk:emrserverless:startJobRun")).to.deep.equal(["ApplicationId", "ExecutionRoleArn"]);
    expect(required("aws-sdk:sagemaker:createPipeline")).to.deep.equal(["PipelineName", "RoleArn"]);
    expect(required("aws-sdk:athena:stopQueryExecution")).to.deep.equal(["QueryExecutionId"]);
  });

  it("have full shapes of SageMaker and S3", () => {
    const described = outputOf(row("sagemaker:describeEndpoint"), "requestResponse");
    expect(described.members?.EndpointStatus?.enum).to.include("InService");
    const listed = outputOf(row("s3:listObjectsV2"), "requestResponse");
    expect(listed.members?.Contents?.item?.members).to.have.property("Key");
  });

  it("need actions that are not called like the API", () => {
    expect(calls("s3:listObjectsV2", { Bucket: "b" })).to.deep.equal(["s3:ListBucket arn:aws:s3:::b"]);
    expect(calls("s3:headObject", { Bucket: "b", Key: "k" })).to.deep.equal(["s3:GetObject arn:aws:s3:::b/k"]);
    expect(calls("lambda:invoke", { FunctionName: "f" })).to.deep.equal([
      "lambda:InvokeFunction arn:aws:lambda:us-east-1:123456789012:function:f",
    ]);
    expect(calls("cloudwatch:putMetricData", {})).to.deep.equal(["cloudwatch:PutMetricData *"]);
  });

  it("are held to what their parameters name", () => {
    const endpoint = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn";
    expect(calls("sagemaker:describeEndpoint", { EndpointName: "churn" })).to.deep.equal([
      `sagemaker:DescribeEndpoint ${endpoint}`,
    ]);
    expect(calls("sagemaker:addTags", { ResourceArn: endpoint })).to.deep.equal([`sagemaker:AddTags ${endpoint}`]);
    const ids = { InstanceIds: ["i-1", "i-2"] };
    expect(calls("ec2:stopInstances", ids)).to.deep.equal([
      "ec2:StopInstances arn:aws:ec2:us-east-1:123456789012:instance/i-1",
      "ec2:StopInstances arn:aws:ec2:us-east-1:123456789012:instance/i-2",
    ]);
    expect(calls("ssm:getParameter", { Name: "/team/key" })).to.deep.equal([
      "ssm:GetParameter arn:aws:ssm:us-east-1:123456789012:parameter/team/key",
    ]);
    expect(calls("dynamodb:query", { TableName: "t" })).to.deep.equal([
      "dynamodb:Query arn:aws:dynamodb:us-east-1:123456789012:table/t",
    ]);
    const queue = { QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/jobs" };
    expect(calls("sqs:receiveMessage", queue)).to.deep.equal([
      "sqs:ReceiveMessage arn:aws:sqs:us-east-1:123456789012:jobs",
    ]);
  });

  it("need what parameters add: tags and keys of an object", () => {
    const key = "arn:aws:kms:us-east-1:123456789012:key/1234";
    const object = { Bucket: "b", Key: "k", Body: "x" };
    expect(calls("s3:putObject", object)).to.not.include("s3:PutObjectTagging arn:aws:s3:::b/k");
    expect(calls("s3:putObject", { ...object, Tagging: "a=b", SsekmsKeyId: key })).to.include.members([
      "s3:PutObjectTagging arn:aws:s3:::b/k",
      `kms:GenerateDataKey ${key}`,
    ]);
    const [, , keyUse] = row("s3:createMultipartUpload").permissions.slice(-3);
    expect(keyUse?.actions).to.deep.equal(["kms:GenerateDataKey", "kms:Decrypt"]);
  });

  it("need of a transaction's tables only the actions in it", () => {
    const items = [{ Put: { TableName: "a" } }, { Delete: { TableName: "b" } }];
    expect(calls("dynamodb:transactWriteItems", { TransactItems: items })).to.have.members([
      "dynamodb:PutItem arn:aws:dynamodb:us-east-1:123456789012:table/a",
      "dynamodb:DeleteItem arn:aws:dynamodb:us-east-1:123456789012:table/b",
    ]);
  });

  it("name the tables of a batch, also those whose items come from the input", () => {
    const tables = (RequestItems: object | string) => calls("dynamodb:batchWriteItem", { RequestItems });
    const table = (name: string) => `dynamodb:BatchWriteItem arn:aws:dynamodb:us-east-1:123456789012:table/${name}`;
    expect(tables({ a: [], "b.$": "$.items" })).to.deep.equal([table("a"), table("b")]);
    expect(calls("dynamodb:batchGetItem", { "RequestItems.$": "$.keys" })).to.deep.equal([
      table("*").replace("Write", "Get"),
    ]);
    expect(tables("{% $states.input.items %}")).to.deep.equal([table("*")]);
  });

  it("keep to the group of a model package's version, and to the name of a package without one", () => {
    const arn = "arn:aws:sagemaker:us-east-1:123456789012:model-package";
    const group = { ModelPackageGroupName: "churn" };
    expect(calls("sagemaker:createModelPackage", group)).to.deep.equal([`sagemaker:CreateModelPackage ${arn}/churn/*`]);
    expect(calls("sagemaker:createModelPackage", { ModelPackageGroupName: `${arn}-group/churn` })).to.deep.equal([
      `sagemaker:CreateModelPackage ${arn}/churn/*`,
    ]);
    expect(calls("sagemaker:createModelPackage", { ModelPackageName: "own", Tags: [] })).to.deep.equal([
      `sagemaker:CreateModelPackage ${arn}/own`,
      `sagemaker:AddTags ${arn}/own`,
    ]);
    expect(calls("sagemaker:listModelPackages", group)).to.deep.equal([`sagemaker:ListModelPackages ${arn}/churn/*`]);
    expect(calls("sagemaker:listModelPackages", {})).to.deep.equal(["sagemaker:ListModelPackages *"]);
    expect(calls("sagemaker:describeModelPackage", { ModelPackageName: `${arn}/churn/3` })).to.deep.equal([
      `sagemaker:DescribeModelPackage ${arn}/churn/3`,
    ]);
    expect(calls("sagemaker:createModelPackageGroup", { ...group, Tags: [] })).to.deep.equal([
      `sagemaker:CreateModelPackageGroup ${arn}-group/churn`,
      `sagemaker:AddTags ${arn}-group/churn`,
    ]);
  });

  it("look at an endpoint's variant when it is registered to be scaled, and at nothing of SageMaker's for a table", () => {
    const target = (ServiceNamespace: string, ResourceId: string) => ({ ServiceNamespace, ResourceId });
    const variant = target("sagemaker", "endpoint/churn/variant/all");
    const scaling = "arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/*";
    const endpoint = "arn:aws:sagemaker:us-east-1:123456789012:endpoint";
    expect(calls("applicationautoscaling:registerScalableTarget", variant)).to.deep.equal([
      `application-autoscaling:RegisterScalableTarget ${scaling}`,
      `sagemaker:DescribeEndpoint ${endpoint}/churn`,
      `sagemaker:UpdateEndpointWeightsAndCapacities ${endpoint}/churn`,
      `sagemaker:DescribeEndpointConfig ${endpoint}-config/*`,
      "iam:CreateServiceLinkedRole arn:aws:iam::123456789012:role/aws-service-role/" +
        "sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint",
    ]);
    expect(calls("applicationautoscaling:registerScalableTarget", target("dynamodb", "table/t"))).to.deep.equal([
      `application-autoscaling:RegisterScalableTarget ${scaling}`,
    ]);
    const policy = { ...variant, PolicyName: "p", PolicyType: "TargetTrackingScaling" };
    const alarms = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:TargetTracking-endpoint/churn/variant/all-*";
    expect(calls("applicationautoscaling:putScalingPolicy", policy)).to.deep.equal([
      `application-autoscaling:PutScalingPolicy ${scaling}`,
      ...["DeleteAlarms", "DescribeAlarms", "PutMetricAlarm"].map((action) => `cloudwatch:${action} ${alarms}`),
    ]);
    const [, role] = row("applicationautoscaling:registerScalableTarget").permissions.slice(-2);
    expect(role?.actions).to.deep.equal(["iam:PassRole"]);
  });

  it("are wide only with a reason", () => {
    expect(calls("batch:cancelJob", { JobId: "1", Reason: "r" })).to.deep.equal([
      "batch:CancelJob arn:aws:batch:us-east-1:123456789012:job/1",
    ]);
    expect(row("rds:createDBSnapshot").permissions[0]).to.have.property("wide").that.includes("snapshot");
  });

  it("pass the roles that they name", () => {
    expect(row("sagemaker:createPipeline").permissions[1]).to.deep.include({
      actions: ["iam:PassRole"],
      resources: ["arn:{partition}:iam::{account}:role/{$.RoleArn}"],
      conditions: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
    });
    expect(row("sagemaker:createDeviceFleet").permissions[1]).to.not.have.property("conditions");
    expect(row("sts:assumeRole").permissions.flatMap(({ actions }) => actions)).to.deep.equal(["sts:AssumeRole"]);
  });

  it("need what the optimized integration of the same API needs, tags only when given", () => {
    const request = { TrainingJobName: "n", RoleArn: "arn:aws:iam::123456789012:role/job" };
    const job = "arn:aws:sagemaker:us-east-1:123456789012:training-job/n";
    const untagged = [`sagemaker:CreateTrainingJob ${job}`, `iam:PassRole ${request.RoleArn}`];
    expect(calls("sagemaker:createTrainingJob", request)).to.have.members(untagged);
    expect(calls("sagemaker:createTrainingJob", { ...request, Tags: [] })).to.have.members([
      ...untagged,
      `sagemaker:AddTags ${job}`,
    ]);
  });

  it("state the versions of the models that they are made from, and are few enough to be kept", () => {
    let size = 0;
    for (const file of readdirSync(folder)) {
      const text = readFileSync(join(folder, file), "utf8");
      size += text.length;
      expect((JSON.parse(text) as { source: string }).source, file).to.match(
        /^botocore \d+\.\d+\.\d+, @cloud-copilot\/iam-data \d+\.\d+\.\d+$/,
      );
    }
    expect(
      readdirSync(folder)
        .map((file) => file.replace(".json", ""))
        .sort(),
    ).to.deep.equal([...sdkServices]);
    expect(size).to.be.below(4_000_000);
  });

  it("have actions, resources and parameters that AWS has, all of them", async () => {
    const faults: string[] = [];
    let count = 0;
    for (const service of sdkServices) {
      // API Gateway's actions are methods on paths, of which the reference has only some.
      if (service.startsWith("apigateway")) continue;
      for (const api of sdkApisOf(service)) {
        const integration = row(`${service}:${api}`);
        count += 1;
        // Those of an optimized integration are held against its own request.
        const derived = integration.permissions.filter(({ source }) => source.includes("service-authorization"));
        for (const { path } of holesOf(derived.flatMap(templatesOf))) {
          const name = (path.split(".")[0] ?? "").replace("[]", "");
          if (integration.shapes.input.members?.[name] === undefined) faults.push(`${service}:${api} has no ${path}`);
        }
        const resource = `arn:aws:states:::${integration.api}`;
        for (const call of taskCalls(resource, sampleRequest(integration), environment) ?? []) {
          // APIs on any type of resource take its ARN, which the made-up request has not.
          const isWholeArn = call.resource.endsWith(":123456789012:name");
          const fault = await referenceFault(call.action, call.resource);
          if (fault !== undefined && !isWholeArn) faults.push(`${service}:${api}: ${fault}`);
          if (call.resource === "*" && (await needsResource(call.action))) {
            const isExplained = integration.permissions.some(({ wide }) => wide?.includes("type of resource"));
            if (!isExplained && call.action !== "sns:Publish") faults.push(`${service}:${api}: ${call.action} on *`);
          }
        }
      }
    }
    expect(faults).to.deep.equal([]);
    expect(count).to.be.above(19_000);
  }).timeout(120_000);
});
