/** Clients of the AWS SDK, each loaded when it is needed: the SDK takes a third of a second. */
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { SFNClient } from "@aws-sdk/client-sfn";
import { clientSettings, type ConnectionOptions } from "./connection";

/** A client of Step Functions. */
export async function stepFunctions(options: ConnectionOptions): Promise<SFNClient> {
  const { SFNClient } = await import("@aws-sdk/client-sfn");
  return new SFNClient(clientSettings(options));
}

/** A client of SageMaker. */
export async function sagemaker(options: ConnectionOptions): Promise<SageMakerClient> {
  const { SageMakerClient } = await import("@aws-sdk/client-sagemaker");
  return new SageMakerClient(clientSettings(options));
}

/** A client of CloudWatch Logs. */
export async function cloudWatchLogs(options: ConnectionOptions): Promise<CloudWatchLogsClient> {
  const { CloudWatchLogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
  return new CloudWatchLogsClient(clientSettings(options));
}
