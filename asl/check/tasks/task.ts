/** Task states: the API, how it is waited for, what is sent, and the names of what is created. */
import { integrationOf } from "../../catalogue/catalogue";
import type { Integration } from "../../catalogue/integration";
import type { QueryLanguage } from "../../definition";
import { parseIntegration, patternSuffix } from "../../resource";
import { error, type Problem, warning } from "../problem";
import { type Fields, hasPlaceholder } from "../value";
import { checkCreatedName } from "./createdName";
import { checkServiceRules } from "./checkServiceRules";
import { checkShape } from "./parameters";

import { checkTaskToken } from "./taskToken";
import { unknownApi } from "./unknownApi";

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
    problems.push(unknownApi(parsed.api, `${path}.Resource`));
    return;
  }
  if (!integration.patterns.includes(parsed.pattern)) {
    problems.push(wrongPattern(integration, patternSuffix(parsed.pattern), path));
  } else if (parsed.pattern === "waitForTaskToken") {
    checkTaskToken(task[field], `${path}.${field}`, problems);
  }
  // Without Arguments nothing is sent, but without Parameters the state's input, of which nothing is known here.
  const request = task[field] ?? (isJsonata ? {} : undefined);
  if (request === undefined) {
    const { required = [] } = integration.shapes.input;
    if (required.length === 0) return;
    const message = `the state's input is sent as it is; the API refuses it without ${required.join(", ")} or with more`;
    problems.push(warning("input-as-request", path, message, 'Give "Parameters".'));
    return;
  }
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

function wrongPattern({ api, patterns }: Integration, suffix: string, path: string): Problem {
  const offered = patterns.map((pattern) => `"${api}${patternSuffix(pattern)}"`).join(" or ");
  return error("pattern-not-offered", `${path}.Resource`, `"${api}" has no "${suffix}"`, `Use ${offered}.`);
}
