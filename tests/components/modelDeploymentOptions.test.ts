/** The options of ModelDeploymentPipeline: what they ask SageMaker for, and which do not go together. */
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { checkDefinition } from "../../asl/check/checkDefinition";
import type { JsonObject } from "../../asl/definition";
import { ModelDeploymentPipeline } from "../../components/modelDeploymentPipeline";
import type { ModelDeploymentPipelineArgs } from "../../components/deployment/deploymentArgs";
import type { Statement } from "../../iam/document";
import { evaluate } from "../support/evaluate";
import type { Script } from "../support/executions/script";
import { type PipelineRun, type TestPipeline, testPipeline } from "../support/executions/testPipeline";

const training = { sourceDirectory: "lambda/containers/classifier", entryPoint: "classifier.py" };
const smokeTest = { rows: [[1, 2]] };
const functions = { "churn-seed": () => ({ rows: 569 }) };
const GROUP = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn-models";
const IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5";
const registry = {
  training: undefined,
  modelPackageGroup: { name: "churn-models", modelData: "s3://models/churn/" },
  smokeTest,
};

const requestOf = ({ attempts }: PipelineRun, state: string) => attempts.find((one) => one.state === state)?.request;

async function pipelineOf(args: Partial<ModelDeploymentPipelineArgs>): Promise<TestPipeline> {
  const pipeline = await testPipeline(() => new ModelDeploymentPipeline("churn", { training, ...args }), "churn");
  expect(checkDefinition(pipeline.definition)).to.deep.equal([]);
  return pipeline;
}

/** Deploys twice, with every call judged. */
async function deployTwice(args: Partial<ModelDeploymentPipelineArgs>): Promise<[PipelineRun, PipelineRun]> {
  const pipeline = await pipelineOf(args);
  const account = pipeline.newAccount({ isJudged: true });
  try {
    const first = await pipeline.run({ account, script: { functions } });
    const second = await pipeline.run({ account, script: { functions } });
    for (const { execution } of [first, second]) expect(execution.cause ?? execution.status).to.equal("SUCCEEDED");
    return [first, second];
  } finally {
    await account.close();
  }
}

describe("options of ModelDeploymentPipeline", () => {
  it("traffic in steps, taken back by alarms of the component's own", async () => {
    const traffic = { type: "Linear", size: { percent: 25 }, waitInSeconds: 60, latencyInMilliseconds: 200 } as const;
    const pipeline = await pipelineOf({ traffic });
    const alarms = pipeline.evaluated.resources.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(alarms.map(({ inputs: { metricName, threshold } }) => [metricName, threshold])).to.deep.equal([
      ["Invocation5XXErrors", 1],
      ["ModelLatency", 200_000],
    ]);
    const [, second] = await deployTwice({ traffic });
    expect(requestOf(second, "Update endpoint")?.["DeploymentConfig"]).to.deep.equal({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: "LINEAR",
          WaitIntervalInSeconds: 60,
          LinearStepSize: { Type: "CAPACITY_PERCENT", Value: 25 },
        },
        TerminationWaitInSeconds: 60,
        MaximumExecutionTimeoutInSeconds: 3600,
      },
      AutoRollbackConfiguration: { Alarms: alarms.map(({ inputs: { name } }) => ({ AlarmName: name })) },
    });
  });

  it("a canary of instances", async () => {
    const [, second] = await deployTwice({
      traffic: { type: "Canary", size: { instances: 1 } },
      endpointInstanceCount: 4,
    });
    const { BlueGreenUpdatePolicy } = requestOf(second, "Update endpoint")!["DeploymentConfig"] as JsonObject;
    expect((BlueGreenUpdatePolicy as JsonObject)["TrafficRoutingConfiguration"]).to.deep.equal({
      Type: "CANARY",
      WaitIntervalInSeconds: 300,
      CanarySize: { Type: "INSTANCE_COUNT", Value: 1 },
    });
  });

  it("an endpoint without instances", async () => {
    const [first] = await deployTwice({ serverless: { memorySizeInMb: 2048, maxConcurrency: 5 } });
    const [variant] = requestOf(first, "Create endpoint config")!["ProductionVariants"] as [JsonObject];
    expect(variant).to.deep.include({ ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 } });
    expect(variant).to.not.have.any.keys("InstanceType", "InitialInstanceCount");
  });

  it("requests and answers that are kept", async () => {
    const [first] = await deployTwice({ dataCapture: { percentage: 20 } });
    const capture = requestOf(first, "Create endpoint config")!["DataCaptureConfig"] as JsonObject;
    expect(capture).to.deep.include({ EnableCapture: true, InitialSamplingPercentage: 20 });
    expect(capture["DestinationS3Uri"]).to.match(/^s3:\/\/churn-data-\w+\/capture\/$/);
  });

  describe("requests that wait in a queue", () => {
    const topic = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;
    const asynchronous = {
      outputPrefix: "queue/",
      maxConcurrentInvocationsPerInstance: 4,
      successTopicArn: topic("answered"),
      errorTopicArn: topic("unanswered"),
    };
    const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/1";

    it("are answered in the pipeline's bucket, and topics are told", async () => {
      const [first] = await deployTwice({ asynchronous });
      const config = requestOf(first, "Create endpoint config")!["AsyncInferenceConfig"] as JsonObject;
      expect(JSON.parse(JSON.stringify(config).replace(/churn-data-\w+/g, "bucket"))).to.deep.equal({
        ClientConfig: { MaxConcurrentInvocationsPerInstance: 4 },
        OutputConfig: {
          S3OutputPath: "s3://bucket/queue/answers",
          S3FailurePath: "s3://bucket/queue/failures",
          NotificationConfig: { SuccessTopic: topic("answered"), ErrorTopic: topic("unanswered") },
        },
      });
      expect(requestOf(first, "Smoke test")!["InputLocation"]).to.match(
        /^s3:\/\/churn-data-\w+\/queue\/requests\/smoke-test-\w{16}\.csv$/,
      );
      expect(requestOf(first, "Read answer")!["Key"]).to.match(/^queue\/answers\/[\w-]+\.out$/);
    });

    it("are read by the models' role, and answers to smoke tests by the state machine's", async () => {
      const { evaluated } = await pipelineOf({ asynchronous, kmsKeyArn });
      const allowed = (role: RegExp, action: string) =>
        evaluated.resources
          .filter(({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && role.test(name))
          .flatMap(({ inputs }) => (JSON.parse(inputs["policy"] as string) as { Statement: Statement[] }).Statement)
          .filter(({ Action }) => Action.includes(action))
          .flatMap(({ Resource }) => Resource)
          .map((resource) => resource.replace(/churn-data-\w+/, "bucket"));
      const objects = (key: string) => `arn:aws:s3:::bucket/${key}`;
      expect(allowed(/churn-machine/, "s3:GetObject")).to.deep.equal([objects("queue/answers/*")]);
      expect(allowed(/churn-machine/, "kms:Decrypt")).to.include(kmsKeyArn);
      expect(allowed(/churn-job/, "s3:GetObject")).to.include(objects("queue/requests/*"));
      expect(allowed(/churn-job/, "s3:PutObject")).to.include.members([
        objects("queue/answers/*"),
        objects("queue/failures/*"),
      ]);
      expect(allowed(/churn-job/, "sns:Publish")).to.have.members([topic("answered"), topic("unanswered")]);
    });
  });

  describe("instances that come and go", () => {
    const autoscaling = { minInstances: 1, maxInstances: 4, invocationsPerInstance: 1000 };

    it("are registered behind each deployment, and an update keeps their number", async () => {
      const runs = await deployTwice({ autoscaling });
      for (const run of runs) {
        expect(requestOf(run, "Register scalable target")).to.deep.equal({
          ServiceNamespace: "sagemaker",
          ResourceId: "endpoint/churn-dev/variant/production",
          ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
          MinCapacity: 1,
          MaxCapacity: 4,
        });
        expect(requestOf(run, "Put scaling policy")).to.deep.include({ PolicyType: "TargetTrackingScaling" });
      }
      expect(requestOf(runs[1], "Update endpoint")).to.deep.include({ RetainAllVariantProperties: true });
    });

    it("are not scaled any more once their endpoint is deleted", async () => {
      const pipeline = await pipelineOf({ autoscaling });
      const account = pipeline.newAccount({ isJudged: true });
      const script: Script = {
        functions,
        tasks: {
          "Put scaling policy": () => ({ kind: "error", error: "ApplicationAutoScaling.Boom", cause: "no" }),
        },
      };
      const failed = await pipeline.run({ account, script });
      expect(failed.execution.error).to.equal("ApplicationAutoScaling.Boom");
      expect(account.scalableTargets.size).to.equal(0);
      expect(failed.after).to.deep.include({ models: [], endpointConfigs: [], endpoints: [] });
      await account.close();
    });
  });

  describe("a model of the registry", () => {
    const version = (number: number, status: string) => ({
      ModelPackageArn: `${GROUP}/${number}`,
      ModelApprovalStatus: status,
    });
    const listed = (...numbers: number[]): Script["tasks"] => ({
      "Find approved version": () => ({
        kind: "answers",
        result: { ModelPackageSummaryList: numbers.map((number) => version(number, "Approved")) },
      }),
    });
    const given = (status: string, arn = `${GROUP}/3`): Script["tasks"] => ({
      "Describe given version": () => ({
        kind: "answers",
        result: { ...version(3, status), ModelPackageArn: arn },
      }),
    });
    // What becomes of the model is not looked at here.
    const saved: Script["tasks"] = {
      "Save model": () => ({ kind: "error", error: "Saved", cause: "that far" }),
    };
    let pipeline: TestPipeline;
    before(async () => (pipeline = await pipelineOf(registry)));

    const run = (tasks: Script["tasks"], input: JsonObject = {}) =>
      pipeline.run({ input, script: { tasks: { ...saved, ...tasks } } });
    const modelOf = (one: PipelineRun) => requestOf(one, "Save model")?.["PrimaryContainer"];

    it("is the newest approved version", async () => {
      const deployed = await run(listed(7));
      expect(deployed.execution.error).to.equal("Saved");
      expect(modelOf(deployed)).to.deep.equal({ ModelPackageName: `${GROUP}/7` });
    });

    it("is found, served, and named, with every call judged", async () => {
      const account = pipeline.newAccount({ isJudged: true });
      const group = account.registry.addGroup("churn-models");
      const Containers = [{ Image: IMAGE, ModelDataUrl: "s3://models/churn/1/output/model.tar.gz" }];
      for (const ModelApprovalStatus of ["Approved", "Rejected"]) {
        account.registry.addPackage({ ModelApprovalStatus, InferenceSpecification: { Containers } }, group);
      }
      account.memory.objects.set("models/churn/1/output/model.tar.gz", "a model");
      try {
        const newest = await pipeline.run({ account });
        expect(newest.execution.cause ?? newest.execution.status).to.equal("SUCCEEDED");
        expect(modelOf(newest)).to.deep.equal({ ModelPackageName: `${GROUP}/1` });
        const named = await pipeline.run({ account, input: { ModelPackageArn: `${GROUP}/2` } });
        expect(named.execution.cause).to.include("/2 is Rejected.");
        expect(account.authorizer.tally().denied).to.equal(0);
      } finally {
        await account.close();
      }
    });

    it("is the version that the input names, when it is approved", async () => {
      const deployed = await run(given("Approved"), { ModelPackageArn: `${GROUP}/3` });
      expect(requestOf(deployed, "Describe given version")).to.deep.equal({ ModelPackageName: `${GROUP}/3` });
      expect(modelOf(deployed)).to.deep.equal({ ModelPackageName: `${GROUP}/3` });
    });

    const refused: [string, Script["tasks"], JsonObject, string][] = [
      ["none is approved", listed(), {}, "The model package group churn-models has no approved version."],
      [
        "the given one waits for approval",
        given("PendingManualApproval"),
        { ModelPackageArn: `${GROUP}/3` },
        `${GROUP}/3 is not an approved version here: ${GROUP}/3 is PendingManualApproval.`,
      ],
      [
        "the given one is in another account",
        given("Approved"),
        { ModelPackageArn: `${GROUP.replace("1234", "9999")}/3` },
        `${GROUP.replace("1234", "9999")}/3 is not an approved version here: ${GROUP}/3 is Approved.`,
      ],
      [
        "the given one is of another group",
        {},
        { ModelPackageArn: "arn:aws:sagemaker:us-east-1:123456789012:model-package/others/1" },
        'ModelPackageArn is "arn:aws:sagemaker:us-east-1:123456789012:model-package/others/1", which is no version of the model package group churn-models.',
      ],
      [
        "the given one is no text",
        {},
        { ModelPackageArn: 3 },
        "ModelPackageArn is 3, which is no version of the model package group churn-models.",
      ],
    ];
    for (const [what, tasks, input, cause] of refused) {
      it(`is refused when ${what}`, async () => {
        const { execution, published } = await run(tasks, input);
        expect(execution).to.deep.include({ error: "NoApprovedModel", cause });
        expect(published.map(({ Subject }) => Subject)).to.deep.equal(["churn failed"]);
      });
    }
  });

  describe("wrong settings", () => {
    const errorsOf = async (args: object): Promise<string[]> => {
      let caught: unknown;
      await evaluate(() => {
        try {
          new ModelDeploymentPipeline("churn", args);
        } catch (error) {
          caught = error;
        }
      });
      return (caught as pulumi.InputPropertiesError).errors.map(({ propertyPath }) => propertyPath);
    };

    const wrong: [string, object, string[]][] = [
      ["no source of models", { smokeTest }, ["training"]],
      ["two sources of models", { ...registry, training }, ["training"]],
      [
        "a folder that is not there",
        { training: { ...training, sourceDirectory: "nowhere" } },
        ["training.sourceDirectory"],
      ],
      ["a program that is not there", { training: { ...training, entryPoint: "nothing.py" } }, ["training"]],
      [
        "both kinds of data",
        { training: { ...training, dataSource: "s3://bucket/a.csv", dataPrefix: "s3://bucket/a/" }, smokeTest },
        ["training"],
      ],
      [
        "rows of others' data that are not given",
        { training: { ...training, dataSource: "s3://bucket/a.csv" } },
        ["smokeTest"],
      ],
      ["a canary without a size", { training, traffic: { type: "Canary" } }, ["traffic"]],
      ["steps that are too large", { training, traffic: { type: "Linear", size: { percent: 60 } } }, ["traffic"]],
      [
        "waits that are longer than the deployment",
        { training, traffic: { type: "Linear", size: { percent: 10 }, waitInSeconds: 3600 } },
        ["deploymentTimeoutInSeconds"],
      ],
      ["more events than an execution has", { training, checkIntervalInSeconds: 1 }, ["checkIntervalInSeconds"]],
      [
        "what serverless endpoints lack",
        {
          training,
          serverless: { memorySizeInMb: 1024, maxConcurrency: 1 },
          traffic: { type: "AllAtOnce" },
          dataCapture: { percentage: 1 },
          autoscaling: { maxInstances: 2, invocationsPerInstance: 10 },
          endpointInstanceCount: 1,
          vpc: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
        },
        ["vpc", "traffic", "dataCapture", "autoscaling", "endpointInstanceCount"],
      ],
      [
        "what asynchronous endpoints lack, and a place that is taken",
        {
          training,
          asynchronous: { outputPrefix: "models/" },
          serverless: { memorySizeInMb: 1024, maxConcurrency: 1 },
          dataCapture: { percentage: 1 },
          autoscaling: { maxInstances: 2, invocationsPerInstance: 10 },
        },
        ["dataCapture", "autoscaling", "serverless", "dataCapture", "autoscaling", "asynchronous"],
      ],
      [
        "two trials, and what two variants lack",
        {
          training,
          shadow: { durationInSeconds: 60 },
          abTest: { durationInSeconds: 60, weight: 10, groundTruth: { prefix: "s3://labels/", metric: "auc" } },
          asynchronous: {},
          traffic: { type: "AllAtOnce" },
        },
        ["abTest", "asynchronous", "traffic"],
      ],
      [
        "a trial without what tells who is better",
        {
          training,
          shadow: { durationInSeconds: 1, groundTruth: { prefix: "s3://labels/", metric: "rmse" } },
          abTest: { durationInSeconds: 60, weight: 100 },
        },
        ["shadow.durationInSeconds", "shadow", "abTest.weight", "abTest.groundTruth"],
      ],
      [
        "numbers that are compared without a tolerance",
        { training, shadow: { durationInSeconds: 60, groundTruth: { prefix: "s3://labels/", metric: "rmse" } } },
        ["shadow"],
      ],
      ["a topic that is none", { training, asynchronous: { errorTopicArn: "errors" } }, ["asynchronous.errorTopicArn"]],
      [
        "fewer instances than the least",
        { training, autoscaling: { minInstances: 2, maxInstances: 3, invocationsPerInstance: 10 } },
        ["endpointInstanceCount"],
      ],
    ];
    for (const [what, args, paths] of wrong) {
      it(`are refused: ${what}`, async () => expect(await errorsOf(args)).to.deep.equal(paths));
    }
  });
});
