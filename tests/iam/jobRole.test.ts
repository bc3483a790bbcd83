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
