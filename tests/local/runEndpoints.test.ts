/** Local runs, in this process: models, endpoint configs and endpoints as tasks make, change and remove them. */
import { expect } from "chai";
import type { Json, JsonObject, StateMachineDefinition } from "../../asl/definition";
import { jobRolePermissionsFor } from "../../iam/jobRolePermissions";
import { permissionsFor } from "../../iam/permissionsFor";
import { runLocal } from "../../local/run";
import type { PipelineResult } from "../../local/runResult";
import { type LocalProject, miniProject, type MiniPipeline } from "../support/localProject";
import { pythonSetupTimeout, testPython } from "../support/python";
import { chain, given, show } from "../support/taskChain";
import { channel, sampleRows, trainingRequest, xgboostImage } from "./sagemaker/harness";

const environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const jobRole = "arn:aws:iam::123456789012:role/mini-job";
const record = sampleRows[0]!.slice(sampleRows[0]!.indexOf(",") + 1);

type Steps = Parameters<typeof chain>[0];

/** Puts the training data, and a record for asynchronous requests. */
const seeding = `
const { S3Client, PutObjectCommand } = require(${JSON.stringify(require.resolve("@aws-sdk/client-s3"))});
const put = (Key, Body) => new S3Client({ forcePathStyle: true }).send(new PutObjectCommand({ Bucket: "mini-data", Key, Body }));
exports.handler = async (event) => {
  if (event.list) {
    const { ListObjectsV2Command, GetObjectCommand } = require(${JSON.stringify(require.resolve("@aws-sdk/client-s3"))});
    const s3 = new S3Client({ forcePathStyle: true });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "mini-data", Prefix: event.list }));
    return Promise.all(Contents.map(async ({ Key }) =>
      (await s3.send(new GetObjectCommand({ Bucket: "mini-data", Key }))).Body.transformToString()));
  }
  await put("csv/train.csv", ${JSON.stringify(sampleRows.join("\n"))});
  await put("in/record.csv", ${JSON.stringify(record)});
  await put("in/odd.csv", "no,number");
  await put("models/broken/model.tar.gz", "no archive");
  return event;
};`;

const S3_URI = "s3://mini-data/models/t-1/output/model.tar.gz";
const training = JSON.parse(
  JSON.stringify(
    trainingRequest({
      TrainingJobName: "t-1",
      InputDataConfig: [channel("train", "csv/train.csv")],
      HyperParameters: { num_round: "3", objective: "binary:logistic" },
    }),
  )
    .replaceAll("arn:aws:iam::123456789012:role/job-role", jobRole)
    .replaceAll("s3://data/", "s3://mini-data/"),
) as JsonObject;
const model = (ModelName: string): [string, object] => [
  "sagemaker:createModel",
  { ModelName, ExecutionRoleArn: jobRole, PrimaryContainer: { Image: xgboostImage, ModelDataUrl: S3_URI } },
];
const variant = (VariantName: string, changes: object = {}) => ({
  ...{ VariantName, ModelName: "m-1", InitialInstanceCount: 1, InstanceType: "ml.m5.large" },
  ...changes,
});
const config = (EndpointConfigName: string, more: object = {}): [string, object] => [
  "sagemaker:createEndpointConfig",
  { EndpointConfigName, ProductionVariants: [variant("all")], ...more },
];
const sdk = (api: string, parameters: object): [string, object] => [`aws-sdk:sagemaker:${api}`, parameters];
const begin: Steps = {
  Seed: ["lambda:invoke", { FunctionName: "FUNCTION", Payload: {} }],
  Train: ["sagemaker:createTrainingJob.sync", training],
  Model: model("m-1"),
};
const E1 = { EndpointName: "e-1" };
const endpoint = (EndpointConfigName: string): [string, object] => [
  "sagemaker:createEndpoint",
  { ...E1, EndpointConfigName },
];

/** Describes the endpoint until it is neither being created nor updated. */
const waited = (name: string, next: string) => {
  const { [name]: describe } = chain({ [name]: sdk("describeEndpoint", E1) });
  return {
    [name]: { ...describe, End: undefined, Next: `${name}Ended` },
    [`${name}Ended`]: {
      Type: "Choice",
      Choices: ["Creating", "Updating"].map((StringEquals) => ({
        ...{ Variable: `$.${name}.EndpointStatus`, StringEquals },
        Next: `${name}Wait`,
      })),
      Default: next,
    },
    [`${name}Wait`]: { Type: "Wait", Seconds: 1, Next: name },
  };
};

describe("local run: endpoints", function () {
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
    project = miniProject({ code: seeding, ...mini });
    const { result } = await runLocal({ root: project.root, stack: "dev", pingLimitInSeconds: 20 });
    return result.pipelines[0]!;
  }
  const shown = async (states: MiniPipeline["states"]): Promise<{ told: any; result: PipelineResult }> => {
    const result = await run({ states });
    expect(result.error).to.include({ name: "Shown" }, JSON.stringify(result.error));
    return { told: JSON.parse(result.error!.cause) as Json, result };
  };
  /** Runs with exactly what is derived; gives what was denied or not needed. */
  async function exactly(states: MiniPipeline["states"], less?: string) {
    const text = JSON.stringify({ StartAt: "Seed", States: states }).replaceAll("FUNCTION", "mini-fn");
    const definition = JSON.parse(text) as StateMachineDefinition;
    const { statements: machine } = permissionsFor(definition, environment);
    const { statements } = jobRolePermissionsFor(definition, environment, jobRole);
    const job = statements
      .map((each) => ({ ...each, Resource: each.Resource.filter((arn) => less === undefined || !arn.includes(less)) }))
      .filter(({ Resource }) => Resource.length > 0);
    const own = [
      {
        Effect: "Allow",
        Action: "s3:PutObject",
        Resource: ["csv", "in"].map((key) => `arn:aws:s3:::mini-data/${key}/*`),
      },
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
    ];
    const result = await run({ states, machine, job: [...job, ...own] });
    const entries = result.iam.roles.flatMap(({ denied, unused }) => [
      ...denied.map((entry) => ({ denied: entry })),
      ...unused.map((entry) => ({ unused: entry })),
    ]);
    return { result, entries };
  }

  it("describes, lists and deletes what was created", async () => {
    const { told } = await shown({
      ...chain({
        ...begin,
        Second: model("m-2"),
        Config: config("c-1"),
        Shadow: config("c-2", { ShadowProductionVariants: [variant("shadow", { ModelName: "m-2" })] }),
        DescribeModel: sdk("describeModel", { ModelName: "m-1" }),
        DescribeConfig: sdk("describeEndpointConfig", { EndpointConfigName: "c-2" }),
        Models: sdk("listModels", { NameContains: "m-", SortBy: "Name", SortOrder: "Ascending", MaxResults: 1 }),
        MoreModels: sdk("listModels", { SortBy: "Name", SortOrder: "Ascending", "NextToken.$": "$.Models.NextToken" }),
        Configs: sdk("listEndpointConfigs", { NameContains: "c-1" }),
        Endpoint: endpoint("c-1"),
        Creating: sdk("listEndpoints", { StatusEquals: "Creating" }),
        Describe: { Type: "Pass" },
      }),
      ...waited("Describe", "InService"),
      ...chain({
        InService: sdk("listEndpoints", { NameContains: "e-", StatusEquals: "InService" }),
        Others: sdk("listEndpoints", { StatusEquals: "Failed" }),
        DeleteEndpoint: sdk("deleteEndpoint", E1),
        DeleteConfig: sdk("deleteEndpointConfig", { EndpointConfigName: "c-1" }),
        DeleteModel: sdk("deleteModel", { ModelName: "m-1" }),
        Left: sdk("listEndpoints", {}),
        LeftConfigs: sdk("listEndpointConfigs", {}),
        LeftModels: sdk("listModels", {}),
        Show: show("$"),
      }),
    });
    const arn = "arn:aws:sagemaker:us-east-1:123456789012";
    expect(told.DescribeModel).to.include({
      ModelName: "m-1",
      ModelArn: `${arn}:model/m-1`,
      ExecutionRoleArn: jobRole,
    });
    expect(told.DescribeModel.PrimaryContainer).to.include({ Mode: "SingleModel", ModelDataUrl: S3_URI });
    expect(told.DescribeConfig).to.include({ EndpointConfigArn: `${arn}:endpoint-config/c-2` });
    expect(told.DescribeConfig.ShadowProductionVariants).to.have.length(1);
    const names = (list: JsonObject[], member: string) => list.map((one) => one[member]);
    expect(names(told.Models.Models, "ModelName")).to.deep.equal(["m-1"]);
    expect(told.MoreModels).not.to.have.property("NextToken");
    expect(names(told.MoreModels.Models, "ModelName")).to.deep.equal(["m-2"]);
    expect(names(told.Configs.EndpointConfigs, "EndpointConfigName")).to.deep.equal(["c-1"]);
    expect(names(told.Creating.Endpoints, "EndpointName")).to.deep.equal(["e-1"]);
    expect(told.InService.Endpoints[0]).to.include({ EndpointArn: `${arn}:endpoint/e-1`, EndpointStatus: "InService" });
    expect(told.Others.Endpoints).to.deep.equal([]);
    expect(told.Left.Endpoints).to.deep.equal([]);
    expect(names(told.LeftConfigs.EndpointConfigs, "EndpointConfigName")).to.deep.equal(["c-2"]);
    expect(names(told.LeftModels.Models, "ModelName")).to.deep.equal(["m-2"]);
  });

  it("shifts traffic at once, keeps weights when asked, and says so", async () => {
    const policy = {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          ...{ Type: "CANARY", WaitIntervalInSeconds: 600 },
          CanarySize: { Type: "CAPACITY_PERCENT", Value: 10 },
        },
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: "errors" }] },
    };
    const { told, result } = await shown({
      ...chain({
        ...begin,
        Config: config("c-1", { ProductionVariants: [variant("a"), variant("b")] }),
        Next: config("c-2", { ProductionVariants: [variant("a"), variant("b")] }),
        Endpoint: endpoint("c-1"),
        Describe: { Type: "Pass" },
      }),
      ...waited("Describe", "Weights"),
      ...chain({
        Weights: sdk("updateEndpointWeightsAndCapacities", {
          ...E1,
          DesiredWeightsAndCapacities: [{ VariantName: "a", DesiredWeight: 0 }],
        }),
        Update: [
          "sagemaker:updateEndpoint",
          { ...E1, EndpointConfigName: "c-2", RetainAllVariantProperties: true, DeploymentConfig: policy },
        ],
        After: { Type: "Pass" },
      }),
      ...waited("After", "Show"),
      Show: show("$"),
    });
    expect(told.After).to.include({ EndpointConfigName: "c-2", EndpointStatus: "InService" });
    expect(told.After.LastDeploymentConfig).to.deep.equal(policy);
    expect(told.After.ProductionVariants.map((one: any) => one.CurrentWeight)).to.deep.equal([0, 1]);
    expect(result.notes).to.deep.equal([
      "The traffic of e-1 was shifted at once and no alarm was watched: a local run has neither canaries nor alarms.",
    ]);
  });

  it("goes back to the config before when an update fails, and deletes an endpoint that never came up", async () => {
    const broken: [string, object] = [
      "sagemaker:createModel",
      {
        ...{ ModelName: "m-2", ExecutionRoleArn: jobRole },
        PrimaryContainer: { Image: xgboostImage, ModelDataUrl: "s3://mini-data/models/broken/model.tar.gz" },
      },
    ];
    const states = {
      ...chain({
        ...begin,
        Broken: broken,
        Good: config("c-1"),
        Bad: config("c-2", { ProductionVariants: [variant("all", { ModelName: "m-2" })] }),
        Endpoint: endpoint("c-1"),
        Describe: { Type: "Pass" },
      }),
      ...waited("Describe", "Update"),
      ...chain({
        Update: sdk("updateEndpoint", { ...E1, EndpointConfigName: "c-2" }),
        After: { Type: "Pass" },
      }),
      ...waited("After", "Delete"),
      ...chain({ Delete: sdk("deleteEndpoint", E1), Again: endpoint("c-2"), Failed: { Type: "Pass" } }),
      ...waited("Failed", "Remove"),
      ...chain({ Remove: sdk("deleteEndpoint", E1), Left: sdk("listEndpoints", {}), Show: show("$") }),
    };
    const { told, result } = await shown(states);
    expect(told.After).to.include({ EndpointStatus: "InService", EndpointConfigName: "c-1" });
    expect(told.After.FailureReason).to.match(/Failed to extract model data archive/);
    expect(told.Failed).to.include({ EndpointStatus: "Failed" });
    expect(told.Left.Endpoints).to.deep.equal([]);
    expect(result.endpoints).to.have.length(1);
  });

  const refusals: Record<string, { steps: Steps; says: RegExp }> = {
    "an endpoint that is being created": {
      steps: { Config: config("c-1"), Endpoint: endpoint("c-1"), Refused: sdk("deleteEndpoint", E1) },
      says: /^Cannot update in-progress endpoint "arn:aws:sagemaker:us-east-1:123456789012:endpoint\/e-1"\./,
    },
    "two shadow variants": {
      steps: { Refused: config("c-1", { ShadowProductionVariants: [variant("x"), variant("y")] }) },
      says: /^Only one production variant and one shadow production variant/,
    },
    "a serverless variant with data capture": {
      steps: {
        Refused: config("c-1", {
          ProductionVariants: [
            {
              ...{ VariantName: "all", ModelName: "m-1" },
              ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
            },
          ],
          DataCaptureConfig: {
            ...{ InitialSamplingPercentage: 100, DestinationS3Uri: "s3://mini-data/c" },
            CaptureOptions: [{ CaptureMode: "Input" }],
          },
        }),
      },
      says: /^A serverless endpoint does not support DataCaptureConfig/,
    },
    "a variant without instances": {
      // Where the definition says it, it is refused before anything runs.
      steps: {
        Given: given("$.Variants", [{ VariantName: "all", ModelName: "m-1" }]),
        Refused: sdk("createEndpointConfig", { EndpointConfigName: "c-1", "ProductionVariants.$": "$.Variants" }),
      },
      says: /^Production variant all needs InstanceType/,
    },
    "a config whose model is not there": {
      steps: { Refused: config("c-1", { ProductionVariants: [variant("all", { ModelName: "none" })] }) },
      says: /^Could not find model "arn:aws:sagemaker:us-east-1:123456789012:model\/none"/,
    },
    "a config that is not there": {
      steps: { Refused: sdk("describeEndpointConfig", { EndpointConfigName: "none" }) },
      says: /^Could not find endpoint configuration "arn:\S+endpoint-config\/none"/,
    },
    "a token that no page gave": {
      steps: { Refused: sdk("listEndpoints", { NextToken: "x" }) },
      says: /^Invalid pagination/,
    },
  };
  for (const [what, { steps, says }] of Object.entries(refusals)) {
    it(`refuses ${what}`, async () => {
      const { error } = await run({ states: chain({ ...begin, ...steps }) });
      expect(error).to.include({ state: "Refused" });
      expect(error!.name).to.match(/^SageMaker\.(Amazon)?SageMakerException$/);
      expect(error!.cause).to.match(says);
    });
  }

  const capture = {
    ...{ InitialSamplingPercentage: 100, DestinationS3Uri: "s3://mini-data/capture" },
    CaptureOptions: [{ CaptureMode: "Input" }, { CaptureMode: "Output" }],
    CaptureContentTypeHeader: { CsvContentTypes: ["text/csv"] },
  };
  const captured = {
    ...chain({ ...begin, Config: config("c-1", { DataCaptureConfig: capture }), Endpoint: endpoint("c-1") }),
    ...waited("Describe", "Invoke"),
    ...chain({
      Invoke: ["aws-sdk:sagemakerruntime:invokeEndpoint", { ...E1, ContentType: "text/csv", Body: record }],
      Delete: sdk("deleteEndpoint", E1),
    }),
  } as Record<string, any>;
  captured["Endpoint"] = { ...captured["Endpoint"], End: undefined, Next: "Describe" };

  it("captures with the model's role, with all and only what is derived", async () => {
    const { result, entries } = await exactly(captured);
    expect({ status: result.status, error: result.error, entries }).to.deep.equal({
      ...{ status: "SUCCEEDED", error: undefined },
      entries: [],
    });
  });

  it("answers on when the model's role may not write what is captured", async () => {
    const { result, entries } = await exactly(captured, "mini-data/capture");
    expect(result.status).to.equal("SUCCEEDED");
    expect(entries).to.have.length(1);
    expect((entries[0] as any).denied).to.include({ action: "s3:PutObject" });
  });

  const topic = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;
  const asynchronous = {
    ...{ ProductionVariants: [variant("all")] },
    AsyncInferenceConfig: {
      OutputConfig: {
        ...{ S3OutputPath: "s3://mini-data/answers", S3FailurePath: "s3://mini-data/failures" },
        NotificationConfig: { SuccessTopic: topic("good"), ErrorTopic: topic("bad") },
      },
    },
  };
  const ask = (file: string): [string, object] => [
    "aws-sdk:sagemakerruntime:invokeEndpointAsync",
    { ...E1, ContentType: "text/csv", InputLocation: `s3://mini-data/in/${file}` },
  ];
  const asynchronously = {
    ...chain({ ...begin, Config: config("c-1", asynchronous), Endpoint: endpoint("c-1") }),
    ...waited("Describe", "Ask"),
    ...chain({ Ask: ask("record.csv"), Odd: ask("odd.csv"), Wait: { Type: "Wait", ...{ Seconds: 1 } } }),
  } as Record<string, any>;
  asynchronously["Endpoint"] = { ...asynchronously["Endpoint"], End: undefined, Next: "Describe" };

  it("answers asynchronous requests in S3, with all and only what is derived", async () => {
    const { result, entries } = await exactly(asynchronously);
    expect({ status: result.status, error: result.error, entries }).to.deep.equal({
      ...{ status: "SUCCEEDED", error: undefined },
      entries: [],
    });
    const notes = result.notes.map((note) => note.replace(/[0-9a-f-]{36}/, "ID"));
    expect(notes[0]).to.equal(
      "The asynchronous endpoint e-1 answered each request as it came: a local run has no queue.",
    );
    expect(notes).to.include(
      `Not sent to ${topic("good")}, as a local run sends nothing: s3://mini-data/answers/ID.out is there`,
    );
    expect(notes.find((note) => note.includes(topic("bad")))).to.match(/Received client error \(415\) from model/);
  });

  it("tells asynchronous from real-time endpoints", async () => {
    const states = (more: object, request: [string, object]) => {
      const made = {
        ...chain({ ...begin, Config: config("c-1", more), Endpoint: endpoint("c-1") }),
        ...waited("Describe", "Ask"),
        ...chain({ Ask: request }),
      } as Record<string, any>;
      return { ...made, Endpoint: { ...made["Endpoint"], End: undefined, Next: "Describe" } };
    };
    const wrong = await run({ states: states({}, ask("record.csv")) });
    expect(wrong.error).to.include({ name: "SageMakerRuntime.ValidationErrorException" });
    expect(wrong.error!.cause).to.match(/^Endpoint e-1 is not asynchronous/);
    const invoke: [string, object] = ["aws-sdk:sagemakerruntime:invokeEndpoint", { ...E1, Body: record }];
    expect((await run({ states: states(asynchronous, invoke) })).error!.cause).to.match(
      /^Endpoint e-1 is asynchronous/,
    );
    const serverless = {
      ProductionVariants: [
        { ...{ VariantName: "all", ModelName: "m-1" }, ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 } },
      ],
    };
    const { notes, status } = await run({ states: states(serverless, invoke) });
    expect({ status, notes }).to.deep.equal({
      status: "SUCCEEDED",
      notes: ["The serverless endpoint e-1 was served by one process all the time: a local run does not scale."],
    });
  });
});
