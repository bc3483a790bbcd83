/** Telling what a text is that holds no definition. */
import { nearest } from "../check/didYouMean";
import type { JsonObject } from "../definition";
import { DefinitionTextError } from "./definitionTextError";

const STATE_MACHINE_TYPES = ["AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"];

/**
 * The value, when it may be a definition. What is wrong inside is the checker's business.
 *
 * @throws DefinitionTextError when it has neither `StartAt` nor `States`: what it is instead, and what to do
 */
export function asDefinition(value: unknown): JsonObject {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw other(`it holds ${kindOf(value)}`);
  const members = value as JsonObject;
  if ("StartAt" in members || "States" in members) return members;
  if ("AWSTemplateFormatVersion" in members || "Transform" in members || isObject(members.Resources)) {
    throw template(members.Resources);
  }
  throw misspelt(members);
}

/** The definition in what `aws stepfunctions describe-state-machine` prints, as text; undefined for everything else. */
export function describedDefinition(value: unknown): string | undefined {
  const { definition, stateMachineArn } = Object(value) as { definition?: unknown; stateMachineArn?: unknown };
  return typeof definition === "string" && typeof stateMachineArn === "string" ? definition : undefined;
}

function template(resources: unknown): DefinitionTextError {
  const machines = Object.entries(isObject(resources) ? resources : {}).flatMap(([id, resource]) => {
    const { Type, Properties } = Object(resource) as { Type?: unknown; Properties?: unknown };
    if (!STATE_MACHINE_TYPES.includes(String(Type))) return [];
    const { DefinitionUri } = Object(Properties) as { DefinitionUri?: unknown };
    if (typeof DefinitionUri === "string") return [`that of ${id} is in ${DefinitionUri}`];
    const field = ["Definition", "DefinitionString"].find((name) => name in (Object(Properties) as object));
    return field === undefined ? [] : [`save Resources.${id}.Properties.${field} as a file of its own`];
  });
  const remedy =
    machines.length > 0
      ? `Give the definition itself: ${machines.join("; ")}.`
      : "Give the definition itself, as a file of its own.";
  return new DefinitionTextError({
    code: "cloudformation-template",
    message: "this is a CloudFormation or SAM template, not a definition",
    remedy,
  });
}

function misspelt(members: JsonObject): DefinitionTextError {
  const given = Object.keys(members);
  const suggestions = ["StartAt", "States"].flatMap((name) => {
    const near = nearest(name, given);
    return near === undefined ? [] : [`"${name}" for "${near}"`];
  });
  const what =
    given.length === 0 ? "it is an empty object" : `its members are ${listed(given.map((key) => JSON.stringify(key)))}`;
  return suggestions.length === 0
    ? other(`it has neither "StartAt" nor "States"; ${what}`)
    : other(`it has neither "StartAt" nor "States"`, `Did you mean ${suggestions.join(" and ")}?`);
}

function kindOf(value: unknown): string {
  if (!Array.isArray(value)) {
    const text = JSON.stringify(value);
    return `${value === null ? "" : `a ${typeof value}: `}${text.length > 60 ? `${text.slice(0, 60)} …` : text}`;
  }
  const isArns = value.length > 0 && value.every((item) => typeof item === "string" && item.startsWith("arn:"));
  return isArns ? "a list of ARNs" : "a list";
}

function listed(names: string[]): string {
  return names.length > 6 ? `${names.slice(0, 6).join(", ")} and ${names.length - 6} more` : names.join(", ");
}

function other(
  what: string,
  remedy = 'A definition is an object with "StartAt" and "States": https://states-language.net/spec.html',
): DefinitionTextError {
  return new DefinitionTextError({ code: "not-a-definition", message: `this is no definition: ${what}`, remedy });
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
