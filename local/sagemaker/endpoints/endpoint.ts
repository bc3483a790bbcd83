/** Endpoints: a real HTTP server for each, over the model servers that batch transform uses. */
import type {
  CreateEndpointConfigInput,
  DataCaptureConfig,
  DeploymentConfig,
  DescribeEndpointOutput,
  DesiredWeightAndCapacity,
  EndpointStatus,
  VariantPropertyType,
} from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../../asl/definition";
import { regionalArn } from "../../../iam/arn";
import { json } from "../describe";
import type { JobEnvironment } from "../jobEnvironment";
import { JobFault } from "../jobFault";
import { deploy, type Deployment, type EndpointPlan } from "./deployment";
import { startFront } from "./front";
import { setWeights, summaryOf } from "./variants";

/** How an endpoint goes over to another config. */
export interface UpdateSettings {
  /** Told by DescribeEndpoint: traffic is shifted at once. */
  deploymentConfig?: DeploymentConfig;
  /** What the new variants keep of those before that have the same name. */
  retained?: readonly VariantPropertyType[];
}

/** An endpoint. */
export interface LocalEndpoint {
  name: string;
  /** `http://127.0.0.1:PORT` */
  url: string;
  created: Date;
  /** When it entered its status. */
  modified(): Date;
  status(): EndpointStatus;
  /** What DescribeEndpoint returns. */
  describe(): JsonObject;
  /** What serves. */
  serving(): Deployment | undefined;
  /** The way in which it was last updated. */
  lastDeploymentConfig(): DeploymentConfig | undefined;
  /** Serves another config; until that answers, and when it fails, the one before serves on. */
  update(plan: EndpointPlan, settings?: UpdateSettings): void;
  /** Gives variants that serve other weights and instance counts. */
  setWeights(desired: readonly DesiredWeightAndCapacity[]): void;
  /** Writes what data capture has gathered, that of shadow variants too. */
  flush(): Promise<void>;
  /** Settles when nothing is being deployed any more. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Creates an endpoint, which is `Creating` until its models answer.
 *
 * @param onChange called with each new status; the first is `Creating`
 * @param onFault called with what is no failure of the endpoint's own: a model that does not run locally, a full disk
 */
export async function createEndpoint(
  name: string,
  plan: EndpointPlan,
  env: JobEnvironment,
  { onChange, onFault }: { onChange: (endpoint: LocalEndpoint) => void; onFault: (error: unknown) => void },
): Promise<LocalEndpoint> {
  const created = new Date();
  const stop = new AbortController();
  const ownEnv = { ...env, signal: AbortSignal.any([env.signal, stop.signal]) };
  let modified = created;
  let status: EndpointStatus = "Creating";
  let reason: string | undefined;
  let current: Deployment | undefined;
  let configName = plan.config.EndpointConfigName!;
  let lastDeploymentConfig: DeploymentConfig | undefined;
  let work: Promise<void> = Promise.resolve();
  const front = await startFront(() => current);

  function enter(next: EndpointStatus, failure?: string): void {
    status = next;
    reason = failure;
    modified = new Date();
    onChange(endpoint);
  }

  async function roll(next: EndpointPlan, { retained = [], deploymentConfig }: UpdateSettings): Promise<void> {
    const before = current;
    try {
      const deployed = await deploy(name, before ? withCapture(next, before.config, retained) : next, ownEnv);
      if (before) setWeights(deployed.variants, retainedWeights(before, retained));
      current = deployed;
      configName = next.config.EndpointConfigName!;
      lastDeploymentConfig = deploymentConfig ?? lastDeploymentConfig;
      enter("InService");
    } catch (error) {
      if (ownEnv.signal.aborted) return;
      if (!(error instanceof JobFault)) onFault(error);
      else if (!current) enter("Failed", error.message);
      else {
        enter("RollingBack", error.message);
        enter("InService", error.message);
      }
      return;
    }
    // The new config serves, whatever becomes of the old one.
    await before?.stop().catch((error: unknown) => {
      env.onLog?.(name, `What served ${before.config.EndpointConfigName} did not stop: ${String(error)}`);
    });
  }

  async function flush(): Promise<void> {
    await front.idle();
    await current?.capture?.flush();
  }

  const endpoint: LocalEndpoint = {
    ...{ name, url: front.url, created, flush },
    modified: () => modified,
    status: () => status,
    serving: () => current,
    lastDeploymentConfig: () => lastDeploymentConfig,
    describe(): JsonObject {
      const described: DescribeEndpointOutput = {
        EndpointName: name,
        EndpointArn: regionalArn(env, "sagemaker", `endpoint/${name.toLowerCase()}`),
        EndpointConfigName: configName,
        ProductionVariants: current?.variants.map(summaryOf),
        ...(current && current.shadows.length > 0 && { ShadowProductionVariants: current.shadows.map(summaryOf) }),
        DataCaptureConfig: captureSummary(current?.config.DataCaptureConfig),
        AsyncInferenceConfig: current?.config.AsyncInferenceConfig,
        EndpointStatus: status,
        FailureReason: reason,
        LastDeploymentConfig: lastDeploymentConfig,
        CreationTime: created,
        LastModifiedTime: modified,
      };
      return json(described);
    },
    update(next, settings = {}) {
      enter("Updating");
      work = work.then(() => roll(next, settings));
    },
    setWeights(desired) {
      enter("Updating");
      setWeights([...(current?.variants ?? []), ...(current?.shadows ?? [])], desired);
      enter("InService");
    },
    settled: () => work,
    async stop() {
      stop.abort(new Error(`The endpoint ${name} was stopped.`));
      await work;
      await front.idle();
      await current?.stop();
      await front.close();
    },
  };
  onChange(endpoint);
  work = roll(plan, {});
  return endpoint;
}

/** A plan with the data capture of the config before, where that is to be kept. */
function withCapture(
  plan: EndpointPlan,
  { DataCaptureConfig: kept }: CreateEndpointConfigInput,
  retained: readonly VariantPropertyType[],
): EndpointPlan {
  if (!retained.includes("DataCaptureConfig") || kept === undefined) return plan;
  return { ...plan, config: { ...plan.config, DataCaptureConfig: kept } };
}

function retainedWeights(
  { variants }: Deployment,
  retained: readonly VariantPropertyType[],
): DesiredWeightAndCapacity[] {
  return variants.map(({ variant, weight, instances }) => ({
    VariantName: variant.VariantName,
    ...(retained.includes("DesiredWeight") && { DesiredWeight: weight }),
    ...(retained.includes("DesiredInstanceCount") && { DesiredInstanceCount: instances }),
  }));
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfigSummary.html */
function captureSummary(config: DataCaptureConfig | undefined): DescribeEndpointOutput["DataCaptureConfig"] {
  if (config === undefined) return undefined;
  const { EnableCapture = true, InitialSamplingPercentage, DestinationS3Uri, KmsKeyId = "" } = config;
  return {
    ...{ EnableCapture, DestinationS3Uri, KmsKeyId },
    CaptureStatus: EnableCapture ? "Started" : "Stopped",
    CurrentSamplingPercentage: InitialSamplingPercentage,
  };
}
