/**
 * Builders of states in JSONata. They join with those in JSONPath: each state says its own language.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
import { AslError } from "./aslError";
import type { ApiName, PatternOf, Request } from "./catalogue/requests";
import type { Catcher, ChoiceRule, Json, JsonObject, Retrier } from "./definition";
import { type Fragment, fragmentOf } from "./fragment";
import { Reference } from "./reference";
import { patternSuffix } from "./resource";
import type { Template } from "./template";

/** A JSONata expression; rendered as `{% … %}` where it stands. */
export class Expression {
  constructor(readonly text: string) {}

  /** As a definition has it. */
  get rendered(): string {
    return `{% ${this.text} %}`;
  }
}

/**
 * An expression that is worked out when the state runs.
 *
 * @example jsonata("$states.input.Training.TrainingJobName")
 */
export function jsonata(text: string): Expression {
  return new Expression(text);
}

/** Where errors of a JSONata state go. */
export interface JsonataCatch {
  /** `States.ALL` by default. */
  errors?: string[];
  target: Fragment;
  /** What the target gets; by default the state's input with the error object as `Failure`. */
  output?: object | Expression;
  assign?: object;
}

/** What a JSONata state may say beside what it does. Times are in seconds. */
export interface JsonataOptions {
  comment?: string;
  /** What the next state gets; the result by default. */
  output?: object | Expression;
  /** Variables for the states that follow. */
  assign?: object;
}

/** A JSONata Task state's settings beside its call. */
export interface JsonataTaskOptions extends JsonataOptions {
  timeoutSeconds?: number | Expression;
  heartbeatSeconds?: number | Expression;
  retry?: Retrier[];
  catch?: JsonataCatch[];
}

/** The call of a JSONata Task state: as `TaskCall`, with expressions in place of references. */
export interface JsonataCall<Name extends ApiName, Leaf = never> {
  api: Name;
  pattern?: PatternOf<NoInfer<Name>>;
  arguments: Template<Request<Name>, NoInfer<Leaf>, Expression>;
}

const FAILURE = jsonata("$merge([$states.input, {'Failure': $states.errorOutput}])");

/**
 * A state that calls a service, in JSONata.
 *
 * @throws AslError for a JSONPath reference among the arguments
 * @example
 * jsonataTask("Train", {
 *   api: "sagemaker:createTrainingJob",
 *   pattern: "sync",
 *   arguments: { TrainingJobName: jsonata("'churn-' & $uuid()"), ... },
 * }, { assign: { model: jsonata("$states.result.ModelArtifacts.S3ModelArtifacts") } })
 */
export function jsonataTask<Name extends ApiName, Leaf = never>(
  name: string,
  call: JsonataCall<Name, Leaf>,
  options: JsonataTaskOptions = {},
): Fragment {
  const { timeoutSeconds, heartbeatSeconds, retry, catch: targets } = options;
  return fragmentOf(
    name,
    {
      Type: "Task",
      ...commonFields(options),
      Resource: `arn:aws:states:::${call.api}${patternSuffix(call.pattern ?? "requestResponse")}`,
      Arguments: rendered(call.arguments, "Arguments"),
      ...(timeoutSeconds === undefined ? {} : { TimeoutSeconds: timeOf(timeoutSeconds) }),
      ...(heartbeatSeconds === undefined ? {} : { HeartbeatSeconds: timeOf(heartbeatSeconds) }),
      ...(retry === undefined ? {} : { Retry: retry }),
      ...(targets === undefined ? {} : { Catch: targets.map(catcherOf) }),
    },
    true,
    targets?.map(({ target }) => target),
  );
}

/** A state that rearranges data or sets variables, in JSONata. */
export function jsonataPass(name: string, options: JsonataOptions): Fragment {
  return fragmentOf(name, { Type: "Pass", ...commonFields(options) }, true);
}

/** A condition and the fragment that it leads to. */
export interface JsonataBranch {
  when: Expression;
  then: Fragment;
  assign?: object;
}

/**
 * A state that branches, in JSONata.
 *
 * @example jsonataChoice("Good enough?", [{ when: jsonata("$states.input.Auc >= 0.9"), then: register }], { otherwise: stop })
 */
export function jsonataChoice(
  name: string,
  branches: JsonataBranch[],
  options: JsonataOptions & { otherwise?: Fragment } = {},
): Fragment {
  const { otherwise } = options;
  const rules = branches.map(({ when, then, assign }): ChoiceRule => ({
    Condition: when.rendered,
    ...(assign === undefined ? {} : { Assign: renderedObject(assign, "Assign") }),
    Next: then.startAt,
  }));
  return fragmentOf(
    name,
    {
      Type: "Choice",
      ...commonFields(options),
      Choices: rules,
      ...(otherwise === undefined ? {} : { Default: otherwise.startAt }),
    },
    false,
    [...branches.map(({ then }) => then), ...(otherwise === undefined ? [] : [otherwise])],
  );
}

function commonFields({ comment, output, assign }: JsonataOptions) {
  return {
    QueryLanguage: "JSONata" as const,
    ...(comment === undefined ? {} : { Comment: comment }),
    ...(assign === undefined ? {} : { Assign: renderedObject(assign, "Assign") }),
    ...(output === undefined ? {} : { Output: rendered(output, "Output") }),
  };
}

function catcherOf({ errors = ["States.ALL"], target, output = FAILURE, assign }: JsonataCatch): Catcher {
  return {
    ErrorEquals: errors,
    Output: rendered(output, "Catch.Output"),
    ...(assign === undefined ? {} : { Assign: renderedObject(assign, "Catch.Assign") }),
    Next: target.startAt,
  };
}

function timeOf(seconds: number | Expression): number | string {
  return seconds instanceof Expression ? seconds.rendered : seconds;
}

function rendered(value: unknown, at: string): Json {
  if (value instanceof Expression) return value.rendered;
  if (value instanceof Reference) {
    const message = `${value.expression} is a JSONPath reference; write an expression, jsonata("…"), in a JSONata state`;
    throw new AslError([{ path: at, message }]);
  }
  if (Array.isArray(value)) return value.map((item, index) => rendered(item, `${at}[${index}]`));
  return value !== null && typeof value === "object" ? renderedObject(value, at) : (value as Json);
}

function renderedObject(value: object, at: string): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, rendered(member, `${at}.${key}`)]),
  );
}
