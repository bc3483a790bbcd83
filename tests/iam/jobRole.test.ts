import { expect } from "chai";
import type { StateMachineDefinition } from "../../asl/definition";
import type { Environment } from "../../iam/document";
import { functionPermissionsFor } from "../../iam/functionPermissions";
import { IamError } from "../../iam/iamError";
import { jobCalls } from "../../iam/jobCalls";
import { jobRolePermissionsFor } from "../../iam/jobRolePermissions";
import { matchesPattern } from "../../iam/wildcards";

const environment: Environment = { partition: "aws", region: "us-east-1", account: "123456789012" };
const ROLE = "arn:aws:iam::123456789012:role/job";
const KEY = "arn:aws:kms:us-east-1:123456789012:key/1";
const IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5";

const training = (more: object = {}) => ({
  "TrainingJobName.$": "States.Format('churn-{}', States.UUID())",
  RoleArn: ROLE,
  AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: "File" },
  InputDataConfig: [
    { ChannelName: "train", DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/csv/" } } },
  ],
  OutputDataConfig: { S3OutputPath: "s3://data/models" },
  ...more,
});
const machine = (states: Record<string, { api: string; parameters: object }>): StateMachineDefinition => ({
  StartAt: "Train",
  States: Object.fromEntries(
    Object.entries(states).map(([name, { api, parameters }]) => [
      name,
      { Type: "Task", Resource: `arn:aws:states:::sagemaker:${api}`, Parameters: parameters as never, End: true },
    ]),
  ),
});
const derive = (definition: StateMachineDefinition, role = ROLE) =>
  jobRolePermissionsFor(definition, environment, role).statements;
const grant = (definition: StateMachineDefinition, action: string) =>
  derive(definition).filter(({ Action }) => Action.includes(action));

describe("jobRolePermissionsFor", () => {
  const definition = machine({ Train: { api: "createTrainingJob.sync", parameters: training() } });

  it("reads the input prefix, lists only it, and writes below the output path", () => {
    expect(grant(definition, "s3:GetObject")[0]?.Resource).to.deep.equal(["arn:aws:s3:::data/csv/*"]);
    expect(grant(definition, "s3:ListBucket")[0]).to.deep.include({
      Resource: ["arn:aws:s3:::data"],
      Condition: { StringLike: { "s3:prefix": "csv/*" } },
    });
    expect(grant(definition, "s3:PutObject")[0]?.Resource).to.deep.equal(["arn:aws:s3:::data/models/*"]);
  });

  it("takes a file's key for itself and a bare prefix for all that begins with it", () => {
    const uri = (S3Uri: string) =>
      machine({
        Train: {
          api: "createTrainingJob",
          parameters: training({
            InputDataConfig: [{ ChannelName: "train", DataSource: { S3DataSource: { S3Uri } } }],
          }),
        },
      });
    expect(grant(uri("s3://data/csv/train.csv"), "s3:GetObject")[0]?.Resource).to.deep.equal([
      "arn:aws:s3:::data/csv/train.csv",
    ]);
    expect(grant(uri("s3://data/csv"), "s3:GetObject")[0]?.Resource).to.deep.equal(["arn:aws:s3:::data/csv*"]);
    expect(grant(uri("s3://data"), "s3:GetObject")[0]?.Resource).to.deep.equal(["arn:aws:s3:::data/*"]);
  });

  it("pulls the one image, writes the job's own log streams, and puts metrics into the one namespace", () => {
    expect(grant(definition, "ecr:BatchGetImage")[0]?.Resource).to.deep.equal([
      "arn:aws:ecr:us-east-1:683313688378:repository/sagemaker-xgboost",
    ]);
    expect(grant(definition, "logs:PutLogEvents")[0]?.Resource).to.deep.equal([
      "arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/TrainingJobs:log-stream:churn-*/*",
    ]);
    expect(grant(definition, "cloudwatch:PutMetricData")[0]?.Condition).to.deep.equal({
      StringEquals: { "cloudwatch:namespace": "/aws/sagemaker/TrainingJobs" },
    });
  });

  it("has nothing for keys and networks unless they are given", () => {
    const actions = derive(definition).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /^(kms|ec2):/.test(action))).to.deep.equal([]);
  });

  it("uses keys only through S3 and only as grants for AWS resources", () => {
    const withKey = machine({
      Train: {
        api: "createTrainingJob",
        parameters: training({
          OutputDataConfig: { S3OutputPath: "s3://data/models/", KmsKeyId: KEY },
          ResourceConfig: { VolumeKmsKeyId: KEY },
        }),
      },
    });
    expect(grant(withKey, "kms:GenerateDataKey")[0]).to.deep.include({
      Resource: [KEY],
      Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
    });
    expect(grant(withKey, "kms:CreateGrant")[0]?.Condition).to.deep.equal({
      Bool: { "kms:GrantIsForAWSResource": "true" },
    });
  });

  it("makes network interfaces only in the job's own subnets and security groups", () => {
    const vpc = machine({
      Train: {
        api: "createTrainingJob",
        parameters: training({ VpcConfig: { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] } }),
      },
    });
    expect(grant(vpc, "ec2:CreateNetworkInterface")[0]?.Resource).to.deep.equal([
      "arn:aws:ec2:us-east-1:123456789012:network-interface/*",
      "arn:aws:ec2:us-east-1:123456789012:security-group/sg-1",
      "arn:aws:ec2:us-east-1:123456789012:subnet/subnet-1",
    ]);
  });

  it("gives a model's role what its transform jobs read and write, and the training jobs' artifacts", () => {
    const whole = machine({
      Train: { api: "createTrainingJob.sync", parameters: training({ RoleArn: `${ROLE}-2` }) },
      Save: {
        api: "createModel",
        parameters: {
          ModelName: "m",
          ExecutionRoleArn: ROLE,
          PrimaryContainer: { Image: IMAGE, "ModelDataUrl.$": "$.Model" },
        },
      },
      Transform: {
        api: "createTransformJob.sync",
        parameters: {
          "TransformJobName.$": "States.Format('t-{}', States.UUID())",
          TransformInput: { DataSource: { S3DataSource: { S3Uri: "s3://data/csv/test.csv" } } },
          TransformOutput: { S3OutputPath: "s3://data/output/" },
        },
      },
    });
    expect(grant(whole, "s3:GetObject")[0]?.Resource).to.deep.equal([
      "arn:aws:s3:::data/csv/test.csv",
      "arn:aws:s3:::data/models/churn-*/output/model.tar.gz",
    ]);
    expect(grant(whole, "s3:PutObject")[0]?.Resource).to.deep.equal(["arn:aws:s3:::data/output/*"]);
    expect(grant(whole, "ecr:BatchGetImage")).to.have.lengthOf(1);
  });

  it("refuses a place in S3 that comes from the input, naming the state", () => {
    const dynamic = machine({
      Train: {
        api: "createTrainingJob",
        parameters: { ...training(), OutputDataConfig: { "S3OutputPath.$": "$.out" } },
      },
    });
    expect(() => derive(dynamic)).to.throw(
      IamError,
      "States.Train.Parameters.OutputDataConfig.S3OutputPath: the place in S3 comes from $.out",
    );
  });

  it("gives a tuning job's training jobs what their definitions name, under names that begin with the tuning job's", () => {
    const tuning = machine({
      Tune: {
        api: "createHyperParameterTuningJob.sync",
        parameters: {
          HyperParameterTuningJobName: "tune",
          TrainingJobDefinition: training(),
          TrainingJobDefinitions: [training({ RoleArn: `${ROLE}-2`, OutputDataConfig: { S3OutputPath: "s3://two" } })],
        },
      },
    });
    expect(grant(tuning, "s3:PutObject")[0]?.Resource).to.deep.equal(["arn:aws:s3:::data/models/*"]);
    expect(grant(tuning, "logs:PutLogEvents")[0]?.Resource).to.deep.equal([
      "arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/TrainingJobs:log-stream:tune-*",
    ]);
    expect(
      jobRolePermissionsFor(tuning, environment, `${ROLE}-2`).statements.map(({ Resource }) => Resource),
    ).to.deep.include(["arn:aws:s3:::two/*"]);
  });

  const labeling = (more: object = {}) =>
    machine({
      Label: {
        api: "createLabelingJob.sync",
        parameters: {
          LabelingJobName: "label",
          RoleArn: ROLE,
          InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: "s3://data/list.manifest" } } },
          LabelCategoryConfigS3Uri: "s3://data/categories.json",
          OutputConfig: { S3OutputPath: "s3://data/labels/" },
          HumanTaskConfig: {
            UiConfig: { UiTemplateS3Uri: "s3://data/page.html" },
            PreHumanTaskLambdaArn: "arn:aws:lambda:us-east-1:432418664414:function:PRE-Text",
            AnnotationConsolidationConfig: {
              AnnotationConsolidationLambdaArn: "arn:aws:lambda:us-east-1:432418664414:function:ACS-Text",
            },
          },
          ...more,
        },
      },
    });

  it("gives a labeling job its manifest, page and categories, its two functions, and no topics unless it has any", () => {
    expect(grant(labeling(), "s3:GetObject")[0]?.Resource).to.deep.equal([
      "arn:aws:s3:::data/categories.json",
      "arn:aws:s3:::data/list.manifest",
      "arn:aws:s3:::data/page.html",
    ]);
    expect(grant(labeling(), "lambda:InvokeFunction")[0]?.Resource).to.have.lengthOf(2);
    expect(
      derive(labeling())
        .flatMap(({ Action }) => Action)
        .filter((action) => /^s[nq]s:/.test(action)),
    ).to.deep.equal([]);
    const topic = "arn:aws:sns:us-east-1:123456789012:in";
    const streaming = labeling({ InputConfig: { DataSource: { SnsDataSource: { SnsTopicArn: topic } } } });
    expect(grant(streaming, "sns:Subscribe")[0]?.Resource).to.deep.equal([topic]);
    expect(grant(streaming, "sqs:ReceiveMessage")[0]?.Resource).to.deep.equal([
      "arn:aws:sqs:us-east-1:123456789012:*GroundTruth*",
    ]);
  });

  it("says that what a labeling job's manifest lists is not derived, and reads what it is told of", () => {
    const { notes } = jobRolePermissionsFor(labeling(), environment, ROLE);
    expect(notes.find(({ resource }) => resource === "not derived")?.reason).to.include("the manifest lists");
    const { statements } = jobRolePermissionsFor(labeling(), environment, ROLE, { reads: ["s3://images/raw/"] });
    expect(statements.flatMap(({ Resource }) => Resource)).to.include("arn:aws:s3:::images/raw/*");
    expect(() => jobRolePermissionsFor(labeling(), environment, ROLE, { reads: ["images/raw"] })).to.throw(
      IamError,
      'reads[0]: "images/raw" is no S3 URI',
    );
  });

  it("refuses a manifest that names what a job reads, until it is told where that is", () => {
    const source = { S3DataType: "ManifestFile", S3Uri: "s3://data/train.manifest" };
    const parameters = training({ InputDataConfig: [{ ChannelName: "train", DataSource: { S3DataSource: source } }] });
    const manifest = machine({ Train: { api: "createTrainingJob", parameters } });
    expect(() => derive(manifest)).to.throw(
      IamError,
      "States.Train.Parameters.InputDataConfig[0].DataSource.S3DataSource.S3Uri: the manifest",
    );
    const { statements } = jobRolePermissionsFor(manifest, environment, ROLE, { reads: ["s3://images/raw/"] });
    expect(statements.find(({ Action }) => Action.includes("s3:GetObject"))?.Resource).to.deep.equal([
      "arn:aws:s3:::data/train.manifest",
      "arn:aws:s3:::images/raw/*",
    ]);
    expect(statements.find(({ Action }) => Action.includes("s3:ListBucket"))?.Resource).to.deep.equal([
      "arn:aws:s3:::images",
    ]);
  });

  it("lists two prefixes of one bucket in one statement", () => {
    const channel = (S3Uri: string) => ({ ChannelName: "c", DataSource: { S3DataSource: { S3Uri } } });
    const parameters = training({ InputDataConfig: [channel("s3://data/a/"), channel("s3://data/b/")] });
    expect(grant(machine({ Train: { api: "createTrainingJob", parameters } }), "s3:ListBucket")).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: ["arn:aws:s3:::data"],
        Condition: { StringLike: { "s3:prefix": ["a/*", "b/*"] } },
      },
    ]);
  });

  it("gives a model's role what its endpoint writes: logs of its own group, and captured data", () => {
    const endpoint = machine({
      Save: {
        api: "createModel",
        parameters: {
          ModelName: "m",
          ExecutionRoleArn: ROLE,
          PrimaryContainer: {
            Image: IMAGE,
            ModelDataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/model/" } },
          },
        },
      },
      Configure: {
        api: "createEndpointConfig",
        parameters: { EndpointConfigName: "c", DataCaptureConfig: { DestinationS3Uri: "s3://captured/live" } },
      },
      Serve: { api: "createEndpoint", parameters: { EndpointName: "live", EndpointConfigName: "c" } },
    });
    expect(grant(endpoint, "s3:PutObject")[0]?.Resource).to.deep.equal(["arn:aws:s3:::captured/live/*"]);
    expect(grant(endpoint, "s3:ListBucket")[0]?.Condition).to.deep.equal({ StringLike: { "s3:prefix": "model/*" } });
    expect(grant(endpoint, "logs:PutLogEvents")[0]?.Resource).to.deep.equal([
      "arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/Endpoints/live:log-stream:*",
    ]);
  });

  it("says what it cannot see of data that is not in S3, and of roles that come from the input", () => {
    const parameters = {
      ...training({ InputDataConfig: [{ DataSource: { FileSystemDataSource: { FileSystemId: "fs-1" } } }] }),
      "RoleArn.$": "$.role",
    } as { RoleArn?: string };
    delete parameters.RoleArn;
    const { notes } = jobRolePermissionsFor(
      machine({ Train: { api: "createTrainingJob", parameters } }),
      environment,
      ROLE,
    );
    expect(notes.map(({ path, resource }) => `${path} ${resource}`)).to.include.members([
      "States.Train.Parameters.InputDataConfig[0].DataSource.FileSystemDataSource.FileSystemId not derived",
      `States.Train.Parameters.RoleArn ${ROLE}`,
    ]);
  });

  it("names Arguments where JSONata has them, and reads constants", () => {
    const jsonata = (S3OutputPath: string): StateMachineDefinition => ({
      QueryLanguage: "JSONata",
      StartAt: "Name",
      States: {
        Name: { Type: "Pass", Assign: { bucket: "data" }, Next: "Train" },
        Train: {
          Type: "Task",
          Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
          Arguments: { TrainingJobName: "t", RoleArn: ROLE, OutputDataConfig: { S3OutputPath } },
          End: true,
        },
      },
    });
    expect(grant(jsonata("{% 's3://' & $bucket & '/out/' %}"), "s3:PutObject")[0]?.Resource).to.deep.equal([
      "arn:aws:s3:::data/out/*",
    ]);
    expect(() => derive(jsonata("{% $states.input.out %}"))).to.throw(
      IamError,
      "States.Train.Arguments.OutputDataConfig.S3OutputPath: the place in S3 comes from",
    );
  });

  it("has a note for every resource with a *", () => {
    const vpc = training({ VpcConfig: { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] } });
    const definitions = [machine({ Train: { api: "createTrainingJob", parameters: vpc } }), labeling()];
    for (const each of definitions) {
      const { statements, notes } = jobRolePermissionsFor(each, environment, ROLE);
      const wide = statements.flatMap(({ Resource }) => Resource).filter((resource) => resource.includes("*"));
      expect(wide).to.not.deep.equal([]);
      expect(notes.map(({ resource }) => resource)).to.include.members(wide);
      for (const { reason } of notes) expect(reason).to.not.equal("");
    }
  });

  it("gives a role that no job names nothing", () => {
    expect(derive(definition, `${ROLE}-other`)).to.deep.equal([]);
  });

  it("grants every call that jobCalls says a job makes", () => {
    const parameters = training({
      OutputDataConfig: { S3OutputPath: "s3://data/models", KmsKeyId: KEY },
      ResourceConfig: { VolumeKmsKeyId: KEY },
      VpcConfig: { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
    });
    const statements = derive(machine({ Train: { api: "createTrainingJob", parameters } }));
    const calls = jobCalls("training", { ...(parameters as object), TrainingJobName: "churn-1" }, environment);
    expect(calls.length).to.be.greaterThan(20);
    for (const { action, resource } of calls) {
      const granted = statements.some(
        ({ Action, Resource }) =>
          Action.includes(action) && Resource.some((pattern) => matchesPattern(pattern, resource)),
      );
      expect(granted, `${action} on ${resource}`).to.equal(true);
    }
  });

  describe("models of model packages", () => {
    const packaged = (options = {}, registered = {}) => {
      const made = machine({
        Model: {
          api: "createModel",
          parameters: {
            ...{ ModelName: "m", ExecutionRoleArn: ROLE },
            PrimaryContainer: { "ModelPackageName.$": "$.Version" },
          },
        },
        Config: {
          api: "createEndpointConfig",
          parameters: { EndpointConfigName: "c", ProductionVariants: [{ VariantName: "all", ModelName: "m" }] },
        },
        ...registered,
      });
      const state = made.States["Register"] as { Resource: string } | undefined;
      if (state) state.Resource = "arn:aws:states:::aws-sdk:sagemaker:createModelPackage";
      return jobRolePermissionsFor(made, environment, ROLE, options);
    };
    const resources = ({ statements }: ReturnType<typeof packaged>, action: string) =>
      statements.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource);

    it("read and pull what the packages are said to hold", () => {
      const derived = packaged({ packages: { images: [IMAGE], modelData: ["s3://data/models/*"] } });
      expect(resources(derived, "s3:GetObject")).to.deep.equal(["arn:aws:s3:::data/models/*"]);
      expect(resources(derived, "ecr:BatchGetImage")).to.deep.equal([
        "arn:aws:ecr:us-east-1:683313688378:repository/sagemaker-xgboost",
      ]);
      expect(derived.notes.map(({ reason }) => reason)).to.include(
        "which model package it is is known when the state runs",
      );
    });

    it("read and pull what the definition registers itself", () => {
      const Containers = [{ Image: IMAGE, ModelDataUrl: "s3://data/models/1/model.tar.gz" }];
      const derived = packaged({}, { Register: { api: "", parameters: { InferenceSpecification: { Containers } } } });
      expect(resources(derived, "s3:GetObject")).to.deep.equal(["arn:aws:s3:::data/models/1/model.tar.gz"]);
      expect(resources(derived, "ecr:BatchGetImage")).to.have.length(1);
    });

    it("say what no request shows, and refuse what is no place in S3", () => {
      expect(packaged().notes.find(({ resource }) => resource === "not derived")?.reason).to.match(/model package/);
      const wrong = { packages: { images: [], modelData: ["models/"] } };
      expect(() => packaged(wrong)).to.throw(IamError, /"models\/" is no S3 URI/);
    });
  });

  describe("asynchronous endpoints", () => {
    const topic = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;
    const asking = (InputLocation: object, options = {}) => {
      const made = machine({
        Model: {
          api: "createModel",
          parameters: {
            ...{ ModelName: "m", ExecutionRoleArn: ROLE },
            PrimaryContainer: { Image: IMAGE, ModelDataUrl: "s3://data/models/m.tar.gz" },
          },
        },
        Config: {
          api: "createEndpointConfig",
          parameters: {
            ...{ EndpointConfigName: "c", ProductionVariants: [{ VariantName: "all", ModelName: "m" }] },
            AsyncInferenceConfig: {
              OutputConfig: {
                S3OutputPath: "s3://data/answers",
                NotificationConfig: { SuccessTopic: topic("good"), ErrorTopic: topic("bad") },
              },
            },
          },
        },
        Ask: { api: "", parameters: { EndpointName: "e", ...InputLocation } },
      });
      (made.States["Ask"] as { Resource: string }).Resource =
        "arn:aws:states:::aws-sdk:sagemakerruntime:invokeEndpointAsync";
      return jobRolePermissionsFor(made, environment, ROLE, options);
    };
    const resources = ({ statements }: ReturnType<typeof asking>, action: string) =>
      statements.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource);

    it("reads requests, writes answers and tells topics", () => {
      const derived = asking({ InputLocation: "s3://data/in/1.csv" });
      expect(resources(derived, "s3:GetObject")).to.include("arn:aws:s3:::data/in/1.csv");
      expect(resources(derived, "s3:PutObject")).to.deep.equal(["arn:aws:s3:::data/answers/*"]);
      expect(resources(derived, "sns:Publish")).to.deep.equal([topic("bad"), topic("good")]);
    });

    it("keeps what is known of a place that is made when the state runs", () => {
      const derived = asking({ "InputLocation.$": "States.Format('s3://data/in/{}.csv', $.id)" });
      expect(resources(derived, "s3:GetObject")).to.include("arn:aws:s3:::data/in/*.csv");
      expect(derived.notes.map(({ path }) => path)).to.include("States.Ask.Parameters.InputLocation");
    });

    it("asks where requests are when they come from the input", () => {
      const from = { "InputLocation.$": "$.request" };
      expect(() => asking(from)).to.throw(IamError, /States\.Ask\.Parameters\.InputLocation.*\$\.request/s);
      const derived = asking(from, { reads: ["s3://data/in/"] });
      expect(resources(derived, "s3:GetObject")).to.include("arn:aws:s3:::data/in/*");
    });
  });
});

describe("functionPermissionsFor", () => {
  it("writes the declared keys and its own logs, and reads nothing that is not declared", () => {
    const statements = functionPermissionsFor(
      { logGroup: "/aws/lambda/seed", writes: [{ bucket: "data", key: "csv/train.csv" }] },
      environment,
    );
    expect(statements.flatMap(({ Action }) => Action)).to.have.members([
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "s3:PutObject",
    ]);
    expect(statements.flatMap(({ Resource }) => Resource)).to.include("arn:aws:s3:::data/csv/train.csv");
  });

  it("lists the declared prefixes alone", () => {
    const statements = functionPermissionsFor(
      { logGroup: "g", lists: [{ bucket: "data", key: "runs/" }] },
      environment,
    );
    expect(statements).to.deep.include({
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: ["arn:aws:s3:::data"],
      Condition: { StringLike: { "s3:prefix": "runs/*" } },
    });
  });

  it("uses China's suffix for keys there", () => {
    const china = { partition: "aws-cn", region: "cn-north-1", account: "123456789012" };
    const [statement] = functionPermissionsFor(
      { logGroup: "g", keys: ["arn:aws-cn:kms:cn-north-1:123456789012:key/1"] },
      china,
    );
    expect(statement?.Condition).to.deep.equal({
      StringEquals: { "kms:ViaService": "s3.cn-north-1.amazonaws.com.cn" },
    });
  });
});
