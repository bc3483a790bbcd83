/** The model servers behind an endpoint config. */
import type { CreateEndpointConfigInput, CreateModelInput, ProductionVariant } from "@aws-sdk/client-sagemaker";
import type { JsonObject } from "../../../asl/definition";
import { jobCalls } from "../../../iam/jobCalls";
import { AccessDenied } from "../../authorizer";
import { versionNotice } from "../images";
import type { JobEnvironment } from "../jobEnvironment";
import { diskFull, JobFault } from "../jobFault";
import { makeJobFolder } from "../jobFolder";
import { startModelServer } from "../modelServer";
import { downloadModel, modelContainer } from "../modelContainer";
import { s3TransferFor } from "../s3Transfer";
import { dataCapture, type DataCapture } from "./dataCapture";
import { servingVariant, variantsIn, type ServingVariant } from "./variants";

/** How long a model's server may take until it answers `/ping`; SageMaker gives up after many minutes. */
const PING_LIMIT_IN_SECONDS = 30;

/** A config with the CreateModel requests of its variants' models. */
export interface EndpointPlan {
  config: CreateEndpointConfigInput;
  /** Of the production variants, then of the shadow variants. */
  models: JsonObject[];
}

/** A config whose models serve. */
export interface Deployment {
  config: CreateEndpointConfigInput;
  variants: ServingVariant[];
  shadows: ServingVariant[];
  capture: DataCapture | undefined;
  stop(): Promise<void>;
}

/**
 * Starts a model server for each variant, and gives them when all have answered `/ping`.
 *
 * @throws JobFault with the endpoint's FailureReason; UserError for what does not run locally
 */
export async function deploy(
  endpoint: string,
  { config, models }: EndpointPlan,
  env: JobEnvironment,
): Promise<Deployment> {
  const started: { variant: ServingVariant; stop: () => Promise<void> }[] = [];
  const capture = dataCapture(endpoint, config.DataCaptureConfig, env);
  const stop = async () => {
    await capture?.flush();
    await Promise.all(started.map((server) => server.stop()));
  };
  try {
    for (const [index, variant] of variantsIn(config).entries()) {
      started.push(await serve(endpoint, config, variant, models[index]!, env));
    }
  } catch (error) {
    await stop();
    env.signal.throwIfAborted();
    throw diskFull(error, env.workDir) ?? (error instanceof AccessDenied ? new JobFault(error.message) : error);
  }
  const serving = started.map(({ variant }) => variant);
  const count = config.ProductionVariants!.length;
  return { config, variants: serving.slice(0, count), shadows: serving.slice(count), capture, stop };
}

async function serve(
  endpoint: string,
  config: CreateEndpointConfigInput,
  variant: ProductionVariant,
  model: JsonObject,
  env: JobEnvironment,
) {
  const created = model as unknown as CreateModelInput;
  const container = modelContainer(created);
  const roleArn = created.ExecutionRoleArn!;
  const made = { image: container.Image!, roleArn };
  const calls = jobCalls("endpoint", config as unknown as JsonObject, env, [container.Image!], endpoint);
  for (const call of calls) await env.authorizer.authorize(roleArn, call);
  if (env.containers) {
    const { containers } = env;
    const started = await withinPingLimit(env, (signal) => containers.startModel(variant, model, signal));
    return { variant: servingVariant(variant, { ...made, address: started.address }), stop: () => started.stop() };
  }
  const notice = versionNotice(container.Image!);
  if (notice) env.onLog?.(endpoint, notice);
  const folder = await makeJobFolder(env.workDir, endpoint);
  try {
    await downloadModel(container.ModelDataUrl!, folder, s3TransferFor(roleArn, env, env.signal));
    const server = await withinPingLimit(env, (signal) => {
      const served = { name: created.ModelName!, image: container.Image! };
      const options = { model: served, folder, roleArn, variables: { ...container.Environment }, signal };
      return startModelServer({ ...options, onLine: (line) => env.onLog?.(endpoint, line) }, env);
    });
    return {
      variant: servingVariant(variant, { ...made, address: server.address }),
      stop: async () => {
        await server.stop();
        await folder.remove();
      },
    };
  } catch (error) {
    await folder.remove();
    // https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
    throw error instanceof JobFault && error.message.startsWith("AlgorithmError")
      ? new JobFault(
          `The primary container for production variant ${variant.VariantName} did not pass the ping health check. ` +
            `Please check CloudWatch logs for this endpoint. (${error.message})`,
        )
      : error;
  }
}

/** The signal given on also ends the server when it does not get healthy in time, and with its endpoint. */
async function withinPingLimit<Server>(
  env: JobEnvironment,
  start: (signal: AbortSignal) => Promise<Server>,
): Promise<Server> {
  const seconds = env.pingLimitInSeconds ?? PING_LIMIT_IN_SECONDS;
  const limit = new AbortController();
  const fault = new JobFault(
    `AlgorithmError: /ping was not answered within ${seconds} s, which is how long a local run waits`,
  );
  const timer = setTimeout(() => limit.abort(fault), seconds * 1000);
  try {
    return await start(AbortSignal.any([env.signal, limit.signal]));
  } finally {
    clearTimeout(timer);
  }
}
