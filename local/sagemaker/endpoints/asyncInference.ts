/** Asynchronous inference: a request and its answer in S3. https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html */
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { AsyncInferenceConfig } from "@aws-sdk/client-sagemaker";
import type { JobEnvironment } from "../jobEnvironment";
import { joinKey, parseS3Uri, s3As } from "../s3Transfer";
import type { LocalEndpoint } from "./endpoint";

/** A request to an asynchronous endpoint. */
export interface AsyncOrder {
  config: AsyncInferenceConfig;
  headers: Record<string, string>;
  inputLocation: string;
  /** Of the objects that are written. */
  id: string;
}

/** An inference that has been accepted. */
export interface AsyncInference {
  outputLocation: string;
  /** Where it is told why there is no answer; absent where the config names no place. */
  failureLocation?: string;
  /** Reads, asks and writes with the model's role; what goes wrong is told at `failureLocation`. */
  run: (env: JobEnvironment) => Promise<void>;
}

/** @param onNote called with the messages that nobody gets */
export function inferAsynchronously(
  endpoint: LocalEndpoint,
  { config, headers, inputLocation, id }: AsyncOrder,
  onNote: (text: string) => void,
): AsyncInference {
  const { S3OutputPath = "", S3FailurePath, KmsKeyId, NotificationConfig = {} } = config.OutputConfig ?? {};
  const outputLocation = joinKey(S3OutputPath, `${id}.out`);
  const failureLocation = S3FailurePath === undefined ? undefined : joinKey(S3FailurePath, `${id}-error.out`);
  const { roleArn } = endpoint.serving()!.variants[0]!;

  async function run(env: JobEnvironment): Promise<void> {
    const client = s3As(roleArn, env);
    const options = { abortSignal: env.signal };
    const write = async (location: string, Body: string) => {
      const encryption = KmsKeyId ? { ServerSideEncryption: "aws:kms" as const, SSEKMSKeyId: KmsKeyId } : {};
      await client.send(new PutObjectCommand({ ...place(location), Body, ...encryption }), options);
    };
    try {
      const { Body } = await client.send(new GetObjectCommand(place(inputLocation)), options);
      const body = await Body!.transformToString();
      const { signal } = env;
      const answer = await fetch(`${endpoint.url}/invocations`, { method: "POST", headers, body, signal });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`Received client error (${answer.status}) from model with message "${text}".`);
      await write(outputLocation, text);
      tell(NotificationConfig.SuccessTopic, `${outputLocation} is there`);
    } catch (error) {
      env.signal.throwIfAborted();
      const { message } = error as Error;
      env.onLog?.(endpoint.name, `The asynchronous inference of ${inputLocation} failed: ${message}`);
      // Where this cannot be written either, the endpoint's log is all there is.
      if (failureLocation !== undefined) await write(failureLocation, message).catch(() => {});
      tell(NotificationConfig.ErrorTopic, message);
    } finally {
      client.destroy();
    }
  }

  /** That the role may publish is judged when the endpoint is created. */
  function tell(topic: string | undefined, message: string): void {
    if (topic !== undefined) onNote(`Not sent to ${topic}, as a local run sends nothing: ${message}`);
  }

  return { outputLocation, ...(failureLocation !== undefined && { failureLocation }), run };
}

function place(uri: string): { Bucket: string; Key: string } {
  const { bucket, key } = parseS3Uri(uri);
  return { Bucket: bucket, Key: key };
}
