/** Endpoints: a real HTTP server for each, over the model servers that batch transform uses. */
import type { CreateEndpointConfigInput, DescribeEndpointOutput, EndpointStatus } from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../../asl/definition";
import { regionalArn } from "../../../iam/arn";
import { json } from "../describe";
import type { JobEnvironment } from "../jobEnvironment";
import { JobFault } from "../jobFault";
import { deploy, type Deployment, type ServingVariant } from "./deployment";
import { startFront } from "./front";

/** A config with the CreateModel requests of its variants' models. */
export interface EndpointPlan {
  config: CreateEndpointConfigInput;
  models: JsonObject[];
}

/** An endpoint. */
export interface LocalEndpoint {
  name: string;
  /** `http://127.0.0.1:PORT` */
  url: string;
  status(): EndpointStatus;
  /** What DescribeEndpoint returns. */
  describe(): JsonObject;
  /** Serves another config; until that answers, and when it fails, the one before serves on. */
  update(plan: EndpointPlan): void;
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
  let work: Promise<void> = Promise.resolve();
  const front = await startFront(() => current?.variants ?? []);

  function enter(next: EndpointStatus, failure?: string): void {
    status = next;
    reason = failure;
    modified = new Date();
    onChange(endpoint);
  }

  async function roll(next: EndpointPlan): Promise<void> {
    const before = current;
    try {
      current = await deploy(name, next.config, next.models, ownEnv);
      configName = next.config.EndpointConfigName!;
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

  const endpoint: LocalEndpoint = {
    name,
    url: front.url,
    status: () => status,
    describe(): JsonObject {
      const described: DescribeEndpointOutput = {
        EndpointName: name,
        EndpointArn: regionalArn(env, "sagemaker", `endpoint/${name.toLowerCase()}`),
        EndpointConfigName: configName,
        ProductionVariants: current?.variants.map(variantSummary),
        EndpointStatus: status,
        FailureReason: reason,
        CreationTime: created,
        LastModifiedTime: modified,
      };
      return json(described);
    },
    update(next) {
      enter("Updating");
      work = work.then(() => roll(next));
    },
    settled: () => work,
    async stop() {
      stop.abort(new Error(`The endpoint ${name} was stopped.`));
      await work;
      await current?.stop();
      await front.close();
    },
  };
  onChange(endpoint);
  work = roll(plan);
  return endpoint;
}

function variantSummary({ variant, image }: ServingVariant) {
  const { VariantName, InitialVariantWeight = 1, InitialInstanceCount = 1 } = variant;
  return {
    VariantName,
    DeployedImages: [{ SpecifiedImage: image }],
    CurrentWeight: InitialVariantWeight,
    DesiredWeight: InitialVariantWeight,
    CurrentInstanceCount: InitialInstanceCount,
    DesiredInstanceCount: InitialInstanceCount,
  };
}
