import { expect } from "chai";
import type { StateMachineDefinition, TaskState } from "../../asl/definition";
import { asPattern, requestOf, valuesAt } from "../../asl/parameterValue";
import { parseIntegration } from "../../asl/resource";
import { walkStates } from "../../asl/walk";
import { FeatureTransformPipeline } from "../../components/featureTransformPipeline";
import { MlTrainingPipeline } from "../../components/mlTrainingPipeline";
import type { ProductionTrainingPipelineArgs } from "../../components/production/args";
import { RUNS } from "../../components/production/places";
import { ProductionTrainingPipeline } from "../../components/productionTrainingPipeline";
import type { ModelDeploymentPipelineArgs } from "../../components/deployment/deploymentArgs";
import { ModelDeploymentPipeline } from "../../components/modelDeploymentPipeline";
import type { JobPipelineArgs, TrainingPipelineArgs } from "../../components/trainingPipelineArgs";
import { parseS3Uri } from "../../iam/arn";
import type { AwsCall, PolicyDocument } from "../../iam/document";
import { executionCalls } from "../../iam/executionPermissions";
import { functionLogCalls } from "../../iam/functionPermissions";
import { jobCalls } from "../../iam/jobCalls";
import { taskCalls } from "../../iam/taskCalls";
import { environment, type Evaluated, evaluate } from "../support/evaluate";
import { rendered } from "../support/render";
import { isAllowed, withoutEachEntry } from "../support/simulate";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/1234";

function tasksOf(definition: StateMachineDefinition): TaskState[] {
  return [...walkStates(definition)].flatMap(({ state }) => (state.Type === "Task" ? [state] : []));
}

/** Calls of the state machine's role in one execution. */
function machineCalls(definition: StateMachineDefinition): AwsCall[] {
  const tasks = tasksOf(definition).flatMap(
    (state) => taskCalls(state.Resource, rendered(requestOf(state)), environment) ?? [],
  );
  return [...tasks, ...executionCalls(["logging", "tracing"])];
}

const s3 = (action: string, uri: string, suffix = "", context?: Record<string, string>): AwsCall => {
  const { bucket, key } = parseS3Uri(uri) ?? { bucket: "", key: "" };
  const resource = action === "s3:ListBucket" ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}${suffix}`;
  return { action, resource, source: "a job", ...(context === undefined ? {} : { context }) };
};

/** Calls of the job role in one execution: what jobs do in S3, written down by hand, and the rest. */
function jobRoleCalls(definition: StateMachineDefinition): AwsCall[] {
  const images: string[] = [];
  let model = "";
  return tasksOf(definition).flatMap((state) => {
    const request = rendered(requestOf(state));
    const at = (path: string) => valuesAt(request, path).map(asPattern);
    const reads = (path: string) =>
      at(path).flatMap((uri) => [
        s3("s3:ListBucket", uri, "", { "s3:prefix": parseS3Uri(uri)?.key ?? "" }),
        s3("s3:GetObject", uri, uri.endsWith("/") ? "part" : ""),
      ]);
    const writes = (path: string) => at(path).map((uri) => s3("s3:PutObject", uri, "part"));
    switch (parseIntegration(state.Resource)?.api) {
      case "sagemaker:createTrainingJob":
        model = `${at("OutputDataConfig.S3OutputPath")[0]}${at("TrainingJobName")[0]}/output/model.tar.gz`;
        return [
          ...reads("InputDataConfig[].DataSource.S3DataSource.S3Uri"),
          ...reads("CheckpointConfig.S3Uri"),
          ...writes("CheckpointConfig.S3Uri"),
          ...writes("OutputDataConfig.S3OutputPath"),
          ...at("HyperParameters.sagemaker_submit_directory").map((uri) => s3("s3:GetObject", uri)),
          ...jobCalls("training", request, environment),
        ];
      case "sagemaker:createProcessingJob":
        return [
          ...reads("ProcessingInputs[].S3Input.S3Uri"),
          ...writes("ProcessingOutputConfig.Outputs[].S3Output.S3Uri"),
          ...jobCalls("processing", request, environment),
        ];
      case "sagemaker:createModel":
        images.push(...at("PrimaryContainer.Image"));
        return at("PrimaryContainer.Environment.SAGEMAKER_SUBMIT_DIRECTORY").map((uri) => s3("s3:GetObject", uri));
      case "aws-sdk:sagemakerruntime:invokeEndpointAsync":
        // Clients put their requests where the smoke test's is.
        return at("InputLocation").flatMap((uri) => {
          const requests = uri.slice(0, uri.lastIndexOf("/") + 1);
          return [
            s3("s3:ListBucket", requests, "", { "s3:prefix": parseS3Uri(requests)!.key }),
            s3("s3:GetObject", requests, "part"),
          ];
        });
      case "sagemaker:createEndpointConfig":
        return [
          s3("s3:GetObject", model),
          ...writes("DataCaptureConfig.DestinationS3Uri"),
          ...["S3OutputPath", "S3FailurePath"].flatMap((path) =>
            at(`AsyncInferenceConfig.OutputConfig.${path}`).map((uri) => s3("s3:PutObject", `${uri}/`, "part")),
          ),
          ...jobCalls("endpoint", request, environment, images, "churn-dev"),
        ];
      case "sagemaker:createTransformJob":
        return [
          ...reads("TransformInput.DataSource.S3DataSource.S3Uri"),
          s3("s3:GetObject", model),
          ...writes("TransformOutput.S3OutputPath"),
          ...jobCalls("transform", request, environment, images),
        ];
      default:
        return [];
    }
  });
}

const keyCalls: AwsCall[] = ["kms:Decrypt", "kms:GenerateDataKey"].map((action) => ({
  action,
  resource: KEY,
  context: { "kms:ViaService": "s3.us-east-1.amazonaws.com" },
  source: "S3, on behalf of the function",
}));

/** Calls of the seeding function's role in one execution. */
function functionCalls(evaluated: Evaluated, name: string): AwsCall[] {
  const { variables } = evaluated.one("aws:lambda/function:Function", name).inputs.environment as {
    variables: Record<string, string>;
  };
  const plan = JSON.parse(variables.SEED_PLAN ?? "{}") as {
    train: string[];
    test: string;
    files?: Record<string, string>;
  };
  const logGroup = evaluated.one("aws:cloudwatch/logGroup:LogGroup", name).inputs.name as string;
  const keys = [...plan.train, plan.test, ...Object.keys(plan.files ?? {})];
  const encrypted = evaluated.policy(name).Statement.some(({ Action }) => Action.includes("kms:Decrypt"));
  return [
    ...keys.map((key) => s3("s3:PutObject", `s3://${variables.BUCKET}/${key}`)),
    ...(variables.DATA_SOURCE === undefined ? [] : [s3("s3:GetObject", variables.DATA_SOURCE)]),
    ...functionLogCalls(logGroup, environment),
    ...(encrypted ? keyCalls : []),
  ];
}

/** Calls of the production pipeline's functions in one execution, written down by hand. */
function productionFunctionCalls(
  evaluated: Evaluated,
  { dataSource, kmsKeyArn, driftLimit }: ProductionTrainingPipelineArgs,
) {
  const bucket = evaluated.one("aws:s3/bucket:Bucket", "churn-data").inputs.bucket as string;
  const run = `s3://${bucket}/${RUNS}run-1`;
  const calls: Record<string, AwsCall[]> = {
    "churn-validate": [
      ...(typeof dataSource === "string" ? [s3("s3:GetObject", dataSource)] : []),
      ...(driftLimit === undefined ? [] : [s3("s3:GetObject", `s3://${bucket}/statistics/run-0.json`)]),
      s3("s3:PutObject", `${run}/raw/data.csv`),
      s3("s3:PutObject", `s3://${bucket}/statistics/run-1.json`),
    ],
    "churn-evaluate": [
      s3("s3:ListBucket", `${run}/predictions/xgboost/`, "", { "s3:prefix": `${RUNS}run-1/predictions/xgboost/` }),
      s3("s3:GetObject", `${run}/predictions/xgboost/data.csv.out`),
      s3("s3:PutObject", `${run}/evaluation/metrics.json`),
    ],
  };
  return Object.entries(calls).map(([role, own]) => {
    const logGroup = evaluated.one("aws:cloudwatch/logGroup:LogGroup", role).inputs.name as string;
    const keys = kmsKeyArn === undefined ? [] : keyCalls;
    return { role, calls: [...own, ...functionLogCalls(logGroup, environment), ...keys] };
  });
}

async function denied(policy: PolicyDocument, calls: AwsCall[]): Promise<string[]> {
  const judged = await Promise.all(calls.map(async (call) => ({ call, allowed: await isAllowed(policy, call) })));
  return judged.filter(({ allowed }) => !allowed).map(({ call }) => `${call.action} on ${call.resource}`);
}

const everything: TrainingPipelineArgs = {
  kmsKeyArn: KEY,
  vpc: { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: ["sg-1"] },
  dataSource: "s3://elsewhere/data.csv",
  spot: true,
};

describe("roles of the pipelines", () => {
  const settings: [string, TrainingPipelineArgs][] = [
    ["defaults", {}],
    ["key, network, data source and spot", everything],
  ];
  const production: [string, ProductionTrainingPipelineArgs][] = [
    ["defaults", {}],
    ["key, network, data source, spot and drift", { ...everything, driftLimit: 0.2 }],
  ];
  const training = { sourceDirectory: "lambda/containers/classifier", entryPoint: "classifier.py" };
  const { dataSource, spot, ...shared } = everything;
  const deployments: [string, ModelDeploymentPipelineArgs][] = [
    ["defaults", { training }],
    [
      "key, network, data source, spot, traffic, scaling and data capture",
      {
        ...shared,
        training: { ...training, dataSource, spot },
        smokeTest: { rows: [[1]] },
        traffic: { type: "AllAtOnce" },
        autoscaling: { maxInstances: 2, invocationsPerInstance: 10 },
        dataCapture: { percentage: 5 },
      },
    ],
    [
      "key, network, scaling and a shadow",
      {
        ...{ ...shared, training, shadow: { durationInSeconds: 60 } },
        autoscaling: { maxInstances: 2, invocationsPerInstance: 10 },
      },
    ],
    ["a queue of requests", { training, asynchronous: {} }],
  ];
  const pipelines = [
    { Pipeline: MlTrainingPipeline, given: settings },
    { Pipeline: FeatureTransformPipeline, given: settings },
    { Pipeline: ProductionTrainingPipeline, given: production },
    { Pipeline: ModelDeploymentPipeline, given: deployments },
  ] as { Pipeline: new (name: string, args: JobPipelineArgs) => unknown; given: [string, JobPipelineArgs][] }[];
  for (const { Pipeline, given } of pipelines) {
    for (const [what, args] of given) {
      describe(`${Pipeline.name}, ${what}`, () => {
        let evaluated: Evaluated;
        let roles: { role: string; policy: PolicyDocument; calls: AwsCall[] }[];

        before(async () => {
          evaluated = await evaluate(() => new Pipeline("churn", args));
          const definition = evaluated.definition("churn");
          roles = [
            { role: "churn-machine", policy: evaluated.policy("churn-machine"), calls: machineCalls(definition) },
            { role: "churn-job", policy: evaluated.policy("churn-job"), calls: jobRoleCalls(definition) },
            ...(Pipeline === ProductionTrainingPipeline
              ? productionFunctionCalls(evaluated, args)
              : [{ role: "churn-seed", calls: functionCalls(evaluated, "churn-seed") }]
            ).map(({ role, calls }) => ({ role, policy: evaluated.policy(role), calls })),
          ];
        });

        it("allow every call of an execution", async () => {
          for (const { role, policy, calls } of roles) {
            expect(calls, role).to.have.length.greaterThan(3);
            expect(await denied(policy, calls), role).to.deep.equal([]);
          }
        });

        it("deny something as soon as any one action on any one resource is taken away", async () => {
          for (const { role, policy, calls } of roles) {
            for (const without of withoutEachEntry(policy)) {
              expect(await denied(without.policy, calls), `${role} without ${without.removed}`).to.not.deep.equal([]);
            }
          }
        }).timeout(120_000);

        it("hold a * only where no narrower resource can be named", () => {
          const unscoped = new Set(
            roles.flatMap(({ policy }) =>
              policy.Statement.filter(({ Resource }) => Resource.includes("*")).flatMap(({ Action }) => Action),
            ),
          );
          const services = [...unscoped].map((action) => action.split(":")[0]);
          // Endpoints can be listed, or not.
          const listing = Pipeline === (ModelDeploymentPipeline as unknown) ? ["sagemaker"] : [];
          expect(new Set(services)).to.deep.equal(
            new Set(["cloudwatch", "ecr", "logs", "xray", ...listing, ...(args.vpc === undefined ? [] : ["ec2"])]),
          );
          expect([...unscoped].some((action) => action.includes("*"))).to.equal(false);
        });
      });
    }
  }
});
