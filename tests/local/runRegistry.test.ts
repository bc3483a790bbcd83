/** Local runs, in this process: the Model Registry, and scaling of what is made of its models. */
import { expect } from "chai";
import type { Json, JsonObject, StateMachineDefinition } from "../../asl/definition";
import { jobRolePermissionsFor } from "../../iam/jobRolePermissions";
import { permissionsFor } from "../../iam/permissionsFor";
import { runLocal } from "../../local/run";
import type { PipelineResult } from "../../local/runResult";
import { botocoreMistakes } from "../support/botocore";
import { type LocalProject, miniProject, type MiniPipeline } from "../support/localProject";
import { pythonSetupTimeout, testPython } from "../support/python";
import { chain, given, loop, show } from "../support/taskChain";
import { channel, sampleRows, trainingRequest, xgboostImage } from "./sagemaker/harness";

const environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const jobRole = "arn:aws:iam::123456789012:role/mini-job";
const arn = "arn:aws:sagemaker:us-east-1:123456789012:model-package";
const record = sampleRows[0]!.slice(sampleRows[0]!.indexOf(",") + 1);

type Steps = Parameters<typeof chain>[0];

const seeding = `
const { S3Client, PutObjectCommand } = require(${JSON.stringify(require.resolve("@aws-sdk/client-s3"))});
exports.handler = () => new S3Client({ forcePathStyle: true }).send(new PutObjectCommand({
  Bucket: "mini-data", Key: "csv/train.csv", Body: ${JSON.stringify(sampleRows.join("\n"))} })).then(() => ({}));`;
const sdk = (api: string, parameters: object): [string, object] => [`aws-sdk:sagemaker:${api}`, parameters];
const train: Steps = {
  Seed: ["lambda:invoke", { FunctionName: "FUNCTION", Payload: {} }],
  Train: [
    "sagemaker:createTrainingJob.sync",
    JSON.parse(
      JSON.stringify(
        trainingRequest({
          TrainingJobName: "t-1",
          InputDataConfig: [channel("train", "csv/train.csv")],
          HyperParameters: { num_round: "3", objective: "binary:logistic" },
        }),
      )
        .replaceAll("arn:aws:iam::123456789012:role/job-role", jobRole)
        .replaceAll("s3://data/", "s3://mini-data/"),
    ) as JsonObject,
  ],
};
const GROUP = { ModelPackageGroupName: "churn" };
const version = (more: object = {}, container: object = {}): [string, object] =>
  sdk("createModelPackage", {
    ...GROUP,
    InferenceSpecification: {
      Containers: [
        { Image: xgboostImage, ModelDataUrl: "s3://mini-data/models/t-1/output/model.tar.gz", ...container },
      ],
      ...{ SupportedContentTypes: ["text/csv"], SupportedResponseMIMETypes: ["text/csv"] },
    },
    ...more,
  });
const model = (PrimaryContainer: object): [string, object] => [
  "sagemaker:createModel",
  { ModelName: "m-1", ExecutionRoleArn: jobRole, PrimaryContainer },
];
const E1 = { EndpointName: "e-1" };
const deploying: Steps = {
  Config: [
    "sagemaker:createEndpointConfig",
    {
      EndpointConfigName: "c-1",
      ProductionVariants: [
        { ...{ VariantName: "all", ModelName: "m-1" }, InitialInstanceCount: 1, InstanceType: "ml.m5.large" },
      ],
    },
  ],
  Endpoint: ["sagemaker:createEndpoint", { ...E1, EndpointConfigName: "c-1" }],
  Describe: sdk("describeEndpoint", E1),
  DescribeEnded: { Type: "Choice" },
};

describe("local run: Model Registry and scaling", function () {
  this.timeout(60_000);
  let project: LocalProject | undefined;
  before(async function () {
    this.timeout(pythonSetupTimeout);
    await testPython();
  });
  afterEach(() => {
    project?.remove();
    project = undefined;
  });

  async function run(mini: MiniPipeline): Promise<PipelineResult> {
    project?.remove();
    project = miniProject({ code: seeding, group: "churn", ...mini });
    const { result } = await runLocal({ root: project.root, stack: "dev" });
    return result.pipelines[0]!;
  }
  const shown = async (mini: MiniPipeline): Promise<any> => {
    const { error } = await run(mini);
    expect(error).to.include({ name: "Shown" }, JSON.stringify(error));
    return JSON.parse(error!.cause) as Json;
  };

  it("numbers, describes, lists, approves and deletes versions of a group that the program registers", async () => {
    const name = (path: string) => ({ "ModelPackageName.$": `$.${path}.ModelPackageArn` });
    const told = await shown({
      states: chain({
        First: version({ CustomerMetadataProperties: { a: "1", b: "2" } }),
        Second: version({ ModelApprovalStatus: "Approved", ModelPackageDescription: "the second" }),
        Third: version({ ModelApprovalStatus: "Approved" }),
        Describe: sdk("describeModelPackage", name("First")),
        Latest: sdk("listModelPackages", {
          ...GROUP,
          ...{ ModelApprovalStatus: "Approved", SortBy: "CreationTime", SortOrder: "Descending", MaxResults: 1 },
        }),
        Older: sdk("listModelPackages", {
          ...GROUP,
          ...{ ModelApprovalStatus: "Approved", SortBy: "CreationTime", SortOrder: "Descending", MaxResults: 1 },
          "NextToken.$": "$.Latest.NextToken",
        }),
        Update: sdk("updateModelPackage", {
          "ModelPackageArn.$": "$.First.ModelPackageArn",
          ...{ ModelApprovalStatus: "Approved", ApprovalDescription: "good" },
          ...{ CustomerMetadataProperties: { c: "3" }, CustomerMetadataPropertiesToRemove: ["b"] },
        }),
        Updated: sdk("describeModelPackage", name("First")),
        Delete: sdk("deleteModelPackage", name("Third")),
        Fourth: version(),
        All: sdk("listModelPackages", GROUP),
        Own: sdk("createModelPackage", {
          ModelPackageName: "alone",
          InferenceSpecification: { Containers: [{ Image: xgboostImage }] },
        }),
        Unversioned: sdk("listModelPackages", {}),
        Group: sdk("describeModelPackageGroup", GROUP),
        Groups: sdk("listModelPackageGroups", {}),
        Show: show("$"),
      }),
    });
    expect(told.First).to.deep.equal({ ModelPackageArn: `${arn}/churn/1` });
    expect(told.Describe).to.include({
      ...{ ModelPackageGroupName: "churn", ModelPackageVersion: 1, ModelPackageArn: `${arn}/churn/1` },
      ...{ ModelPackageStatus: "Completed", ModelApprovalStatus: "PendingManualApproval" },
    });
    expect(await botocoreMistakes("DescribeModelPackage", "output", told.Describe)).to.deep.equal([]);
    expect(await botocoreMistakes("ListModelPackages", "output", told.Latest)).to.deep.equal([]);
    const versions = (list: any) => list.ModelPackageSummaryList.map((one: any) => one.ModelPackageVersion);
    expect(versions(told.Latest)).to.deep.equal([3]);
    expect(versions(told.Older)).to.deep.equal([2]);
    expect(told.Older).not.to.have.property("NextToken");
    expect(told.Updated).to.include({ ModelApprovalStatus: "Approved", ApprovalDescription: "good" });
    expect(told.Updated.CustomerMetadataProperties).to.deep.equal({ a: "1", c: "3" });
    expect(told.Fourth.ModelPackageArn).to.equal(`${arn}/churn/4`);
    expect(versions(told.All)).to.deep.equal([1, 2, 4]);
    expect(told.Unversioned.ModelPackageSummaryList[0]).to.include({ ModelPackageArn: `${arn}/alone` });
    expect(await botocoreMistakes("DescribeModelPackageGroup", "output", told.Group)).to.deep.equal([]);
    expect(told.Groups.ModelPackageGroupSummaryList).to.have.length(1);
  });

  it("deploys what another machine of the run has registered, with all and only what is derived", async () => {
    const states = {
      ...chain({
        ...train,
        Register: version(
          { ModelApprovalStatus: "Approved" },
          { "ModelDataUrl.$": "$.Train.ModelArtifacts.S3ModelArtifacts", ModelDataUrl: undefined },
        ),
        Deploy: ["states:startExecution.sync:2", { StateMachineArn: "INNER", Input: {} }],
      }),
    };
    const inner = {
      ...chain({
        Latest: sdk("listModelPackages", { ...GROUP, ModelApprovalStatus: "Approved", MaxResults: 1 }),
        Model: model({ "ModelPackageName.$": "$.Latest.ModelPackageSummaryList[0].ModelPackageArn" }),
        ...deploying,
        Ask: ["aws-sdk:sagemakerruntime:invokeEndpoint", { ...E1, ContentType: "text/csv", Body: record }],
        Delete: sdk("deleteEndpoint", E1),
      }),
      ...loop("Describe", "EndpointStatus", "Creating", "Ask"),
    };
    const definitionOf = (of: object) =>
      JSON.parse(
        JSON.stringify({ StartAt: Object.keys(of)[0], States: of })
          .replaceAll("FUNCTION", "mini-fn")
          .replaceAll("INNER", "arn:aws:states:us-east-1:123456789012:stateMachine:mini-inner"),
      ) as StateMachineDefinition;
    const machine = [states, inner].flatMap((of) => permissionsFor(definitionOf(of), environment).statements);
    const packages = { images: [xgboostImage], modelData: ["s3://mini-data/models/*"] };
    const job = [
      ...jobRolePermissionsFor(definitionOf(states), environment, jobRole).statements,
      ...jobRolePermissionsFor(definitionOf(inner), environment, jobRole, { packages }).statements,
      { Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::mini-data/csv/*" },
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
    ];
    const result = await run({ states, inner, machine, job });
    expect({ status: result.status, error: result.error }).to.deep.equal({ status: "SUCCEEDED", error: undefined });
    expect(result.iam.roles.flatMap(({ denied, unused }) => [...denied, ...unused])).to.deep.equal([]);
  });

  it("makes a model of what a package says, with what the model adds", async () => {
    const told = await shown({
      states: chain({
        ...train,
        Register: version({ ModelApprovalStatus: "Approved" }, { Environment: { A: "1", B: "2" } }),
        Model: model({ ModelPackageName: `${arn}/churn/1`, Environment: { B: "3" } }),
        Look: sdk("describeModel", { ModelName: "m-1" }),
        Show: show("$"),
      }),
    });
    // As it was asked for: what stands in the package is not told again.
    expect(told.Look.PrimaryContainer).to.deep.equal({
      ...{ Mode: "SingleModel", ModelPackageName: `${arn}/churn/1`, Environment: { B: "3" } },
    });
  });

  const refusals: Record<string, { steps: Steps; says: RegExp; name?: string }> = {
    "a model of a version that waits for approval": {
      steps: { Register: version(), Refused: model({ ModelPackageName: `${arn}/churn/1` }) },
      says: /^Cannot create a model from the model package "\S+\/churn\/1": its approval status is PendingManualApproval/,
    },
    "a model of a rejected version": {
      steps: {
        Register: version({ ModelApprovalStatus: "Rejected" }),
        Refused: model({ ModelPackageName: `${arn}/churn/1` }),
      },
      says: /its approval status is Rejected, not Approved/,
    },
    "a model of a package that is not there": {
      steps: { Refused: model({ ModelPackageName: `${arn}/churn/7` }) },
      says: /^Could not find model package "\S+\/churn\/7"/,
    },
    "a version of a group that is not there": {
      steps: { Refused: version({ ModelPackageGroupName: "none" }) },
      says: /^Model Package Group none does not exist/,
    },
    "an approval that there is not": {
      // Where the definition says it, it is refused before anything runs.
      steps: {
        Given: given("$.Status", "Fine"),
        Refused: version({ ModelApprovalStatus: undefined, "ModelApprovalStatus.$": "$.Status" }),
      },
      says: /Value 'Fine' at 'modelApprovalStatus'/,
    },
    "a group of the same name": {
      steps: { Refused: sdk("createModelPackageGroup", GROUP) },
      says: /^Model Package Group already exists/,
    },
    "deleting a group that holds versions": {
      steps: { Register: version(), Refused: sdk("deleteModelPackageGroup", GROUP) },
      says: /it holds model packages/,
      name: "SageMaker.ConflictException",
    },
  };
  for (const [what, { steps, says, name }] of Object.entries(refusals)) {
    it(`refuses ${what}`, async () => {
      const { error } = await run({ states: chain(steps) });
      expect(error).to.include({ state: "Refused" });
      if (name === undefined) expect(error!.name).to.match(/^SageMaker\.(Amazon)?SageMakerException$/);
      else expect(error!.name).to.equal(name);
      expect(error!.cause).to.match(says);
    });
  }

  const target = {
    ...{ ServiceNamespace: "sagemaker", ResourceId: "endpoint/e-1/variant/all" },
    ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
  };
  const scaling = (api: string, parameters: object): [string, object] => [
    `aws-sdk:applicationautoscaling:${api}`,
    parameters,
  ];
  const register = (changes: object = {}) =>
    scaling("registerScalableTarget", { ...target, MinCapacity: 1, MaxCapacity: 3, ...changes });
  const policy = {
    ...{ ...target, PolicyName: "follow", PolicyType: "TargetTrackingScaling" },
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 70,
      PredefinedMetricSpecification: { PredefinedMetricType: "SageMakerVariantInvocationsPerInstance" },
    },
  };
  const deployed = (more: Steps) => ({
    ...chain({
      ...train,
      Model: model({ Image: xgboostImage, ModelDataUrl: "s3://mini-data/models/t-1/output/model.tar.gz" }),
      ...deploying,
      ...more,
    }),
    ...loop("Describe", "EndpointStatus", "Creating", Object.keys(more)[0]!),
  });

  it("remembers what would be scaled, says so, and needs what is derived", async () => {
    const states = deployed({
      Register: register(),
      Policy: scaling("putScalingPolicy", policy),
      Policies: scaling("describeScalingPolicies", { ServiceNamespace: "sagemaker" }),
      Targets: scaling("describeScalableTargets", { ServiceNamespace: "sagemaker" }),
      DeletePolicy: scaling("deleteScalingPolicy", { ...target, PolicyName: "follow" }),
      Deregister: scaling("deregisterScalableTarget", target),
      Left: scaling("describeScalableTargets", { ServiceNamespace: "sagemaker" }),
      Show: show("$"),
    });
    const text = JSON.stringify({ StartAt: "Seed", States: states }).replaceAll("FUNCTION", "mini-fn");
    const { statements: machine } = permissionsFor(JSON.parse(text) as StateMachineDefinition, environment);
    const result = await run({ states, machine });
    expect(result.error).to.include({ name: "Shown" }, JSON.stringify(result.error));
    const told = JSON.parse(result.error!.cause);
    expect(told.Register.ScalableTargetARN).to.match(
      /^arn:aws:application-autoscaling:\S+:scalable-target\/[0-9a-f]{32}$/,
    );
    expect(told.Policy.Alarms).to.have.length(2);
    expect(told.Policies.ScalingPolicies[0]).to.include({ PolicyName: "follow", PolicyARN: told.Policy.PolicyARN });
    expect(told.Targets.ScalableTargets[0]).to.include({ ...target, MinCapacity: 1, MaxCapacity: 3 });
    expect(told.Left.ScalableTargets).to.deep.equal([]);
    expect(result.notes).to.deep.equal(["endpoint/e-1/variant/all stays as it is: a local run does not scale."]);
    const used = result.iam.roles.find(({ role }) => role.endsWith("mini-machine"))!;
    expect([...used.denied, ...used.unused]).to.deep.equal([]);
  });

  it("refuses to scale what is not there, or not so", async () => {
    const steps: Steps = {
      Unknown: register({ ResourceId: "endpoint/e-1/variant/none" }),
      Malformed: register({ ResourceId: "e-1/all" }),
      Reversed: register({ MinCapacity: 4 }),
      Unregistered: scaling("putScalingPolicy", policy),
      Register: register(),
      NoPolicy: scaling("deleteScalingPolicy", { ...target, PolicyName: "x" }),
      Show: show("$"),
    };
    const states = Object.entries(deployed(steps)).map(([name, state]) => {
      const { Next } = state as { Next?: string };
      const isCaught = name in steps && name !== "Show";
      const Catch = [{ ErrorEquals: ["States.ALL"], ResultPath: `$.${name}`, Next }];
      return [name, isCaught ? { ...state, Catch } : state];
    });
    const told = await shown({ states: Object.fromEntries(states) });
    const said = (name: string) => `${told[name].Error}: ${told[name].Cause}`;
    const validation = "ApplicationAutoScaling.ValidationException: ";
    expect(said("Unknown")).to.include(`${validation}Could not find variant "none" of endpoint "e-1".`);
    expect(said("Malformed")).to.include(`${validation}Unsupported service namespace`);
    expect(said("Reversed")).to.include(`${validation}Minimum capacity cannot be greater`);
    expect(said("Unregistered")).to.include(
      "ApplicationAutoScaling.ObjectNotFoundException: No scalable target registered for service namespace: sagemaker",
    );
    expect(said("NoPolicy")).to.include("ApplicationAutoScaling.ObjectNotFoundException: No scaling policy found");
  });
});
