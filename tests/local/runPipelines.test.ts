/** Local runs, in this process: what goes wrong in states, and configurations beyond the stacks of this project. */
import { expect } from "chai";
import { runLocal } from "../../local/run";
import type { PipelineResult } from "../../local/runResult";
import { UserError } from "../../local/userError";
import { configuredProject, type LocalProject, miniProject, type MiniPipeline } from "../support/localProject";
import { pythonSetupTimeout, testPython } from "../support/python";

const end = { End: true };
const invoke = (more: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: "FUNCTION", Payload: { x: 1 } },
  ...end,
  ...more,
});
const processing = (name = "mini-job-1") => ({
  Type: "Task",
  Resource: "arn:aws:states:::sagemaker:createProcessingJob.sync",
  Parameters: {
    ProcessingJobName: name,
    RoleArn: "JOB_ROLE",
    AppSpecification: {
      ImageUri: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2",
      ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/job.py"],
    },
    ProcessingInputs: [
      {
        InputName: "code",
        S3Input: {
          S3Uri: "s3://BUCKET/code/job.py",
          LocalPath: "/opt/ml/processing/input/code",
          S3DataType: "S3Prefix",
          S3InputMode: "File",
        },
      },
    ],
    ProcessingResources: { ClusterConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 10 } },
  },
  ...end,
});
/** A function that puts a script into the bucket. */
const putScript = (script: string) => `
const { S3Client, PutObjectCommand } = require(${JSON.stringify(require.resolve("@aws-sdk/client-s3"))});
exports.handler = async () => {
  await new S3Client({ forcePathStyle: true }).send(
    new PutObjectCommand({ Bucket: "mini-data", Key: "code/job.py", Body: ${JSON.stringify(script)} }));
};`;

describe("local run: pipelines", function () {
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

  async function runMini(mini: MiniPipeline): Promise<PipelineResult> {
    project = miniProject(mini);
    const { result } = await runLocal({ root: project.root, stack: "dev" });
    return result.pipelines[0]!;
  }
  const failsWith = async (mini: MiniPipeline, name: string, cause: RegExp) => {
    const { status, error, iam } = await runMini(mini);
    expect(status).to.equal("FAILED");
    expect(error!.name).to.equal(name);
    expect(error!.cause).to.match(cause);
    return { error: error!, iam };
  };

  it("gives a function's result in the form of the integration", async () => {
    const select = {
      ResultSelector: { "x.$": "$.Payload.x", "status.$": "$.StatusCode", "version.$": "$.ExecutedVersion" },
    };
    const check = {
      Type: "Choice",
      Choices: [
        {
          And: [
            { Variable: "$.x", NumericEquals: 1 },
            { Variable: "$.status", NumericEquals: 200 },
          ],
          Next: "Good",
        },
      ],
    };
    const { status, states } = await runMini({
      states: { Invoke: { ...invoke(select), End: undefined, Next: "Check" }, Check: check, Good: { Type: "Succeed" } },
    });
    expect(status).to.equal("SUCCEEDED");
    expect(states.map(({ name }) => name)).to.deep.equal(["Invoke", "Check", "Good"]);
    expect(states[0]).to.include({ status: "SUCCEEDED", job: "mini-fn" });
  });

  it("fails a state as Lambda does when the function throws", async () => {
    const code = "exports.handler = async () => { throw Object.assign(new Error('row 3'), { name: 'DataError' }); };";
    const { error } = await failsWith({ states: { Invoke: invoke() }, code }, "DataError", /^row 3$/);
    expect(error.state).to.equal("Invoke");
  });

  it("keeps the state that failed when a Fail state passes its error on", async () => {
    const states = {
      Invoke: invoke({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed", ResultPath: "$.error" }] }),
      Failed: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "$.error.Cause" },
    };
    const { error } = await failsWith({ states, code: "exports.handler = async () => null.x;" }, "TypeError", /null/);
    expect(error.state).to.equal("Invoke");
  });

  it("denies what the machine's role may not do", async () => {
    const machine = [{ Effect: "Allow", Action: "lambda:GetFunction", Resource: "*" }];
    const { iam } = await failsWith(
      { states: { Invoke: invoke() }, machine },
      "Lambda.AWSLambdaException",
      /assumed-role\/mini-machine\/\S+ is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:mini-fn because no identity-based policy allows/,
    );
    expect(iam.denied).to.equal(1);
  });

  it("denies passing a role that the machine's role may not pass", async () => {
    const machine = [
      { Effect: "Allow", NotAction: "iam:PassRole", Resource: "*" },
      { Effect: "Allow", Action: "iam:PassRole", Resource: "arn:aws:iam::123456789012:role/other" },
    ];
    await failsWith(
      { states: { Process: processing() }, machine },
      "SageMaker.AmazonSageMakerException",
      /iam:PassRole on resource: arn:aws:iam::123456789012:role\/mini-job .*Error Code: AccessDeniedException/,
    );
  });

  it("denies what a function may not do in S3", async () => {
    const job = [{ Effect: "Allow", Action: ["logs:*", "s3:GetObject"], Resource: "*" }];
    const { error, iam } = await failsWith(
      { states: { Invoke: invoke() }, job, code: putScript("print()") },
      "AccessDenied",
      /role\/mini-job\/mini-fn is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::mini-data\/code\/job.py/,
    );
    expect(error.state).to.equal("Invoke");
    expect(iam.denied).to.equal(1);
  });

  it("runs a function that may not write its log, and counts that", async () => {
    const { status, iam } = await runMini({
      states: { Invoke: invoke() },
      job: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
    });
    expect(status).to.equal("SUCCEEDED");
    expect(iam.denied).to.equal(2);
  });

  it("refuses a role that does not trust the service", async () => {
    const states = { Process: processing() };
    await failsWith(
      { states, jobService: ["lambda.amazonaws.com"] },
      "SageMaker.AmazonSageMakerException",
      /Could not assume role .*mini-job.* allows principal 'sagemaker.amazonaws.com'/,
    );
    project?.remove();
    await failsWith(
      { states: { Invoke: invoke() }, jobService: ["sagemaker.amazonaws.com"] },
      "Lambda.AWSLambdaException",
      /cannot be assumed by Lambda/,
    );
  });

  it("shows the end of what a failing script wrote", async () => {
    const script = "import sys\n\ndef scale(x):\n    return x / 0\n\nscale(1)\n";
    const states = { Seed: { ...invoke(), End: undefined, Next: "Process" }, Process: processing() };
    const { error } = await failsWith({ states, code: putScript(script) }, "States.TaskFailed", /exit code: 1/);
    expect(error.state).to.equal("Process");
    expect(error.cause)
      .to.contain("Traceback")
      .and.to.contain("return x / 0")
      .and.to.contain("ZeroDivisionError: division by zero");
  });

  it("judges what a script does with boto3 too", async () => {
    const script = "import boto3\nboto3.client('s3').delete_object(Bucket='mini-data', Key='code/job.py')\n";
    const states = { Seed: { ...invoke(), End: undefined, Next: "Process" }, Process: processing() };
    const job = [
      { Effect: "Allow", NotAction: "s3:DeleteObject", Resource: "*" },
      { Effect: "Allow", Action: "s3:DeleteObject", Resource: "arn:aws:s3:::mini-data/tmp/*" },
    ];
    const { error, iam } = await failsWith(
      { states, job, code: putScript(script) },
      "States.TaskFailed",
      /AccessDenied/,
    );
    expect(error.cause).to.contain("role/mini-job/SageMaker is not authorized to perform: s3:DeleteObject");
    expect(iam.roles.flatMap(({ denied }) => denied)).to.deep.equal([
      { action: "s3:DeleteObject", resource: "arn:aws:s3:::mini-data/code/job.py" },
    ]);
  });

  it("refuses a job name that was used before", async () => {
    const states = {
      Seed: { ...invoke(), End: undefined, Next: "Process" },
      Process: { ...processing(), End: undefined, Next: "Again" },
      Again: processing(),
    };
    const { error } = await failsWith(
      { states, code: putScript("print('fine')") },
      "SageMaker.ResourceInUseException",
      /already exists \(arn:aws:sagemaker:us-east-1:123456789012:processing-job\/mini-job-1\)/,
    );
    expect(error.state).to.equal("Again");
  });

  it("refuses a transform with a model that nobody made", async () => {
    const Transform = {
      Type: "Task",
      Resource: "arn:aws:states:::sagemaker:createTransformJob.sync",
      Parameters: {
        TransformJobName: "t",
        ModelName: "ghost",
        TransformInput: { DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://BUCKET/in/" } } },
        TransformOutput: { S3OutputPath: "s3://BUCKET/out/" },
        TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
      },
      ...end,
    };
    await failsWith(
      { states: { Transform } },
      "SageMaker.AmazonSageMakerException",
      /Could not find model "arn:.*model\/ghost"/,
    );
  });

  it("refuses a model whose data its role cannot read", async () => {
    const Model = {
      Type: "Task",
      Resource: "arn:aws:states:::sagemaker:createModel",
      Parameters: {
        ModelName: "m",
        ExecutionRoleArn: "JOB_ROLE",
        PrimaryContainer: {
          Image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5",
          ModelDataUrl: "s3://BUCKET/models/none.tar.gz",
        },
      },
      ...end,
    };
    await failsWith(
      { states: { Model } },
      "SageMaker.AmazonSageMakerException",
      /Could not access model data at s3:\/\/mini-data\/models\/none.tar.gz/,
    );
  });

  it("refuses a definition with what it does not have, before anything runs", async () => {
    const refused = async (state: object) => {
      project?.remove();
      return runMini({ states: { Odd: state } }).catch((error: unknown) => error as UserError);
    };
    const calling = (api: string, Parameters: object) => invoke({ Resource: `arn:aws:states:::${api}`, Parameters });
    const unknown = await refused(calling("glue:startJobRun", { JobName: "etl" }));
    expect(unknown).to.be.instanceOf(UserError);
    expect((unknown as UserError).message)
      .to.contain('"Odd" uses arn:aws:states:::glue:startJobRun')
      .and.to.contain("lambda:invoke")
      .and.to.contain("APIs of aws-sdk:s3");
    const stream = { EndpointName: "scores", Body: "1" };
    const sibling = await refused(calling("aws-sdk:sagemakerruntime:invokeEndpointWithResponseStream", stream));
    expect((sibling as UserError).message).to.contain(
      "It has aws-sdk:sagemakerruntime:invokeEndpoint, aws-sdk:sagemakerruntime:invokeEndpointAsync. Leave",
    );
    const message = {
      QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/work",
      MessageBody: { "Token.$": "$$.Task.Token" },
    };
    const callback = await refused(calling("sqs:sendMessage.waitForTaskToken", message));
    expect((callback as UserError).message).to.contain('"Odd"');
  });

  it("refuses a labeling job without answers, before anything runs", async () => {
    const lambdaArn = "arn:aws:lambda:us-east-1:123456789012:function:sides";
    const Label = invoke({
      Resource: "arn:aws:states:::sagemaker:createLabelingJob.sync",
      Parameters: {
        LabelingJobName: "label",
        LabelAttributeName: "side",
        InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: "s3://BUCKET/manifest.jsonl" } } },
        OutputConfig: { S3OutputPath: "s3://BUCKET/labels/" },
        RoleArn: "JOB_ROLE",
        HumanTaskConfig: {
          WorkteamArn: "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/us",
          UiConfig: { UiTemplateS3Uri: "s3://BUCKET/page.html" },
          PreHumanTaskLambdaArn: lambdaArn,
          TaskTitle: "Side",
          TaskDescription: "Which side?",
          NumberOfHumanWorkersPerDataObject: 1,
          TaskTimeLimitInSeconds: 60,
          AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: lambdaArn },
        },
      },
    });
    const error = await runMini({ states: { Label } }).catch((error: unknown) => error as UserError);
    expect(error).to.be.instanceOf(UserError);
    expect((error as UserError).message).to.match(/The state "Label" needs people[^]*--answers/);
  });

  it("needs all and only what it grants with a KMS key, a VPC and a spot job too", async () => {
    const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000001";
    const vpc = { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0a1b2c3d"] };
    project = configuredProject({
      closed: { type: "MlTrainingPipeline", kmsKeyArn, vpc, spot: true, instanceCount: 2 },
      prepared: { type: "FeatureTransformPipeline", kmsKeyArn, vpc, spot: true },
    });
    const { result } = await runLocal({ root: project.root, stack: "dev" });
    for (const { name, status, iam, error } of result.pipelines) {
      expect({ name, status, error }).to.deep.equal({ name, status: "SUCCEEDED", error: undefined });
      expect(
        iam.roles.flatMap(({ role, denied, unused }) => [...denied, ...unused].map((entry) => ({ role, ...entry }))),
      ).to.deep.equal([]);
    }
  });
});
