/** Local runs, in this process: what tasks do beside functions and jobs that are waited for. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Json, StateMachineDefinition } from "../../asl/definition";
import { jobRolePermissionsFor } from "../../iam/jobRolePermissions";
import { permissionsFor } from "../../iam/permissionsFor";
import { runLocal } from "../../local/run";
import type { RunEvent } from "../../local/run/events";
import type { PipelineResult } from "../../local/runResult";
import { type LocalProject, miniProject, type MiniPipeline } from "../support/localProject";
import { pythonSetupTimeout, testPython } from "../support/python";
import { chain, loop, show } from "../support/taskChain";
import { channel, sampleRows, trainingRequest } from "./sagemaker/harness";
import { trainingDefinition, tuningRequest } from "./sagemaker/tuning/tuningRequests";

const environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const jobRole = "arn:aws:iam::123456789012:role/mini-job";

/** A function that puts the sample into the bucket. */
const seeding = `
const { S3Client, PutObjectCommand } = require(${JSON.stringify(require.resolve("@aws-sdk/client-s3"))});
const put = (Key, Body) => new S3Client({ forcePathStyle: true }).send(new PutObjectCommand({ Bucket: "mini-data", Key, Body }));
exports.handler = async (event) => {
  await put("csv/train.csv", ${JSON.stringify(sampleRows.slice(0, 300).join("\n"))});
  await put("csv/validation.csv", ${JSON.stringify(sampleRows.slice(300).join("\n"))});
  return event;
};`;
const seed: [string, object] = ["lambda:invoke", { FunctionName: "FUNCTION" }];
/** Requests of the jobs' tests, for this project's bucket and role. */
const here = <T>(request: T): T =>
  JSON.parse(
    JSON.stringify(request)
      .replaceAll("arn:aws:iam::123456789012:role/job-role", jobRole)
      .replaceAll("s3://data/", "s3://mini-data/"),
  );

describe("local run: tasks", function () {
  this.timeout(60_000);
  let project: LocalProject | undefined;
  let events: RunEvent[];
  before(async function () {
    this.timeout(pythonSetupTimeout);
    await testPython();
  });
  afterEach(() => {
    project?.remove();
    project = undefined;
  });

  async function run(mini: MiniPipeline): Promise<PipelineResult> {
    project = miniProject(mini);
    events = [];
    const { result } = await runLocal({ root: project.root, stack: "dev", onEvent: (event) => events.push(event) });
    return result.pipelines[0]!;
  }
  const succeeds = async (mini: MiniPipeline) => {
    const result = await run(mini);
    expect({ status: result.status, error: result.error }).to.deep.equal({ status: "SUCCEEDED", error: undefined });
    return result;
  };
  const shown = async (mini: MiniPipeline): Promise<any> => {
    const { error } = await run(mini);
    expect(error).to.include({ name: "Shown" }, JSON.stringify(error));
    return JSON.parse(error!.cause) as Json;
  };

  it("writes, reads, copies, lists and deletes objects with the machine's role", async () => {
    const at = (Key: string) => ({ Bucket: "BUCKET", Key });
    const answers = await shown({
      states: chain({
        Put: ["aws-sdk:s3:putObject", { ...at("a/1.json"), Body: { x: 1 } }],
        Get: ["aws-sdk:s3:getObject", at("a/1.json")],
        Copy: ["aws-sdk:s3:copyObject", { ...at("b/2.json"), CopySource: "BUCKET/a/1.json" }],
        Head: ["aws-sdk:s3:headObject", at("b/2.json")],
        Delete: ["aws-sdk:s3:deleteObject", at("a/1.json")],
        List: ["aws-sdk:s3:listObjectsV2", { Bucket: "BUCKET" }],
        Show: show("$"),
      }),
    });
    expect(answers.Get).to.include({ Body: '{"x":1}', ContentLength: 7 });
    expect(answers.Head).to.include({ ContentLength: 7 });
    expect(answers.List.Contents.map(({ Key }: any) => Key)).to.deep.equal(["b/2.json"]);
    expect(answers.List).not.to.have.property("$metadata");
  });

  it("names S3's errors as the SDK integration does", async () => {
    const states = chain({ Get: ["aws-sdk:s3:getObject", { Bucket: "BUCKET", Key: "none" }] });
    expect((await run({ states })).error!.name).to.equal("S3.NoSuchKeyException");
    project?.remove();
    const machine = [{ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }];
    const { error, iam } = await run({ states, machine });
    expect(error!.name).to.equal("S3.S3Exception");
    expect(error!.cause).to.match(
      /role\/mini-machine\/\S+ is not authorized to perform: s3:GetObject .*Service: S3, Status Code: 403/,
    );
    expect(iam.denied).to.equal(1);
  });

  it("tells of messages that nobody gets", async () => {
    const entry = { Source: "ml", DetailType: "Trained", Detail: { ok: true }, EventBusName: "default" };
    const { notes, iam } = await succeeds({
      states: chain({
        Publish: ["sns:publish", { TopicArn: "arn:aws:sns:us-east-1:123456789012:alerts", Message: "It is done" }],
        Queue: [
          "sqs:sendMessage",
          { QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/work", MessageBody: { n: 1 } },
        ],
        Event: ["events:putEvents", { Entries: [entry] }],
      }),
    });
    expect(notes).to.deep.equal([
      "Not sent to arn:aws:sns:us-east-1:123456789012:alerts, as a local run sends nothing: It is done",
      'Not sent to https://sqs.us-east-1.amazonaws.com/123456789012/work, as a local run sends nothing: {"n":1}',
      'Not put on the event bus default, as a local run sends nothing: ml Trained {"ok":true}',
    ]);
    expect(iam.calls).to.equal(3);
    expect(events.filter(({ type }) => type === "note")).to.have.length(3);
  });

  it("takes a function's ARN for a resource, with the payload as the result", async () => {
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:FUNCTION";
    const answers = await shown({ states: chain({ Call: [arn, { x: 1 }], Show: show("$") }) });
    expect(answers).to.deep.equal({ Call: { x: 1 } });
  });

  it("executes another machine of the program and gives what it gave", async () => {
    const order = (more = {}) => ({ StateMachineArn: "INNER", Input: { x: 1 }, ...more });
    const answers = await shown({
      states: chain({
        Parsed: ["states:startExecution.sync:2", order({ Name: "first" })],
        Text: ["states:startExecution.sync", order()],
        Started: ["states:startExecution", order()],
        Show: show("$"),
      }),
      inner: {
        Call: {
          Type: "Task",
          Resource: "arn:aws:states:::lambda:invoke",
          Parameters: { FunctionName: "FUNCTION", "Payload.$": "$" },
          OutputPath: "$.Payload",
          End: true,
        },
      },
    });
    const arn = "arn:aws:states:us-east-1:123456789012:execution:mini-inner:first";
    expect(answers.Parsed).to.deep.include({ ExecutionArn: arn, Status: "SUCCEEDED", Output: { x: 1 } });
    expect(answers.Text).to.include({ Status: "SUCCEEDED", Input: '{"x":1}', Output: '{"x":1}' });
    expect(answers.Started).to.have.all.keys("ExecutionArn", "StartDate", "SdkHttpMetadata", "SdkResponseMetadata");
  });

  it("fails a state whose execution failed, and one whose machine is not there", async () => {
    const states = chain({ Run: ["states:startExecution.sync:2", { StateMachineArn: "INNER" }] });
    const failed = await run({ states, inner: { No: { Type: "Fail", Error: "Odd", Cause: "why" } } });
    expect(failed.error).to.include({ name: "States.TaskFailed", state: "Run" });
    expect(JSON.parse(failed.error!.cause)).to.include({ Status: "FAILED", Error: "Odd", Cause: "why" });
    project?.remove();
    expect((await run({ states })).error!.name).to.equal("StepFunctions.StateMachineDoesNotExistException");
  });

  const training = (changes: object = {}) =>
    here(trainingRequest({ TrainingJobName: "t-1", InputDataConfig: [channel("train", "csv/train.csv")], ...changes }));
  const endless = { HyperParameters: { num_round: "4000000", objective: "binary:logistic" } };

  it("starts a job without waiting, and describes it until it has ended", async () => {
    const describe: [string, object] = ["aws-sdk:sagemaker:describeTrainingJob", { TrainingJobName: "t-1" }];
    const answers = await shown({
      states: {
        ...chain({
          Seed: seed,
          Train: ["sagemaker:createTrainingJob", training()],
          Look: describe,
          Describe: describe,
          Show: show("$"),
        }),
        Describe: { ...(chain({ Describe: describe }) as any).Describe, End: undefined, Next: "DescribeEnded" },
        ...loop("Describe", "TrainingJobStatus", "InProgress", "Show"),
      },
      code: seeding,
    });
    expect(answers.Train).to.deep.equal({
      TrainingJobArn: "arn:aws:sagemaker:us-east-1:123456789012:training-job/t-1",
    });
    expect(answers.Look.TrainingJobStatus).to.equal("InProgress");
    expect(answers.Look.SecondaryStatus).to.be.oneOf(["Starting", "Downloading", "Training", "Uploading"]);
    expect(answers.Describe).to.include({ TrainingJobStatus: "Completed", SecondaryStatus: "Completed" });
  });

  it("stops a job that is asked to stop", async () => {
    const name = { TrainingJobName: "t-1" };
    const answers = await shown({
      states: {
        ...chain({
          Seed: seed,
          Train: ["sagemaker:createTrainingJob", training(endless)],
          Stop: ["aws-sdk:sagemaker:stopTrainingJob", name],
          Describe: ["aws-sdk:sagemaker:describeTrainingJob", name],
          DescribeEnded: { Type: "Choice" },
          Show: show("$"),
        }),
        ...loop("Describe", "TrainingJobStatus", "InProgress", "Show"),
      },
      code: seeding,
    });
    expect(answers.Describe).to.include({ TrainingJobStatus: "Stopped", SecondaryStatus: "Stopped" });
  });

  it("stops what still goes on when the execution ends, and says so", async () => {
    const { notes } = await succeeds({
      states: chain({ Seed: seed, Train: ["sagemaker:createTrainingJob", training(endless)] }),
      code: seeding,
    });
    expect(notes).to.deep.equal([
      "The training job t-1 still went on when the execution ended, and was stopped with it; on AWS it would go on.",
    ]);
  });

  it("refuses to describe what is not there, and a request that SageMaker refuses at once", async () => {
    const none = await run({
      states: chain({ Look: ["aws-sdk:sagemaker:describeTrainingJob", { TrainingJobName: "x" }] }),
    });
    expect(none.error!.name).to.equal("SageMaker.SageMakerException");
    expect(none.error!.cause).to.match(
      /^Requested resource not found\. \(Service: SageMaker, Status Code: 400, Request ID: /,
    );
    project?.remove();
    const wrong = here(tuningRequest({ Strategy: "Grid" }));
    const refused = await run({ states: chain({ Tune: ["sagemaker:createHyperParameterTuningJob", wrong] }) });
    expect(refused.error!.name).to.equal("SageMaker.AmazonSageMakerException");
    expect(refused.error!.cause).to.match(/Grid search takes categorical ranges only/);
  });

  it("labels with the answers of a file, with all and only what is granted", async () => {
    const lambda = (name: string) => `arn:aws:lambda:us-east-1:432418664414:function:${name}-TextMultiClass`;
    const states = chain({
      Seed: seed,
      Label: [
        "sagemaker:createLabelingJob.sync",
        {
          LabelingJobName: "l-1",
          LabelAttributeName: "mood",
          RoleArn: jobRole,
          InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: "s3://mini-data/in/input.manifest" } } },
          OutputConfig: { S3OutputPath: "s3://mini-data/out/" },
          LabelCategoryConfigS3Uri: "s3://mini-data/in/labels.json",
          HumanTaskConfig: {
            WorkteamArn: "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/team",
            UiConfig: { UiTemplateS3Uri: "s3://mini-data/in/template.html" },
            PreHumanTaskLambdaArn: lambda("PRE"),
            AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: lambda("ACS") },
            ...{ TaskTitle: "Mood", TaskDescription: "Which mood?", NumberOfHumanWorkersPerDataObject: 1 },
            TaskTimeLimitInSeconds: 60,
          },
        },
      ],
    });
    const code = `
const { S3Client, PutObjectCommand } = require(${JSON.stringify(require.resolve("@aws-sdk/client-s3"))});
const put = (Key, Body) => new S3Client({ forcePathStyle: true }).send(new PutObjectCommand({ Bucket: "mini-data", Key, Body }));
exports.handler = async () => {
  await put("in/input.manifest", '{"source":"fine"}\\n{"source":"odd"}');
  await put("in/labels.json", '{"labels":[{"label":"good"},{"label":"bad"}]}');
  await put("in/template.html", "<crowd-form></crowd-form>");
};`;
    const definition = JSON.parse(
      JSON.stringify({ StartAt: "Seed", States: states }).replaceAll("FUNCTION", "mini-fn"),
    );
    const own = [
      { Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::mini-data/in/*" },
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
    ];
    const machine = permissionsFor(definition, environment).statements;
    const job = [...jobRolePermissionsFor(definition, environment, jobRole).statements, ...own];
    project = miniProject({ states, machine, job, code });
    const answers = join(project.root, "answers.jsonl");
    writeFileSync(answers, '{"source":"fine","mood":"good"}\n');
    const { result } = await runLocal({ root: project.root, stack: "dev", answers });
    const { status, error, notes, iam } = result.pipelines[0]!;
    expect({ status, error }).to.deep.equal({ status: "SUCCEEDED", error: undefined });
    expect(notes).to.deep.equal([
      "The labels of l-1 are those of --answers; the functions before and after the work of people were not called.",
    ]);
    expect(iam.roles.flatMap(({ denied, unused }) => [...denied, ...unused])).to.deep.equal([]);
  });

  it("tunes, finds the best job's model, and serves it, with all and only what is granted", async () => {
    const variants = [{ VariantName: "all", ModelName: "m-1", InitialInstanceCount: 1, InstanceType: "ml.m5.large" }];
    const states = {
      ...chain({
        Seed: seed,
        Tune: [
          "sagemaker:createHyperParameterTuningJob.sync",
          here(tuningRequest({}, { TrainingJobDefinition: trainingDefinition() })),
        ],
        Best: [
          "aws-sdk:sagemaker:describeTrainingJob",
          { "TrainingJobName.$": "$.Tune.BestTrainingJob.TrainingJobName" },
        ],
        Model: [
          "sagemaker:createModel",
          {
            ModelName: "m-1",
            ExecutionRoleArn: jobRole,
            PrimaryContainer: {
              Image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5",
              "ModelDataUrl.$": "$.Best.ModelArtifacts.S3ModelArtifacts",
            },
          },
        ],
        Config: ["sagemaker:createEndpointConfig", { EndpointConfigName: "c-1", ProductionVariants: variants }],
        Endpoint: ["sagemaker:createEndpoint", { EndpointName: "e-1", EndpointConfigName: "c-1" }],
        Describe: ["aws-sdk:sagemaker:describeEndpoint", { EndpointName: "e-1" }],
        DescribeEnded: { Type: "Choice" },
        Invoke: [
          "aws-sdk:sagemakerruntime:invokeEndpoint",
          { EndpointName: "e-1", ContentType: "text/csv", Body: sampleRows[0]!.slice(sampleRows[0]!.indexOf(",") + 1) },
        ],
        Check: { Type: "Pass" },
      }),
      ...loop("Describe", "EndpointStatus", "Creating", "Invoke"),
    };
    const definition = here(
      JSON.parse(JSON.stringify({ StartAt: "Seed", States: states }).replaceAll("FUNCTION", "mini-fn")),
    ) as StateMachineDefinition;
    const { statements: machine } = permissionsFor(definition, environment);
    const { statements: job } = jobRolePermissionsFor(definition, environment, jobRole);
    const own = [
      { Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::mini-data/csv/*" },
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
    ];
    const { iam, tuning, endpoints } = await succeeds({
      states: here(states),
      machine,
      job: [...job, ...own],
      code: seeding,
    });
    const entries = iam.roles.flatMap(({ role, denied, unused }) => [
      ...denied.map((entry) => ({ denied: role, ...entry })),
      ...unused.map((entry) => ({ unused: role, ...entry })),
    ]);
    expect(entries).to.deep.equal([]);
    expect(tuning[0]!.trials).to.have.length(4);
    expect(endpoints).to.have.length(1);
    expect(endpoints[0]).to.include({ name: "e-1", status: "InService" });
    const gone = await fetch(`${endpoints[0]!.url}/ping`).catch((error) => error.cause.code);
    expect(gone).to.equal("ECONNREFUSED");
  });
});
