/** APIs that the catalogue does not have: misspelt ones, and ones that AWS may have added since. */
import { integrations } from "../../catalogue/catalogue";
import { sdkApisOf, sdkServices } from "../../catalogue/sdk";
import { didYouMean, nearest } from "../didYouMean";
import { error, type Problem, warning } from "../problem";

/** Services with integrations of their own. */
const SERVICES = [...new Set(integrations.map(({ api }) => api.split(":")[0]!))];

/**
 * Names by which people know services that Step Functions calls otherwise:
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  stepfunctions: "sfn",
  states: "sfn",
  events: "eventbridge",
  logs: "cloudwatchlogs",
  email: "ses",
  config: "configservice",
};

/** What is wrong with the API of a `Resource` that the catalogue has no row for. */
export function unknownApi(api: string, at: string): Problem {
  const [service = "", ...names] = api.split(":");
  if (service === "aws-sdk") return unknownSdkApi(names[0] ?? "", names.slice(1).join(":"), at);
  const ofService = integrations.map((row) => row.api).filter((name) => name.startsWith(`${service}:`));
  if (ofService.length > 0) {
    return error("unknown-api", at, `Step Functions has no integration "${api}"`, didYouMean(api, ofService));
  }
  return unknownService(service, SERVICES, 'Most services are called as "aws-sdk:<service>:<api>".', at);
}

function unknownSdkApi(service: string, name: string, at: string): Problem {
  const apis = sdkApisOf(service);
  if (apis.length === 0) return unknownService(service, sdkServices, "Look whether AWS has added it.", at);
  const near = nearest(name, apis);
  const message = `"${service}" has no API "${name}"`;
  if (near !== undefined && !isVersionOf(name, near)) {
    return error("unknown-api", at, message, `Did you mean "aws-sdk:${service}:${near}"?`);
  }
  return warning("unknown-sdk-api", at, `${message} that is known`, "Look whether AWS has added it.");
}

/** `listObjectsV3` of `listObjectsV2`: rather a newer API than a misspelt one. */
function isVersionOf(name: string, known: string): boolean {
  const stem = (text: string) => text.replace(/V?\d+$/, "");
  return stem(name) === stem(known);
}

function unknownService(service: string, known: readonly string[], remedy: string, at: string): Problem {
  const near = Object.hasOwn(OTHER_NAMES, service) ? OTHER_NAMES[service] : nearest(service, known);
  const message = `Step Functions has no integration with "${service}"`;
  if (near !== undefined) return error("unknown-api", at, message, `Did you mean "${near}"?`);
  return warning("unknown-service", at, `${message} that is known`, remedy);
}
