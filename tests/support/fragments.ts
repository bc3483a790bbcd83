/**
 * Fragments of any form, as the builder makes them. Each takes an input with `Items`, `Count` and `Ready`, and gives it on
 * with its own results added, so that any fragment can follow or hold any other.
 */
import fc from "fast-check";
import { chain, define, type Fragment } from "../../asl/fragment";
import { context, format, path, uniqueSuffix, uuid } from "../../asl/reference";
import { choice, fail, map, parallel, pass, task, wait } from "../../asl/states";
import type { StateMachineDefinition } from "../../asl/definition";

/** What a fragment is to hold; its states get their names when it is built. */
export type Plan =
  | { kind: "pass" | "wait" | "invoke" | "train" | "model" | "publish" | "describe" }
  | { kind: "choice" | "parallel"; first: Plan[]; second: Plan[] }
  | { kind: "map"; first: Plan[] };

const leaf: fc.Arbitrary<Plan> = fc
  .constantFrom(
    "pass" as const,
    "wait" as const,
    "invoke" as const,
    "train" as const,
    "model" as const,
    "publish" as const,
    "describe" as const,
  )
  .map((kind) => ({ kind }));

/** Plans of up to a few levels of Choice, Parallel and Map. */
export const plans: fc.Arbitrary<Plan[]> = fc.letrec<{ plan: Plan; plans: Plan[] }>((tie) => ({
  plans: fc.array(tie("plan"), { minLength: 1, maxLength: 4, depthIdentifier: "plan" }),
  plan: fc.oneof(
    { depthIdentifier: "plan", maxDepth: 3 },
    leaf,
    fc.record({
      kind: fc.constantFrom("choice" as const, "parallel" as const),
      first: tie("plans"),
      second: tie("plans"),
    }),
    fc.record({ kind: fc.constant("map" as const), first: tie("plans") }),
  ),
})).plans;

const ROLE = "arn:aws:iam::123456789012:role/jobs";
const IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/model:1";

/** The definition that plans make, behind a state that gives the input which fragments take. */
export function build(planned: readonly Plan[]): StateMachineDefinition {
  const base = pass("Start", { result: { Items: ["a", "b"], Count: 2, Ready: true } });
  return define(chain(base, fragmentOf(planned, new Names())));
}

/** Names that no two states of a definition share. */
class Names {
  #count = 0;

  next(kind: string): string {
    return `${kind} ${++this.#count}`;
  }
}

function fragmentOf(planned: readonly Plan[], names: Names): Fragment {
  const [first, ...rest] = planned.map((plan) => oneFragment(plan, names));
  return chain(first!, ...rest);
}

function oneFragment(plan: Plan, names: Names): Fragment {
  const name = names.next(plan.kind);
  const failed = fail(`${name} failed`, { error: path("$.Failure.Error"), cause: path("$.Failure.Cause") });
  const handled = {
    retry: [{ ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2 }],
    catch: [{ target: failed }],
  };
  switch (plan.kind) {
    case "pass":
      return pass(name, { parameters: { Total: path("$.Count"), Id: uuid() }, resultPath: "$.Passed" });
    case "wait":
      return wait(name, { seconds: path("$.Count") });
    case "invoke":
      return task(
        name,
        { api: "lambda:invoke", parameters: { FunctionName: "count", Payload: { Items: path("$.Items") } } },
        { resultSelector: { Status: path("$.StatusCode") }, resultPath: "$.Invoked", ...handled },
      );
    case "train":
      return chain(
        trained(name, handled),
        pass(`${name} read`, { parameters: { Model: path("$.Training.Model") }, resultPath: "$.Read" }),
      );
    case "model":
      return task(
        name,
        {
          api: "sagemaker:createModel",
          parameters: {
            ModelName: format("model-{}", uniqueSuffix()),
            ExecutionRoleArn: ROLE,
            PrimaryContainer: { Image: IMAGE, ModelDataUrl: "s3://data/model.tar.gz" },
          },
        },
        { resultPath: "$.Model", ...handled },
      );
    case "publish":
      return task(
        name,
        {
          api: "sns:publish",
          parameters: {
            TopicArn: "arn:aws:sns:eu-west-1:123456789012:done",
            Message: { Execution: context("Execution.Id") },
          },
        },
        { resultPath: null },
      );
    case "describe":
      return task(
        name,
        { api: "dynamodb:getItem", parameters: { TableName: "runs", Key: { id: { S: context("Execution.Name") } } } },
        { resultPath: "$.Found", ...handled },
      );
    case "choice":
      return choice(
        name,
        [{ when: { Variable: "$.Ready", BooleanEquals: true }, then: fragmentOf(plan.first, names) }],
        {
          otherwise: fragmentOf(plan.second, names),
        },
      );
    case "parallel":
      return parallel(name, [fragmentOf(plan.first, names), fragmentOf(plan.second, names)], {
        resultSelector: { First: path("$[0].Count"), Second: path("$[1].Count") },
        resultPath: "$.Branches",
        ...handled,
      });
    case "map":
      return map(name, fragmentOf(plan.first, names), {
        itemsPath: "$.Items",
        itemSelector: {
          Item: context("Map.Item.Value"),
          Items: path("$.Items"),
          Count: path("$.Count"),
          Ready: path("$.Ready"),
        },
        maxConcurrency: 1,
        resultPath: "$.Mapped",
        ...handled,
      });
  }
}

function trained(name: string, handled: object): Fragment {
  return task(
    name,
    {
      api: "sagemaker:createTrainingJob",
      pattern: "sync",
      parameters: {
        TrainingJobName: format("train-{}", uniqueSuffix()),
        RoleArn: ROLE,
        AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: "File" },
        OutputDataConfig: { S3OutputPath: "s3://data/models/" },
        ResourceConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      },
    },
    {
      resultSelector: { Status: path("$.TrainingJobStatus"), Model: path("$.ModelArtifacts.S3ModelArtifacts") },
      resultPath: "$.Training",
      ...handled,
    },
  );
}
