import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { checkDefinition } from "../../asl/check/checkDefinition";
import { aslValidatorErrors } from "../support/aslValidator";
import type { State, TaskState } from "../../asl/definition";
import { FeatureTransformPipeline } from "../../components/featureTransformPipeline";
import { MlTrainingPipeline, type MlTrainingPipelineArgs } from "../../components/mlTrainingPipeline";
import { ProductionTrainingPipeline } from "../../components/productionTrainingPipeline";
import { type Evaluated, evaluate } from "../support/evaluate";

const task = (evaluated: Evaluated, state: string) => evaluated.definition("churn").States[state] as TaskState;
const parametersOf = (evaluated: Evaluated, state: string) =>
  task(evaluated, state).Parameters as Record<string, unknown>;
const TRAIN = "Train model (XGBoost)";
const STANDARDIZE = "Standardization: x' = (x - x̄) / σ";

describe("MlTrainingPipeline", () => {
  let evaluated: Evaluated;
  let bucket: string;
  before(async () => {
    evaluated = await evaluate(() => new MlTrainingPipeline("churn", { tags: { Team: "ml" } }));
    bucket = evaluated.one("aws:s3/bucket:Bucket", "churn-data").inputs.bucket as string;
  });

  it("runs Generate dataset -> Train model (XGBoost) -> Save model -> Batch transform", () => {
    const { StartAt, States } = evaluated.definition("churn");
    const order: string[] = [];
    for (let name: string | undefined = StartAt; name !== undefined;) {
      const state: State | undefined = States[name];
      if (state?.Type === "Task") order.push(name);
      name = state?.Type === "Choice" ? state.Choices[0]?.Next : (state as { Next?: string } | undefined)?.Next;
    }
    expect(order).to.deep.equal(["Generate dataset", TRAIN, "Save model", "Batch transform"]);
  });

  it("is a definition in which nothing is wrong", async () => {
    const definition = evaluated.definition("churn");
    expect(checkDefinition(definition)).to.deep.equal([]);
    expect(aslValidatorErrors(definition)).to.deep.equal([]);
  });

  it("trains with the defaults of AWS's sample on a current instance type and a pinned container", () => {
    expect(parametersOf(evaluated, TRAIN)).to.deep.include({
      AlgorithmSpecification: {
        TrainingImage: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5",
        TrainingInputMode: "File",
      },
      HyperParameters: { objective: "reg:logistic", eval_metric: "rmse", num_round: "5" },
      ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
      OutputDataConfig: { S3OutputPath: `s3://${bucket}/models/` },
      InputDataConfig: [
        {
          ChannelName: "train",
          ContentType: "text/csv",
          DataSource: {
            S3DataSource: {
              S3DataType: "S3Prefix",
              S3Uri: `s3://${bucket}/csv/train.csv`,
              S3DataDistributionType: "ShardedByS3Key",
            },
          },
        },
      ],
    });
  });

  it("makes every job's name anew at each attempt, within 63 characters and without underscores", () => {
    const name = (state: string, key: string) => parametersOf(evaluated, state)[key];
    const made = "States.ArrayGetItem(States.StringSplit(States.UUID(), '-'), 4))";
    expect(name(TRAIN, "TrainingJobName.$")).to.equal(`States.Format('churn-dev-train-{}', ${made}`);
    expect(name("Save model", "ModelName.$")).to.equal(`States.Format('churn-dev-model-{}', ${made}`);
    expect(name("Batch transform", "TransformJobName.$")).to.equal(`States.Format('churn-dev-transform-{}', ${made}`);
  });

  it("predicts under output/, with each row's label kept from the model and joined to its prediction", () => {
    expect(parametersOf(evaluated, "Batch transform")).to.deep.include({
      "ModelName.$": "$.Model.ModelName",
      DataProcessing: { InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$[0,-1]" },
      TransformOutput: { S3OutputPath: `s3://${bucket}/output/`, Accept: "text/csv", AssembleWith: "Line" },
    });
  });

  it("retries throttling with a cap and jitter, and catches the rest into a Fail state that keeps the cause", () => {
    const { States } = evaluated.definition("churn");
    for (const [name, state] of Object.entries(States)) {
      if (state.Type !== "Task") continue;
      for (const retrier of state.Retry ?? []) {
        expect(retrier, name).to.include({ JitterStrategy: "FULL" });
        expect(retrier.MaxDelaySeconds, name).to.be.a("number");
      }
      expect(state.Retry, name).to.not.equal(undefined);
      expect(state.Catch, name).to.deep.equal([
        { ErrorEquals: ["States.ALL"], ResultPath: "$.Failure", Next: "Pipeline failed" },
      ]);
    }
    expect(States["Pipeline failed"]).to.deep.equal({
      Type: "Fail",
      ErrorPath: "$.Failure.Error",
      CausePath: "$.Failure.Cause",
    });
  });

  it("goes on only behind jobs that completed", () => {
    const { States } = evaluated.definition("churn");
    expect(task(evaluated, TRAIN).Next).to.equal("Training completed?");
    expect(States["Training completed?"]).to.deep.equal({
      Type: "Choice",
      Choices: [{ Variable: "$.Training.TrainingJobStatus", StringEquals: "Completed", Next: "Save model" }],
      Default: "Training stopped",
    });
    expect(States["Training stopped"]?.Type).to.equal("Fail");
  });

  it("keeps of each result what later states need, so that the state stays small", () => {
    expect(task(evaluated, TRAIN).ResultSelector).to.have.all.keys(
      "TrainingJobName.$",
      "TrainingJobStatus.$",
      "ModelArtifacts",
    );
    for (const name of ["Generate dataset", TRAIN, "Save model", "Batch transform"]) {
      expect(task(evaluated, name).ResultPath, name).to.match(/^\$\.\w+$/);
    }
  });

  it("tags everything, SageMaker jobs with the execution too", () => {
    const expected = { Team: "ml", Project: "project", Stack: "dev", Pipeline: "churn" };
    const tagged = evaluated.resources.filter(({ inputs }) => "tags" in inputs);
    expect(tagged.map(({ type }) => type)).to.include.members([
      "aws:s3/bucket:Bucket",
      "aws:iam/role:Role",
      "aws:lambda/function:Function",
      "aws:sfn/stateMachine:StateMachine",
      "aws:cloudwatch/logGroup:LogGroup",
    ]);
    for (const { inputs } of tagged) expect(inputs.tags).to.deep.equal(expected);
    for (const state of [TRAIN, "Save model", "Batch transform"]) {
      expect(parametersOf(evaluated, state).Tags, state).to.deep.equal([
        ...Object.entries(expected).map(([Key, Value]) => ({ Key, Value })),
        { Key: "Execution", "Value.$": "$$.Execution.Id" },
      ]);
    }
  });

  it("closes the bucket: no public access, TLS only, encrypted, versioned, old job output removed", () => {
    const s3 = (type: string) =>
      evaluated.one(`aws:s3/${type[0]?.toLowerCase()}${type.slice(1)}:${type}`, "churn-data").inputs;
    expect(s3("BucketPublicAccessBlock")).to.include({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(JSON.parse(s3("BucketPolicy").policy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    expect(s3("BucketServerSideEncryptionConfiguration")).to.have.nested.property(
      "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm",
      "AES256",
    );
    expect(s3("BucketVersioning")).to.have.nested.property("versioningConfiguration.status", "Enabled");
    expect(s3("BucketLifecycleConfiguration").rules).to.deep.include({
      id: "old-output",
      status: "Enabled",
      filter: { prefix: "output/" },
      expiration: { days: 90 },
    });
    expect(s3("Bucket").forceDestroy).to.equal(false);
  });

  it("seeds by a Node 24 function on arm64 with its own log group", () => {
    const { inputs } = evaluated.one("aws:lambda/function:Function", "churn-seed");
    expect(inputs).to.deep.include({ runtime: "nodejs24.x", architectures: ["arm64"], handler: "index.handler" });
    const logs = evaluated.one("aws:cloudwatch/logGroup:LogGroup", "churn-seed").inputs;
    expect(logs).to.include({ name: "/aws/lambda/project-dev-churn-seed", retentionInDays: 30 });
    expect(inputs.loggingConfig).to.deep.equal({ logFormat: "JSON", logGroup: logs.name });
    expect((inputs.environment as { variables: object }).variables).to.deep.equal({
      BUCKET: bucket,
      SEED_PLAN: JSON.stringify({ train: ["csv/train.csv"], test: "csv/test.csv" }),
      TEST_FRACTION: "0.2",
      LABEL_RANGE: "0,1",
    });
  });

  it("logs and traces executions", () => {
    const { inputs } = evaluated.one("aws:sfn/stateMachine:StateMachine", "churn");
    expect(inputs.loggingConfiguration).to.deep.equal({
      level: "ALL",
      includeExecutionData: false,
      logDestination: "arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/project-dev-churn:*",
    });
    expect(inputs.tracingConfiguration).to.deep.equal({ enabled: true });
  });

  it("lets each service assume its role only for this account", () => {
    for (const [name, service] of [
      ["churn-seed", "lambda"],
      ["churn-job", "sagemaker"],
      ["churn-machine", "states"],
    ] as const) {
      const [statement] = JSON.parse(
        evaluated.one("aws:iam/role:Role", name).inputs.assumeRolePolicy as string,
      ).Statement;
      expect(statement.Principal).to.deep.equal({ Service: `${service}.amazonaws.com` });
      expect(statement.Condition.StringEquals).to.deep.equal({ "aws:SourceAccount": "123456789012" });
    }
  });

  it("carries every setting to where it belongs", async () => {
    const args: MlTrainingPipelineArgs = {
      instanceType: "ml.c5.2xlarge",
      instanceCount: 3,
      volumeSizeInGb: 50,
      maxRuntimeInSeconds: 600,
      spot: true,
      hyperparameters: { objective: "reg:squarederror", max_depth: 3 },
      dataSource: pulumi.output("s3://elsewhere/data.csv"),
      outputRetentionInDays: 7,
      logRetentionInDays: 14,
      forceDestroy: true,
      vpc: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
      kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1234",
    };
    const all = await evaluate(() => new MlTrainingPipeline("churn", args));
    const data = all.one("aws:s3/bucket:Bucket", "churn-data").inputs.bucket as string;
    expect(parametersOf(all, TRAIN)).to.deep.include({
      HyperParameters: { objective: "reg:squarederror", eval_metric: "rmse", num_round: "5", max_depth: "3" },
      ResourceConfig: {
        InstanceType: "ml.c5.2xlarge",
        InstanceCount: 3,
        VolumeSizeInGB: 50,
        VolumeKmsKeyId: args.kmsKeyArn,
      },
      EnableManagedSpotTraining: true,
      StoppingCondition: { MaxRuntimeInSeconds: 600, MaxWaitTimeInSeconds: 1200 },
      CheckpointConfig: { "S3Uri.$": `States.Format('s3://${data}/checkpoints/{}/', $$.Execution.Name)` },
      VpcConfig: { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
      OutputDataConfig: { S3OutputPath: `s3://${data}/models/`, KmsKeyId: args.kmsKeyArn },
    });
    const { variables } = all.one("aws:lambda/function:Function", "churn-seed").inputs.environment as {
      variables: Record<string, string>;
    };
    expect(variables).to.include({ DATA_SOURCE: "s3://elsewhere/data.csv" });
    expect(variables).to.not.have.property("LABEL_RANGE");
    expect(JSON.parse(variables.SEED_PLAN ?? "").train).to.deep.equal([
      "csv/train-3/part-1.csv",
      "csv/train-3/part-2.csv",
      "csv/train-3/part-3.csv",
    ]);
    expect(all.one("aws:s3/bucket:Bucket", "churn-data").inputs.forceDestroy).to.equal(true);
    expect(all.one("aws:cloudwatch/logGroup:LogGroup", "churn").inputs.retentionInDays).to.equal(14);
    expect(checkDefinition(all.definition("churn"))).to.deep.equal([]);
  });

  it("works in other partitions", async () => {
    const environment = { partition: "aws-cn", region: "cn-north-1", account: "210987654321" };
    const china = await evaluate(() => new MlTrainingPipeline("churn"), { environment });
    const documents = china.resources
      .flatMap(({ inputs }) => [inputs.policy, inputs.definition, inputs.assumeRolePolicy, inputs.role, inputs.roleArn])
      .filter((text) => typeof text === "string");
    expect(documents.join("\n")).to.include("arn:aws-cn:states:::sagemaker:createTrainingJob.sync");
    expect(documents.join("\n")).to.not.match(/arn:aws:/);
    expect(task(china, TRAIN).Parameters).to.have.nested.property(
      "AlgorithmSpecification.TrainingImage",
      "450853457545.dkr.ecr.cn-north-1.amazonaws.com.cn/sagemaker-xgboost:3.0-5",
    );
  });
});

describe("FeatureTransformPipeline", () => {
  let evaluated: Evaluated;
  let bucket: string;
  before(async () => {
    evaluated = await evaluate(() => new FeatureTransformPipeline("churn"));
    bucket = evaluated.one("aws:s3/bucket:Bucket", "churn-data").inputs.bucket as string;
  });

  it("is a definition in which nothing is wrong", async () => {
    expect(checkDefinition(evaluated.definition("churn"))).to.deep.equal([]);
    expect(aslValidatorErrors(evaluated.definition("churn"))).to.deep.equal([]);
  });

  it("standardizes by transform.py in the scikit-learn container, with the limits of AWS's sample", () => {
    expect(parametersOf(evaluated, STANDARDIZE)).to.deep.include({
      AppSpecification: {
        ImageUri: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/transform.py"],
      },
      ProcessingResources: { ClusterConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 10 } },
      StoppingCondition: { MaxRuntimeInSeconds: 300 },
    });
    expect(parametersOf(evaluated, STANDARDIZE)).to.have.nested.property(
      "ProcessingInputs[0].S3Input.S3Uri",
      `s3://${bucket}/input/raw.csv`,
    );
    const outputs = (
      parametersOf(evaluated, STANDARDIZE).ProcessingOutputConfig as { Outputs: { S3Output: { S3Uri: string } }[] }
    ).Outputs;
    expect(outputs.map(({ S3Output }) => S3Output.S3Uri)).to.deep.equal(
      ["train/", "validation/", "scaler/"].map((key) => `s3://${bucket}/${key}`),
    );
  });

  it("trains on the transformed prefixes only", () => {
    const channels = parametersOf(evaluated, TRAIN).InputDataConfig as {
      ChannelName: string;
      DataSource: { S3DataSource: { S3Uri: string } };
    }[];
    expect(
      Object.fromEntries(channels.map(({ ChannelName, DataSource }) => [ChannelName, DataSource.S3DataSource.S3Uri])),
    ).to.deep.equal({
      train: `s3://${bucket}/train/`,
      validation: `s3://${bucket}/validation/`,
    });
  });

  it("seeds raw rows, held-back rows and the script", () => {
    const { variables } = evaluated.one("aws:lambda/function:Function", "churn-seed").inputs.environment as {
      variables: Record<string, string>;
    };
    expect(JSON.parse(variables.SEED_PLAN ?? "")).to.deep.equal({
      train: ["input/raw.csv"],
      test: "input/test.csv",
      files: { "code/transform.py": "transform.py" },
    });
  });
});

describe("at preview of a new stack", () => {
  for (const Pipeline of [MlTrainingPipeline, FeatureTransformPipeline, ProductionTrainingPipeline]) {
    it(`every document is known: ${Pipeline.name}`, async () => {
      const preview = await evaluate(() => new Pipeline("churn"), { preview: true });
      const whole = await evaluate(() => new Pipeline("churn"));
      const documents = ({ resources }: Evaluated) =>
        resources.flatMap(({ type, name, inputs }) =>
          ["policy", "assumeRolePolicy", "definition", "roleArn", "role"]
            .filter((key) => key in inputs)
            .map((key) => `${type} ${name} ${key} ${String(inputs[key])}`),
        );
      expect(documents(preview)).to.have.length.greaterThan(10);
      expect(documents(preview).sort()).to.deep.equal(documents(whole).sort());
    });
  }
});

describe("wrong arguments", () => {
  const errorOf = async (
    name: string,
    args: object,
  ): Promise<pulumi.InputPropertiesError | pulumi.InputPropertyError> => {
    let caught: unknown;
    await evaluate(() => {
      try {
        new MlTrainingPipeline(name, args);
      } catch (error) {
        caught = error;
      }
    });
    return caught as pulumi.InputPropertiesError;
  };

  it("are all refused at once, each with its path, the value and what is allowed", async () => {
    const error = await errorOf("churn", {
      instanceType: "m5.xlarge",
      volumeSizeInGb: 0,
      spot: "yes",
      vpc: { subnetIds: ["net-1"] },
      kmsKeyArn: "alias/mine",
      instanceTyp: "ml.m5.xlarge",
    });
    expect(pulumi.InputPropertiesError.isInstance(error)).to.equal(true);
    expect((error as pulumi.InputPropertiesError).errors).to.have.deep.members([
      {
        propertyPath: "instanceType",
        reason:
          'was "m5.xlarge"; expected a SageMaker instance type that its jobs take, for instance "ml.m5.xlarge". ' +
          'Did you mean "ml.m5.xlarge"?',
      },
      { propertyPath: "volumeSizeInGb", reason: "was 0; expected a whole number from 1 to 16384" },
      { propertyPath: "spot", reason: 'was "yes"; expected true or false' },
      { propertyPath: "vpc.subnetIds.0", reason: 'was "net-1"; expected a subnet id' },
      { propertyPath: "vpc.securityGroupIds", reason: "is required" },
      { propertyPath: "kmsKeyArn", reason: 'was "alias/mine"; expected a KMS key\'s ARN' },
      { propertyPath: "instanceTyp", reason: 'is not a setting. Did you mean "instanceType"?' },
    ]);
    expect(error.message).to.include('MlTrainingPipeline "churn":');
  });

  it("hyperparameters that the container refuses are refused before there is a job to pay for", async () => {
    const hyperparameters = {
      num_round: "many",
      maxdepth: 3,
      eta: 2,
      objective: "binary:logistik",
      eval_metric: "rmse,auk",
      max_depth: 4,
      lambda: 0.5,
      learning_rate: 0.1,
    };
    const { errors } = (await errorOf("churn", { hyperparameters })) as pulumi.InputPropertiesError;
    expect(errors.map(({ propertyPath }) => propertyPath)).to.deep.equal(
      ["num_round", "maxdepth", "eta", "objective", "eval_metric"].map((name) => `hyperparameters.${name}`),
    );
    expect(errors[0]?.reason).to.equal('was "many"; expected a whole number in [1,)');
    expect(errors[1]?.reason).to.equal(
      'was 3; expected a hyperparameter of SageMaker\'s XGBoost. Did you mean "max_depth"?',
    );
    expect(errors[2]?.reason).to.equal("was 2; expected a number in [0,1]");
  });

  it("leaves the metric of objectives other than regression to XGBoost", async () => {
    const args = { hyperparameters: { objective: "multi:softprob", num_class: 3 } };
    const evaluated = await evaluate(() => new MlTrainingPipeline("churn", args));
    expect(parametersOf(evaluated, TRAIN).HyperParameters).to.deep.equal({
      objective: "multi:softprob",
      num_round: "5",
      num_class: "3",
    });
  });

  it("tags that are set anyway, in whatever case, and those of AWS are refused", async () => {
    for (const key of ["Execution", "project", "aws:team"]) {
      const { errors } = (await errorOf("churn", { tags: { [key]: "x" } })) as pulumi.InputPropertiesError;
      expect(errors[0]?.propertyPath, key).to.equal("tags");
    }
  });

  it("a key is not given to volumes of instances with local storage", async () => {
    const args = { kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1234", instanceType: "ml.g4dn.xlarge" };
    const evaluated = await evaluate(() => new FeatureTransformPipeline("churn", args));
    expect(JSON.stringify(evaluated.definition("churn"))).to.not.include("VolumeKmsKeyId");
    expect(parametersOf(evaluated, TRAIN).OutputDataConfig).to.have.property("KmsKeyId");
  });

  it("names that no job could bear are refused", async () => {
    for (const [name, expected] of [
      ["Churn", "lower-case letters"],
      ["churn_model", "lower-case letters"],
      ["c".repeat(37), "at most 38 characters together with the stack's name"],
    ] as const) {
      const error = (await errorOf(name, {})) as pulumi.InputPropertyError;
      expect(error.propertyPath).to.equal("name");
      expect(error.reason).to.include(expected);
    }
  });
});
