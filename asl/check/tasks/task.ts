/** Task states: the API, how it is waited for, what is sent, and the names of what is created. */
import { integrationOf, integrations } from "../../catalogue/catalogue";
import type { Integration } from "../../catalogue/integration";
import type { QueryLanguage } from "../../definition";
import { parseIntegration, patternSuffix } from "../../resource";
import { didYouMean, nearest } from "../didYouMean";
import { error, type Problem, warning } from "../problem";
import { type Fields, hasPlaceholder } from "../value";
import { checkCreatedName } from "./createdName";
import { checkServiceRules } from "./checkServiceRules";
import { checkShape } from "./parameters";

import { checkTaskToken } from "./taskToken";

/** Checks one Task state against the catalogue. A Lambda function's own ARN, an activity or a placeholder is let through. */
export function checkTask(task: Fields, language: QueryLanguage | undefined, path: string, problems: Problem[]): void {
  const { Resource } = task;
  if (typeof Resource !== "string") return;
  const parsed = parseIntegration(Resource);
  if (parsed === undefined) {
    checkOtherResource(task, Resource, path, problems);
    return;
  }
  const isJsonata = language === "JSONata" || (language === undefined && task.Arguments !== undefined);
  const field = isJsonata ? "Arguments" : "Parameters";
  const integration = integrationOf(parsed.api);
  if (integration === undefined) {
    if (parsed.api.startsWith("aws-sdk:") && parsed.pattern.startsWith("sync")) {
      const message = `"${parsed.api}" has no "${patternSuffix(parsed.pattern)}": calls of the AWS SDK do not wait for jobs`;
      problems.push(error("pattern-not-offered", `${path}.Resource`, message, "Ask for the status in a loop."));
    }
    checkUnknownApi(parsed.api, path, problems);
    return;
  }
  if (!integration.patterns.includes(parsed.pattern)) {
    problems.push(wrongPattern(integration, patternSuffix(parsed.pattern), path));
  } else if (parsed.pattern === "waitForTaskToken") {
    checkTaskToken(task[field], `${path}.${field}`, problems);
  }
  // Without Parameters a JSONPath task sends its input, of which nothing is known here; JSONata sends nothing then.
  const request = task[field] ?? (isJsonata ? {} : undefined);
  if (request === undefined) return;
  checkShape(request, integration.shapes.input, `${path}.${field}`, problems);
  checkServiceRules(integration.api, request, `${path}.${field}`, problems);
  checkCreatedName(task, integration, `${path}.${field}`, path, problems);
}

/** Functions, activities, and text in which a placeholder hides what it is. */
const ACTIVITY = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d*:activity:/;
const FUNCTION = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d*:function:/;

function checkOtherResource(task: Fields, resource: string, path: string, problems: Problem[]): void {
  if (hasPlaceholder(resource)) return;
  if (!FUNCTION.test(resource) && !ACTIVITY.test(resource)) {
    const remedy = 'Write it as "arn:aws:states:::<service>:<api>", or as a Lambda function\'s ARN.';
    const message = `"${resource}" is not a resource that a Task can name`;
    problems.push(error("malformed-resource", `${path}.Resource`, message, remedy));
  } else if (task.Credentials !== undefined && ACTIVITY.test(resource)) {
    const message = "a task of an activity has no Credentials";
    problems.push(error("unknown-field", `${path}.Credentials`, message, "Remove it."));
  }
}

function checkUnknownApi(api: string, path: string, problems: Problem[]): void {
  const [service = ""] = api.split(":");
  const ofService = integrations.map((row) => row.api).filter((name) => name.startsWith(`${service}:`));
  const at = `${path}.Resource`;
  if (ofService.length > 0) {
    const message = `Step Functions has no integration "${api}"`;
    problems.push(error("unknown-api", at, message, didYouMean(api, ofService)));
    return;
  }
  const near = nearest(service, SERVICES);
  if (near !== undefined) {
    const message = `Step Functions has no integration with "${service}"`;
    problems.push(error("unknown-api", at, message, `Did you mean "${near}"?`));
  } else if (service !== "aws-sdk") {
    const message = `no integration with "${service}" is known`;
    problems.push(warning("unknown-service", at, message, 'Most services are called as "aws-sdk:<service>:<api>".'));
  }
}

/** Services with integrations of their own. */
const SERVICES = [...new Set(integrations.map(({ api }) => api.split(":")[0]!))];

function wrongPattern({ api, patterns }: Integration, suffix: string, path: string): Problem {
  const offered = patterns.map((pattern) => `"${api}${patternSuffix(pattern)}"`).join(" or ");
  return error("pattern-not-offered", `${path}.Resource`, `"${api}" has no "${suffix}"`, `Use ${offered}.`);
}
