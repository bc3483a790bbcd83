/**
 * Building blocks of the structure's tables, and what several state types share.
 *
 * Sources: https://states-language.net/spec.html (fields, types),
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html (Retry and Catch),
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html (times, Credentials)
 */
import type { Rule } from "./rule";

/** The most that AWS takes for a time in seconds. */
export const MAX_SECONDS = 99_999_999;

export const text: Rule = { type: "text" };
export const computedText: Rule = { type: "text", computed: true };
export const anything: Rule = { type: "any" };
/** A JSONPath; its syntax is held against the language elsewhere. */
export const path: Rule = { type: "text", only: "JSONPath" };
export const nullablePath: Rule = { type: "text", only: "JSONPath", nullable: true };
/** Parameters, ResultSelector: an object whose `x.$` members are evaluated. */
export const template: Rule = { type: "object", only: "JSONPath" };
export const jsonataOnly: Rule = { type: "any", only: "JSONata" };

/** A whole number that JSONata may compute. */
export function whole(least: number, most: number): Rule {
  return { type: "number", whole: true, least, most, computed: true };
}

/** One of several words. */
export function oneOf(...values: string[]): Rule {
  return { type: "text", values };
}

/** In every state. */
export const everyState = {
  Type: oneOf("Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"),
  Comment: text,
  QueryLanguage: oneOf("JSONPath", "JSONata"),
} satisfies Record<string, Rule>;

/** In every state but Fail. */
export const inputAndOutput = {
  InputPath: nullablePath,
  OutputPath: nullablePath,
  Output: jsonataOnly,
} satisfies Record<string, Rule>;

/** Names of variables; Succeed and Fail have nothing after them that could read one. */
export const assign: Rule = { type: "object" };

/** In states that go on to another. */
export const transition = { Next: text, End: { type: "boolean" } } satisfies Record<string, Rule>;

const errorNames: Rule = { type: "list", of: text, least: 1 };

/** In states whose work can fail. */
export const errorHandling = {
  Retry: {
    type: "list",
    of: {
      type: "object",
      of: {
        name: "a retrier",
        fields: {
          ErrorEquals: errorNames,
          IntervalSeconds: { type: "number", whole: true, least: 1, most: MAX_SECONDS },
          MaxAttempts: { type: "number", whole: true, least: 0, most: MAX_SECONDS },
          BackoffRate: { type: "number", least: 1 },
          MaxDelaySeconds: { type: "number", whole: true, least: 1, most: 31_622_399 },
          JitterStrategy: oneOf("FULL", "NONE"),
          Comment: text,
        },
        required: ["ErrorEquals"],
      },
    },
  },
  Catch: {
    type: "list",
    of: {
      type: "object",
      of: {
        name: "a catcher",
        fields: {
          ErrorEquals: errorNames,
          Next: text,
          ResultPath: nullablePath,
          Assign: assign,
          Output: jsonataOnly,
          Comment: text,
        },
        required: ["ErrorEquals", "Next"],
      },
    },
  },
} satisfies Record<string, Rule>;

/** In states whose result can be selected from and put beside the input. */
export const result = { ResultSelector: template, ResultPath: nullablePath } satisfies Record<string, Rule>;
