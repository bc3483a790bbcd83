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

/** A variant that serves. */
export interface ServingVariant {
  variant: ProductionVariant;
  image: string;
  /** `http://127.0.0.1:PORT` of its model server. */
  address: string;
}

/** A config whose models serve. */
export interface Deployment {
  config: CreateEndpointConfigInput;
  variants: ServingVariant[];
  stop(): Promise<void>;
}

/**
 * Starts a model server for each production variant, and gives them when all have answered `/ping`.
 *
 * @param models the CreateModel request of each variant's model, in the order of the variants
 * @throws JobFault with the endpoint's FailureReason; UserError for what does not run locally
 */
export async function deploy(
  endpoint: string,
  config: CreateEndpointConfigInput,
  models: JsonObject[],
  env: JobEnvironment,
): Promise<Deployment> {
  const started: { variant: ServingVariant; stop: () => Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
  };
  try {
    for (const [index, variant] of config.ProductionVariants!.entries()) {
      started.push(await serve(endpoint, config, variant, models[index]!, env));
    }
  } catch (error) {
    await stop();
    env.signal.throwIfAborted();
    throw diskFull(error, env.workDir) ?? (error instanceof AccessDenied ? new JobFault(error.message) : error);
  }
  return { config, variants: started.map(({ variant }) => variant), stop };
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
  const calls = jobCalls("endpoint", config as unknown as JsonObject, env, [container.Image!], endpoint);
  for (const call of calls) await env.authorizer.authorize(roleArn, call);
  if (env.containers) {
    const started = await env.containers.startModel(variant, model, env.signal);
    return { variant: { variant, image: container.Image!, address: started.address }, stop: () => started.stop() };
  }
  const notice = versionNotice(container.Image!);
  if (notice) env.onLog?.(endpoint, notice);
  const folder = await makeJobFolder(env.workDir, endpoint);
  try {
    await downloadModel(container.ModelDataUrl!, folder, s3TransferFor(roleArn, env, env.signal));
    const options = { folder, roleArn, variables: { ...container.Environment }, signal: env.signal };
    const server = await startModelServer({ ...options, onLine: (line) => env.onLog?.(endpoint, line) }, env);
    return {
      variant: { variant, image: container.Image!, address: server.address },
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
