/** A pipeline that trains a model, deploys it to an endpoint, tests it there, and rolls back what fails. */
import * as pulumi from "@pulumi/pulumi";
import type { StateMachineDefinition } from "../asl/definition";
import { answerPrefixes, asynchronousEndpoint } from "./deployment/asynchronousEndpoint";
import { trialOf } from "./deployment/comparison";
import type { ModelDeploymentPipelineArgs } from "./deployment/deploymentArgs";
import { deploymentDefinition } from "./deployment/deploymentDefinition";
import type {
  Asynchronous,
  DeploymentFacts,
  DeploymentPlan,
  ModelSource,
  Traffic,
  Trial,
} from "./deployment/deploymentFacts";
import { watchedTraffic } from "./deployment/rollbackAlarms";
import { modelDeploymentSettings } from "./deployment/conflicts";
import type { DeploymentSettings } from "./deployment/settings";
import { sampleRows } from "./deployment/shippedSample";
import { modelSource } from "./deployment/source";
import { CAPTURE, COMPARISONS } from "./deployment/trial";
import type { JobStep } from "./parts/jobNames";
import { jobResources, jobStateMachine } from "./parts/jobResources";
import { notificationTopic } from "./parts/notificationTopic";
import { checkSettings } from "./parts/settings";
import { pipelineTags } from "./parts/tags";
import { whenKnown } from "./parts/whenKnown";
import { PREFIXES, s3Uri } from "./trainingSteps";

/** Steps whose jobs, models and configs get names. */
export const DEPLOYMENT_STEPS: JobStep[] = ["train", "model", "config"];

/** How many rows of the shipped sample a model has to answer. */
const SAMPLE_ROWS = 3;

/**
 * Trains a program of the user's in script mode, and deploys the model: *Train model -> Save model -> Create endpoint config
 * -> Create or update endpoint -> wait until it is in service -> Smoke test -> delete what served before -> notify*. When
 * anything fails, the endpoint serves again what it served before, nothing that was made is left, one notification tells of
 * it, and the execution fails with the original error.
 * With `shadow` or `abTest` a model first has to stand beside the one in production.
 *
 * @example
 * const churn = new ModelDeploymentPipeline("churn", {
 *   training: { sourceDirectory: "churn", entryPoint: "train.py", dataSource: "s3://my-data/churn.csv" },
 *   smokeTest: { rows: [[12, 0.3], [80, 0.9]] },
 * });
 */
export class ModelDeploymentPipeline extends pulumi.ComponentResource {
  readonly stateMachineArn: pulumi.Output<string>;
  /** Name of the data bucket. */
  readonly bucket: pulumi.Output<string>;
  /** S3 prefix of the models. */
  readonly models: pulumi.Output<string>;
  /** Name of the endpoint. */
  readonly endpointName: pulumi.Output<string>;
  /** ARN of the topic of notifications. */
  readonly topicArn: pulumi.Output<string>;

  /**
   * @param name lower-case letters, digits and single hyphens; part of every resource's and job's name
   * @throws pulumi.InputPropertiesError with every wrong setting
   */
  constructor(name: string, args: ModelDeploymentPipelineArgs, options?: pulumi.ComponentResourceOptions) {
    super("sagemaker-pipelines:index:ModelDeploymentPipeline", name, {}, options);
    const settings = checkSettings(modelDeploymentSettings, args, `ModelDeploymentPipeline "${name}"`);
    const resources = jobResources(this, name, settings, {
      steps: DEPLOYMENT_STEPS,
      expiringPrefixes: [PREFIXES.checkpoints, CAPTURE, COMPARISONS, ...answerPrefixes(settings)],
    });
    const tags = pipelineTags(name, settings.tags);
    const topic = notificationTopic(name, { environment: resources.environment, tags }, { parent: this });
    const facts = whenKnown(
      [resources.facts, resources.environment, topic.topicArn],
      (known, { account }, topicArn): DeploymentFacts => ({
        ...known,
        account,
        pipeline: name,
        topicArn,
        endpointName: settings.endpointName ?? known.names.prefix,
      }),
    );
    const { source, ready, roleOptions } = modelSource(this, name, settings, resources);
    const traffic = watchedTraffic(this, name, facts.endpointName, settings, tags);
    const rows = settings.smokeTest?.rows.map((row) => row.join(",")) ?? sampleRows(SAMPLE_ROWS);
    const queued = asynchronousEndpoint(this, name, settings, resources, rows);
    const trial = trialOf(this, name, settings, resources);
    const definition = whenKnown<
      DeploymentFacts,
      [ModelSource, Traffic | undefined, Asynchronous | undefined, Trial | undefined],
      StateMachineDefinition
    >([facts, source, traffic, queued?.asynchronous, trial], (known, from, shift, asynchronous, tried) =>
      deploymentDefinition(known, {
        ...{ ...planOf(known, settings), source: from, smokeTest: { rows } },
        ...(shift && { traffic: shift }),
        ...(asynchronous && { asynchronous }),
        ...(tried && { trial: tried }),
      }),
    );
    const machine = jobStateMachine(this, name, resources, definition, settings, {
      after: [topic.ready, ...ready, ...(queued?.ready ?? [])],
      roleOptions: whenKnown([roleOptions ?? pulumi.output({}), queued?.roleOptions], (own, more) => ({
        ...own,
        ...more,
      })),
      statements: queued?.statements ?? [],
    });

    this.stateMachineArn = machine.stateMachineArn;
    this.bucket = resources.data.bucket;
    this.models = pulumi.interpolate`s3://${this.bucket}/${PREFIXES.models}`;
    this.endpointName = facts.endpointName;
    this.topicArn = topic.topicArn;
    const { stateMachineArn, bucket, models, endpointName, topicArn } = this;
    this.registerOutputs({ stateMachineArn, bucket, models, endpointName, topicArn });
  }
}

/** What of a plan the settings alone say. */
function planOf(
  facts: DeploymentFacts,
  settings: DeploymentSettings,
): Pick<DeploymentPlan, "serving" | "autoscaling" | "dataCapture" | "patience"> {
  const { serverless, autoscaling, dataCapture, endpointInstanceType, endpointInstanceCount = 1 } = settings;
  return {
    serving: serverless ?? {
      instanceType: endpointInstanceType ?? settings.instanceType,
      instanceCount: endpointInstanceCount,
    },
    ...(autoscaling && { autoscaling }),
    ...(dataCapture && { dataCapture: { ...dataCapture, destination: s3Uri(facts, CAPTURE) } }),
    patience: {
      intervalInSeconds: settings.checkIntervalInSeconds,
      timeoutInSeconds: settings.deploymentTimeoutInSeconds,
    },
  };
}
