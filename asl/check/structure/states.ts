/**
 * The fields of each state type, as AWS takes them: any other is refused with SCHEMA_VALIDATION_FAILED.
 *
 * Sources: https://states-language.net/spec.html#state-types and the pages of the states below
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html
 */
import type { State } from "../../definition";
import { mapFields } from "./mapFields";
import type { ObjectRule } from "./rule";
import {
  anything,
  assign,
  computedText,
  errorHandling,
  everyState,
  inputAndOutput,
  jsonataOnly,
  MAX_SECONDS,
  nullablePath,
  oneOf,
  path,
  result,
  template,
  text,
  transition,
  whole,
} from "./rules";

/** The definition itself. */
export const definitionRule: ObjectRule = {
  name: "a state machine",
  fields: {
    StartAt: text,
    States: { type: "object" },
    Comment: text,
    QueryLanguage: oneOf("JSONPath", "JSONata"),
    TimeoutSeconds: { type: "number", whole: true, least: 1, most: MAX_SECONDS },
    Version: oneOf("1.0"),
  },
  required: ["StartAt", "States"],
};

/** A branch of a Parallel. */
export const branchRule: ObjectRule = {
  name: "a branch",
  fields: { StartAt: text, States: { type: "object" }, Comment: text },
  required: ["StartAt", "States"],
};

/** A Map's ItemProcessor or Iterator. */
export const processorRule: ObjectRule = {
  name: "an item processor",
  fields: {
    ...branchRule.fields,
    ProcessorConfig: {
      type: "object",
      of: {
        name: "ProcessorConfig",
        fields: { Mode: oneOf("INLINE", "DISTRIBUTED"), ExecutionType: oneOf("STANDARD", "EXPRESS") },
      },
    },
  },
  required: ["StartAt", "States"],
};

/** The fields of each type of state. */
export const stateRules: Readonly<Record<State["Type"], ObjectRule>> = {
  Task: {
    name: "a Task state",
    fields: {
      ...everyState,
      ...inputAndOutput,
      ...result,
      ...transition,
      ...errorHandling,
      Assign: assign,
      Resource: text,
      Parameters: template,
      Arguments: jsonataOnly,
      TimeoutSeconds: whole(1, MAX_SECONDS),
      TimeoutSecondsPath: path,
      HeartbeatSeconds: whole(1, MAX_SECONDS),
      HeartbeatSecondsPath: path,
      Credentials: {
        type: "object",
        computed: true,
        of: {
          name: "Credentials",
          fields: { RoleArn: computedText, "RoleArn.$": path },
          oneOf: [["RoleArn", "RoleArn.$"]],
        },
      },
    },
    required: ["Resource"],
    exclusive: [
      ["TimeoutSeconds", "TimeoutSecondsPath"],
      ["HeartbeatSeconds", "HeartbeatSecondsPath"],
    ],
  },
  Pass: {
    name: "a Pass state",
    fields: {
      ...everyState,
      ...inputAndOutput,
      ...transition,
      Assign: assign,
      Result: { type: "any", only: "JSONPath" },
      Parameters: template,
      ResultPath: nullablePath,
    },
  },
  Choice: {
    name: "a Choice state",
    fields: {
      ...everyState,
      ...inputAndOutput,
      Assign: assign,
      Choices: { type: "list", of: { type: "object" }, least: 1 },
      Default: text,
    },
    required: ["Choices"],
  },
  Wait: {
    name: "a Wait state",
    fields: {
      ...everyState,
      ...inputAndOutput,
      ...transition,
      Assign: assign,
      Seconds: whole(0, MAX_SECONDS),
      SecondsPath: path,
      Timestamp: { type: "text", timestamp: true, computed: true },
      TimestampPath: path,
    },
    exclusive: [["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]],
    oneOf: [["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]],
  },
  Succeed: { name: "a Succeed state", fields: { ...everyState, ...inputAndOutput } },
  Fail: {
    name: "a Fail state",
    fields: { ...everyState, Error: computedText, ErrorPath: path, Cause: computedText, CausePath: path },
    exclusive: [
      ["Error", "ErrorPath"],
      ["Cause", "CausePath"],
    ],
  },
  Parallel: {
    name: "a Parallel state",
    fields: {
      ...everyState,
      ...inputAndOutput,
      ...result,
      ...transition,
      ...errorHandling,
      Assign: assign,
      Branches: { type: "list", of: { type: "object" }, least: 1 },
      Parameters: template,
      Arguments: jsonataOnly,
    },
    required: ["Branches"],
  },
  Map: {
    name: "a Map state",
    fields: {
      ...everyState,
      ...inputAndOutput,
      ...result,
      ...transition,
      ...errorHandling,
      ...mapFields,
      Assign: assign,
      ItemProcessor: { type: "object" },
      Iterator: { type: "object" },
      Items: jsonataOnly,
      ItemsPath: path,
      ItemSelector: { type: "object", computed: true },
      Parameters: template,
    },
    exclusive: [
      ["ItemProcessor", "Iterator"],
      ["ItemSelector", "Parameters"],
      ["MaxConcurrency", "MaxConcurrencyPath"],
      ["ToleratedFailureCount", "ToleratedFailureCountPath"],
      ["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"],
    ],
    oneOf: [["ItemProcessor", "Iterator"]],
  },
};

/** Types of fields that a rule of a Choice has beside its comparison. */
export const choiceRuleFields = { Next: text, Comment: text, Assign: assign, Output: anything };
