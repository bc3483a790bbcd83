/** Executions of a ModelDeploymentPipeline, by what happens in them. */
import { join } from "node:path";
import type { ModelDeploymentPipelineArgs } from "../../../components/deployment/deploymentArgs";
import { ModelDeploymentPipeline } from "../../../components/modelDeploymentPipeline";
import type { Scenario } from "../executions/everyPath";
import type { Happening, Script } from "../executions/script";
import type { TestAccount } from "../executions/testAccount";
import { testPipeline, type TestPipeline } from "../executions/testPipeline";
import { projectRoot } from "../python";

/** The pipeline `churn` with the shipped program, less what is given. */
export function deploymentPipeline(given: Partial<ModelDeploymentPipelineArgs> = {}): Promise<TestPipeline> {
  const sourceDirectory = join(projectRoot, "lambda", "containers", "classifier");
  const training = { sourceDirectory, entryPoint: "classifier.py" };
  return testPipeline(() => new ModelDeploymentPipeline("churn", { training, ...given }), "churn");
}

const ENDPOINT = "churn-dev";
const functions: Script["functions"] = { "churn-seed": () => ({ rows: 569 }) };
const failing = (error: string): Happening => ({ kind: "error", error, cause: "a test wants it" });
const slow = { takesSeconds: Infinity };

/** An execution before, which deployed what is now updated. */
const deployed = (pipeline: TestPipeline) => async (account: TestAccount) => {
  const { execution } = await pipeline.run({ account, script: { functions } });
  if (execution.status !== "SUCCEEDED") throw new Error(`The first deployment ended ${execution.error}.`);
};

/** Another's endpoint of the name that the pipeline wants. */
const foreign = async ({ models, endpointConfigs, endpoints }: TestAccount) => {
  const created = new Date();
  models.set("foreign", { created, request: {}, resolved: {} });
  endpointConfigs.set("foreign", { created, request: { EndpointConfigName: "foreign" } });
  const serving = { EndpointName: ENDPOINT, EndpointConfigName: "foreign", EndpointStatus: "InService" };
  endpoints.set(ENDPOINT, {
    ...{ name: ENDPOINT, url: "", created, modified: () => created, status: () => "InService" },
    ...{ describe: () => serving, serving: () => undefined, lastDeploymentConfig: () => undefined },
    ...{ update() {}, setWeights() {}, flush: async () => {}, settled: async () => {}, stop: async () => {} },
  });
};

/** What an endpoint shows that answers otherwise than it was asked to. */
const shows = (status: string, config: string): Happening => ({
  kind: "answers",
  result: { EndpointStatus: status, EndpointConfigName: config },
});
const endpointsFound = (...names: string[]): Happening => ({
  kind: "answers",
  result: { Endpoints: names.map((EndpointName) => ({ EndpointName, EndpointStatus: "InService" })) },
});

/** Every way through the pipeline, by name. */
export function deploymentScenarios(pipeline: TestPipeline): Scenario[] {
  const first = (name: string, script: Script = {}): Scenario => ({ name, script: { functions, ...script } });
  const update = (name: string, script: Script = {}): Scenario => ({
    ...first(name, script),
    prepare: deployed(pipeline),
  });
  const predictsNothing: Script = { predict: () => ({ status: 200, body: "0.5\n" }) };
  return [
    first("first deployment"),
    update("update"),
    first("training stopped", { tasks: { "Train model": () => ({ kind: "jobStops", isError: false }) } }),
    first("model does not load", { loading: () => ({ fails: "The container did not pass the ping health check." }) }),
    update("updated model does not load", {
      loading: () => ({ fails: "The container did not pass the health check." }),
    }),
    first("endpoint never in service", { loading: () => slow }),
    first("endpoint in service too late", { loading: () => ({ takesSeconds: 4000 }) }),
    update("updated endpoint never in service", { loading: () => slow }),
    first("too few predictions", predictsNothing),
    update("too few predictions of an update", predictsNothing),
    { ...first("another's endpoint"), prepare: foreign },
    update("previous config cannot be deleted", { tasks: { "Delete previous config": () => failing("Refused") } }),
    update("roll-back refused", {
      ...predictsNothing,
      tasks: { "Roll back endpoint": () => failing("Refused") },
    }),
    update("roll-back fails", {
      ...predictsNothing,
      loading: ({ attempt }) => (attempt === 2 ? { fails: "The data is gone." } : undefined),
    }),
    update("roll-back takes too long", {
      ...predictsNothing,
      loading: ({ attempt }) => (attempt === 2 ? slow : undefined),
    }),
    {
      ...first("another has created the endpoint", { tasks: { "Find endpoint": () => endpointsFound() } }),
      prepare: foreign,
    },
    first("creation refused", { tasks: { "Create endpoint": () => failing("Refused") } }),
    first("endpoint goes slowly", {
      ...predictsNothing,
      tasks: {
        "Check deleted endpoint": ({ attempt }) => (attempt === 1 ? endpointsFound(ENDPOINT) : undefined),
      },
    }),
    first("endpoint never goes", {
      ...predictsNothing,
      tasks: { "Check deleted endpoint": () => endpointsFound(ENDPOINT) },
    }),
    update("endpoint fails while it is rolled back", {
      ...predictsNothing,
      tasks: { "Check endpoint to roll back": () => shows("Failed", "churn-dev-config-x") },
    }),
  ];
}

/** Registers approved versions of the group `churn-models`, as many as asked for, and one that waits for approval. */
function register({ registry, memory }: TestAccount, approved: number): void {
  const group = registry.addGroup("churn-models");
  memory.objects.set("models/churn/model.tar.gz", "a model");
  const Image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5";
  for (let version = 1; version <= approved + 1; version++) {
    const ModelApprovalStatus = version <= approved ? "Approved" : "PendingManualApproval";
    const Containers = [{ Image, ModelDataUrl: "s3://models/churn/model.tar.gz" }];
    registry.addPackage(
      { ModelApprovalStatus, ModelPackageStatus: "Completed", InferenceSpecification: { Containers } },
      group,
    );
  }
}

const VERSIONS = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn-models/";

/** What the function that compares variants says. */
const judged = (Promote: boolean): Script["functions"] => ({
  ...functions,
  "churn-compare": () => ({
    ...{ Promote, Reason: "They disagree on 40 % of 500 requests, allowed: at most 5 %." },
    Requests: { Production: 500, Candidate: 500 },
    ComparisonUri: "s3://churn/comparisons/1/comparison.json",
  }),
});

/** Every way through the pipeline with a model that is tried first. */
const trialScenarios = (pipeline: TestPipeline): Scenario[] => {
  const tried = (name: string, isBetter: boolean, script: Script = {}): Scenario => ({
    name,
    script: { functions: judged(isBetter), ...script },
    prepare: deployed(pipeline),
  });
  const isCandidate = (variant: string) => variant === "candidate";
  return [
    ...deploymentScenarios(pipeline)
      .filter(({ name }) => !/^roll-back (fails|takes)/.test(name))
      .map((scenario) => ({ ...scenario, script: { ...scenario.script, functions: judged(true) } })),
    // Two models are loaded for the trial, the third when the candidate takes over.
    tried("promoted model does not load", true, {
      loading: ({ attempt }) => (attempt === 3 ? { fails: "The data is gone." } : undefined),
    }),
    tried("roll-back fails", true, {
      predict: () => ({ status: 200, body: "0.5\n" }),
      loading: ({ attempt }) => (attempt === 4 ? { fails: "The data is gone." } : undefined),
    }),
    tried("roll-back takes too long", true, {
      predict: () => ({ status: 200, body: "0.5\n" }),
      loading: ({ attempt }) => (attempt === 4 ? slow : undefined),
    }),
    tried("candidate loses", false),
    tried("candidate does not load", true, {
      loading: ({ variant }) => (isCandidate(variant) ? { fails: "The container did not answer." } : undefined),
    }),
    tried("candidate never in service", true, {
      loading: ({ variant }) => (isCandidate(variant) ? slow : undefined),
    }),
    tried("endpoint fails in the trial", true, {
      tasks: { "Check trial": () => shows("Failed", "churn-dev-config-x") },
    }),
    tried("candidate loses and cannot be taken back", false, {
      tasks: { "Roll back endpoint": () => failing("Refused") },
    }),
    tried("candidate loses and its trial is left", false, {
      tasks: { "Delete trial config": () => failing("Refused") },
    }),
    tried("promoted, and its trial is left", true, {
      tasks: { "Delete config of trial": () => failing("Refused") },
    }),
  ];
};

/** Neither an answer nor a failure is there. */
const unanswered = (): Happening => ({ kind: "answers", result: { KeyCount: 0 } });

/** Options that bring states of their own, and every way through the pipeline with them. */
export const deploymentOptions: Record<
  string,
  { args: Partial<ModelDeploymentPipelineArgs>; scenarios: (pipeline: TestPipeline) => Scenario[] }
> = {
  autoscaling: {
    args: { autoscaling: { maxInstances: 4, invocationsPerInstance: 1000 } },
    scenarios: (pipeline) => {
      const script: Script = { functions, tasks: { "Put scaling policy": () => failing("Refused") } };
      const [success, ...others] = deploymentScenarios(pipeline);
      return [
        success!,
        // Before the others: here there is a target to deregister.
        { name: "scaling refused", script },
        { name: "scaling of an update refused", script, prepare: deployed(pipeline) },
        ...others,
      ];
    },
  },
  shadow: {
    args: { shadow: { durationInSeconds: 86_400 } },
    scenarios: trialScenarios,
  },
  abTest: {
    args: {
      abTest: {
        ...{ durationInSeconds: 3600, weight: 20, minimumRequests: 50 },
        groundTruth: { prefix: "s3://labels/churn/", metric: "auc" },
      },
    },
    scenarios: trialScenarios,
  },
  asynchronous: {
    args: { asynchronous: {} },
    scenarios: (pipeline) => [
      ...deploymentScenarios(pipeline),
      ...[
        { name: "model refuses the rows", script: { predict: () => ({ status: 400, body: "What is that?" }) } },
        { name: "no answer", script: { tasks: { "Check answer": unanswered, "Check failed answer": unanswered } } },
      ].map(({ name, script }) => ({ name, script: { functions, ...script } })),
    ],
  },
  modelPackageGroup: {
    args: {
      training: undefined,
      modelPackageGroup: { name: "churn-models", modelData: "s3://models/churn/" },
      smokeTest: {
        rows: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      },
    },
    scenarios: (pipeline) => {
      const registered = (scenario: Scenario, approved = 1): Scenario => ({
        ...scenario,
        async prepare(account) {
          register(account, approved);
          await scenario.prepare?.(account);
        },
      });
      const trains = ({ name }: Scenario) => name === "training stopped";
      return [
        ...deploymentScenarios(pipeline)
          .filter((scenario) => !trains(scenario))
          .map((scenario) => registered(scenario)),
        registered({ name: "version of the input", input: { ModelPackageArn: `${VERSIONS}1` } }),
        registered({ name: "version that is not approved", input: { ModelPackageArn: `${VERSIONS}2` } }),
        registered({
          name: "version of another group",
          input: { ModelPackageArn: "arn:aws:x:model-package/others/1" },
        }),
        registered({ name: "no approved version" }, 0),
      ];
    },
  },
};
