/** The catalogue: every service integration that this project knows, as data. Adding one is adding a row. */
import type { Integration, PatternName } from "./integration";
import { ANY } from "./row";
import { computeIntegrations } from "./rows/compute";
import { dataIntegrations } from "./rows/data";
import { eksIntegrations } from "./rows/eks";
import { emrIntegrations } from "./rows/emr";
import { emrWithoutClustersIntegrations } from "./rows/emrWithoutClusters";
import { endpointIntegrations } from "./rows/endpoints";
import { messageIntegrations } from "./rows/messages";
import { sagemakerIntegrations } from "./rows/sagemaker";
import { sdkIntegration } from "./sdk";
import type { Shape } from "./shape";

/** The optimized integrations, in the order of the documentation. */
export const integrations: readonly Integration[] = [
  ...sagemakerIntegrations,
  ...messageIntegrations,
  ...dataIntegrations,
  ...computeIntegrations,
  ...emrIntegrations,
  ...emrWithoutClustersIntegrations,
  ...eksIntegrations,
  ...endpointIntegrations,
];

const byApi = new Map(integrations.map((row) => [row.api, row]));

/** Services that the optimized integrations call otherwise than the AWS SDK does. */
const OPTIMIZED_NAMES: Readonly<Record<string, string>> = {
  bedrockruntime: "bedrock",
  emrcontainers: "emr-containers",
  emrserverless: "emr-serverless",
  eventbridge: "events",
  sfn: "states",
};

/**
 * The row of an API: an optimized integration's, or one that is made for any other API of the AWS SDK.
 *
 * @returns undefined when Step Functions has no such integration
 * @example integrationOf("sagemaker:createTrainingJob")?.patterns // ["requestResponse", "sync"]
 * @example integrationOf("aws-sdk:sagemaker:describeEndpoint")?.permissions
 */
export function integrationOf(api: string): Integration | undefined {
  const known = byApi.get(api);
  if (known !== undefined) return known;
  const [prefix, service = "", name = ""] = api.split(":");
  if (prefix !== "aws-sdk") return undefined;
  const row = sdkIntegration(service, name, byApi.get(`${OPTIMIZED_NAMES[service] ?? service}:${name}`));
  if (row !== undefined) byApi.set(api, row);
  return row;
}

/**
 * What a task's result holds. Of what comes back with a task token nothing is known: it is what `SendTaskSuccess` was given.
 *
 * @example outputOf(integration, "sync").members?.ModelArtifacts
 */
export function outputOf({ shapes }: Integration, pattern: PatternName): Shape {
  switch (pattern) {
    case "requestResponse":
      return shapes.output;
    case "sync":
      return shapes.syncOutput ?? ANY;
    case "sync:2":
      return shapes.sync2Output ?? ANY;
    case "waitForTaskToken":
      return ANY;
  }
}
