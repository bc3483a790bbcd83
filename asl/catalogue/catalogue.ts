/** The catalogue: every service integration that this project knows, as data. Adding one is adding a row. */
import type { Integration } from "./integration";
import { lambdaIntegrations } from "./lambda";
import { sagemakerIntegrations } from "./sagemaker";

const byApi = new Map([...sagemakerIntegrations, ...lambdaIntegrations].map((row) => [row.api, row]));

/** Every row. */
export const integrations: readonly Integration[] = [...byApi.values()];

/**
 * The row of an API.
 *
 * @example integrationOf("sagemaker:createTrainingJob")?.patterns // ["requestResponse", "sync"]
 */
export function integrationOf(api: string): Integration | undefined {
  return byApi.get(api);
}
