/** The check of a deployment pipeline's settings, and of what does not go together. */
import * as v from "valibot";
import { type DeploymentSettings, deploymentSettings } from "./settings";

/** A setting, and what it would have to be beside the others. */
interface Conflict {
  key: keyof DeploymentSettings;
  expected: string;
}

/**
 * Each look at an endpoint is 12 events of an execution's 25,000, and one execution may wait four times: for a trial, for
 * the endpoint, and twice to undo the deployment.
 */
const MOST_CHECKS = 500;

/** Everything that does not go together. */
function conflictsIn(settings: DeploymentSettings): Conflict[] {
  return [
    ...sourceConflicts(settings),
    ...waitConflicts(settings),
    ...trafficConflicts(settings),
    ...serverlessConflicts(settings),
    ...asynchronousConflicts(settings),
    ...trialConflicts(settings),
    ...scalingConflicts(settings),
  ];
}

function sourceConflicts({ training, modelPackageGroup, smokeTest }: DeploymentSettings): Conflict[] {
  const conflicts: Conflict[] = [];
  if ((training === undefined) === (modelPackageGroup === undefined)) {
    conflicts.push({ key: "training", expected: "either training or modelPackageGroup" });
  }
  const isSample = training !== undefined && training.dataSource === undefined && training.dataPrefix === undefined;
  if (smokeTest === undefined && !isSample) {
    conflicts.push({
      key: "smokeTest",
      expected: "rows that the model can predict, since it is not trained here on the shipped sample",
    });
  }
  return conflicts;
}

function waitConflicts({ deploymentTimeoutInSeconds, checkIntervalInSeconds }: DeploymentSettings): Conflict[] {
  const least = Math.ceil(deploymentTimeoutInSeconds / MOST_CHECKS);
  if (checkIntervalInSeconds >= least) return [];
  const expected = `at least ${least} with a deploymentTimeoutInSeconds of ${deploymentTimeoutInSeconds}: an execution has at most 25,000 events`;
  return [{ key: "checkIntervalInSeconds", expected }];
}

/**
 * Sources: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TrafficRoutingConfig.html,
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html
 */
function trafficConflicts({ traffic, deploymentTimeoutInSeconds }: DeploymentSettings): Conflict[] {
  if (traffic === undefined) return [];
  const { type, size, waitInSeconds } = traffic;
  const conflicts: Conflict[] = [];
  const refuse = (expected: string) => conflicts.push({ key: "traffic", expected });
  if (type === "AllAtOnce" && size !== undefined) refuse("no size with the type AllAtOnce");
  if (type !== "AllAtOnce" && size === undefined) refuse(`a size with the type ${type}`);
  const share = size !== undefined && "percent" in size ? size.percent : undefined;
  if (type === "Canary" && share !== undefined && share > 50)
    refuse("a size of at most 50 percent with the type Canary");
  if (type === "Linear" && share !== undefined && (share < 10 || share > 50)) {
    refuse("a size of 10 to 50 percent with the type Linear");
  }
  const steps = type === "AllAtOnce" ? 1 : type === "Canary" ? 2 : Math.ceil(100 / (share ?? 50));
  if (deploymentTimeoutInSeconds < Math.max(600, (steps + 1) * waitInSeconds)) {
    const expected = `at least ${Math.max(600, (steps + 1) * waitInSeconds)}: so long the traffic takes with these waits, and 600 is the least`;
    conflicts.push({ key: "deploymentTimeoutInSeconds", expected });
  }
  return conflicts;
}

/**
 * Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html ("Feature exclusions"),
 * https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html (real-time and asynchronous endpoints only)
 */
function serverlessConflicts(settings: DeploymentSettings): Conflict[] {
  if (settings.serverless === undefined) return [];
  const excluded = [
    "vpc",
    "traffic",
    "dataCapture",
    "autoscaling",
    "endpointInstanceType",
    "endpointInstanceCount",
  ] as const;
  return excluded
    .filter((key) => settings[key] !== undefined)
    .map((key) => ({ key, expected: "nothing with serverless, which does not support it" }));
}

/** Prefixes of the pipeline's bucket that hold other things. */
const TAKEN = /^(csv|models|checkpoints|source|capture|comparisons)\//;

/**
 * Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html ("Feature exclusions"),
 * https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html (scaled by the queue's metrics)
 */
function asynchronousConflicts(settings: DeploymentSettings): Conflict[] {
  const { asynchronous } = settings;
  if (asynchronous === undefined) return [];
  const excluded = {
    serverless: "nothing with asynchronous, which needs instances",
    dataCapture: "nothing with asynchronous, which keeps requests and answers in S3 anyway",
    autoscaling: "nothing with asynchronous, whose queue requests a minute do not tell of",
  } as const;
  const keys = (Object.keys(excluded) as (keyof typeof excluded)[]).filter((key) => settings[key] !== undefined);
  const conflicts: Conflict[] = keys.map((key) => ({ key, expected: excluded[key] }));
  if (TAKEN.test(asynchronous.outputPrefix)) {
    const expected =
      "an outputPrefix other than csv/, models/, checkpoints/, source/, capture/ and comparisons/, which hold other things";
    conflicts.push({ key: "asynchronous", expected });
  }
  return conflicts;
}

/**
 * Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html ("Feature exclusions"),
 * https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-exclusions.html
 */
function trialConflicts(settings: DeploymentSettings): Conflict[] {
  const { shadow, abTest } = settings;
  if (shadow === undefined && abTest === undefined) return [];
  const kind = shadow === undefined ? "abTest" : "shadow";
  const excluded = ["serverless", "asynchronous", "traffic"] as const;
  return [
    ...(shadow !== undefined && abTest !== undefined
      ? [{ key: "abTest" as const, expected: "either shadow or abTest" }]
      : []),
    ...excluded
      .filter((key) => settings[key] !== undefined)
      .map((key) => ({ key, expected: `nothing with ${kind}, for which an endpoint has two variants` })),
  ];
}

function scalingConflicts({ autoscaling, endpointInstanceCount = 1 }: DeploymentSettings): Conflict[] {
  if (autoscaling === undefined) return [];
  const { minInstances, maxInstances } = autoscaling;
  if (minInstances > maxInstances) return [{ key: "autoscaling", expected: "a minInstances of at most maxInstances" }];
  if (endpointInstanceCount >= minInstances && endpointInstanceCount <= maxInstances) return [];
  return [
    {
      key: "endpointInstanceCount",
      expected: `between the minInstances ${minInstances} and maxInstances ${maxInstances} of autoscaling`,
    },
  ];
}

/** The check of a deployment pipeline's settings; the stack's config is held to it too. */
export const modelDeploymentSettings = v.pipe(
  deploymentSettings,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const given = dataset.value;
    for (const { key, expected } of conflictsIn(given)) {
      addIssue({
        message: expected,
        input: given[key],
        path: [{ type: "object", origin: "value", input: given, key, value: given[key] }],
      });
    }
  }),
);
