/** Task states: the API, how it is waited for, what is sent, and the names of what is created. */
import { integrationOf, integrations } from "../catalogue/catalogue";
import type { Integration } from "../catalogue/integration";
import type { TaskState } from "../definition";
import { formatPattern, type ParameterValue, requestOf, valuesAt } from "../parameterValue";
import { parseIntegration, patternSuffix } from "../resource";
import { didYouMean } from "./didYouMean";
import { checkShape } from "./parameters";
import { error, type Problem, warning } from "./problem";

/** Checks one Task state against the catalogue. A Lambda function's own ARN, an activity or a placeholder is let through. */
export function checkTask(state: TaskState, path: string): Problem[] {
  const parsed = parseIntegration(state.Resource);
  if (parsed === undefined) return checkOtherResource(state.Resource, path);
  const integration = integrationOf(parsed.api);
  if (integration === undefined) return unknownApi(parsed.api, path);
  const request = state.Parameters ?? state.Arguments ?? {};
  const field = `${path}.${state.Arguments === undefined ? "Parameters" : "Arguments"}`;
  return [
    ...(integration.patterns.includes(parsed.pattern)
      ? []
      : [wrongPattern(integration, patternSuffix(parsed.pattern), path)]),
    ...checkShape(request, integration.shapes.input, field),
    ...checkCreatedName(state, integration, field, path),
  ];
}

function checkOtherResource(resource: string, path: string): Problem[] {
  if (/^arn:aws[a-z-]*:(lambda|states):[a-z0-9-]+:|^\$\{|^arn:.*\$\{/.test(resource)) return [];
  const remedy = 'Write it as "arn:aws:states:::<service>:<api>", or as a Lambda function\'s ARN.';
  return [
    error("malformed-resource", `${path}.Resource`, `"${resource}" is not a resource that a Task can name`, remedy),
  ];
}

function unknownApi(api: string, path: string): Problem[] {
  const [service] = api.split(":");
  const known = integrations.map((row) => row.api);
  const ofService = known.filter((name) => name.startsWith(`${service}:`));
  // Of a service that has no rows nothing is known, so nothing is said.
  if (ofService.length === 0) return [];
  return [
    error("unknown-api", `${path}.Resource`, `Step Functions has no integration "${api}"`, didYouMean(api, ofService)),
  ];
}

function wrongPattern({ api, patterns }: Integration, suffix: string, path: string): Problem {
  const offered = patterns.map((pattern) => `"${api}${patternSuffix(pattern)}"`).join(" or ");
  return error("pattern-not-offered", `${path}.Resource`, `"${api}" has no "${suffix}"`, `Use ${offered}.`);
}

function checkCreatedName(state: TaskState, { name }: Integration, field: string, path: string): Problem[] {
  if (name === undefined) return [];
  const at = `${field}.${name.parameter}`;
  return valuesAt(requestOf(state), name.parameter).flatMap((value) => {
    const problems = nameProblems(value, name.maxLength, at);
    if (value.kind === "literal" && state.Retry !== undefined) {
      const remedy = "Make it unique at each attempt: States.Format('…-{}', States.UUID()).";
      problems.push(
        warning("fixed-name-retried", at, `a retry of ${path} sends a name that SageMaker has seen`, remedy),
      );
    }
    return problems;
  });
}

function nameProblems(value: ParameterValue, maxLength: number, at: string): Problem[] {
  // Literals are held against the API's pattern with the other parameters; of a pattern only its fixed part is known.
  if (value.kind === "literal") return [];
  if (value.kind === "dynamic") return dynamicNameProblems(value, at);
  const text = value.pattern;
  const fixed = text.replaceAll("*", "");
  const problems: Problem[] = [];
  if (/[^a-zA-Z0-9-]/.test(fixed)) {
    problems.push(
      error("name-characters", at, `"${text}" holds other than letters, digits and hyphens`, "Remove them."),
    );
  }
  const length = shortestLength(value);
  if (length > maxLength) {
    problems.push(
      error("name-too-long", at, `"${text}" has at least ${length} characters`, `Shorten it to ${maxLength}.`),
    );
  }
  return problems;
}

function dynamicNameProblems(value: ParameterValue, at: string): Problem[] {
  if (value.kind !== "dynamic" || !value.expression.includes("$$.Execution.Name")) return [];
  const remedy = "Make the name with States.Format('…-{}', States.UUID()).";
  const message = "an execution's name may have 80 characters, underscores and dots, and a retry sends it again";
  return [warning("execution-name-as-name", at, message, remedy)];
}

const UUID_LENGTH = 36;

/** Characters that a formatted name has at the least: its fixed part, and the UUIDs in it. */
function shortestLength(value: ParameterValue): number {
  if (value.kind !== "pattern") return 0;
  const fixed = (formatPattern(value.expression) ?? "").replaceAll("*", "").length;
  const wholeUuids = value.expression.match(/,\s*States\.UUID\(\)/g)?.length ?? 0;
  return fixed + wholeUuids * UUID_LENGTH;
}
