/** Builders of the eight kinds of state. Each gives a fragment; `chain` joins them, `define` makes the definition. */
import type { ApiName, PatternOf, Request } from "./catalogue/requests";
import type { Catcher, ChoiceRule, Json, MapState, Retrier, TaskState } from "./definition";
import { close, type Fragment, fragmentOf } from "./fragment";
import { Reference } from "./reference";
import { patternSuffix } from "./resource";
import { renderTemplate, type Template } from "./template";

/** Where errors go: which, to what fragment, and where in the input the error object is put. */
export interface CatchTarget {
  /** `States.ALL` by default. */
  errors?: string[];
  target: Fragment;
  /** JSONPath at which `{Error, Cause}` is added to the input, or `null` to drop it; `$.Failure` by default. */
  resultPath?: string | null;
}

/** What is done when a state fails. */
export interface ErrorHandling {
  retry?: Retrier[];
  catch?: CatchTarget[];
}

/** What becomes of a state's result. */
export interface ResultHandling {
  /** What of the result is kept; leaves may be references into the result. */
  resultSelector?: object;
  /** Where in the input the result goes: a JSONPath, or `null` to drop it. The whole input is replaced when absent. */
  resultPath?: string | null;
  /** Variables for the states that follow; leaves may be references into the result. */
  assign?: object;
}

/** A Task state's settings beside its call. Times are in seconds. */
export interface TaskOptions extends ErrorHandling, ResultHandling {
  comment?: string;
  timeoutSeconds?: number;
  heartbeatSeconds?: number;
}

/** The call that a Task state makes. */
export interface TaskCall<Name extends ApiName, Leaf = never> {
  /** `sagemaker:createTrainingJob`. */
  api: Name;
  /** How Step Functions waits; `requestResponse` (not at all) by default. What an API does not offer does not compile. */
  pattern?: PatternOf<NoInfer<Name>>;
  // NoInfer: else the parameters themselves would be taken for a leaf, and every mistake in them would compile.
  parameters: Template<Request<Name>, NoInfer<Leaf>>;
}

/** `Retry` and `Catch` of a state. */
export function errorFields({ retry, catch: targets }: ErrorHandling): { Retry?: Retrier[]; Catch?: Catcher[] } {
  return {
    ...(retry === undefined ? {} : { Retry: retry }),
    ...(targets === undefined
      ? {}
      : {
          Catch: targets.map(({ errors = ["States.ALL"], target, resultPath = "$.Failure" }) => ({
            ErrorEquals: errors,
            ResultPath: resultPath,
            Next: target.startAt,
          })),
        }),
  };
}

/** `ResultSelector`, `ResultPath` and `Assign` of a state. */
export function resultFields({ resultSelector, resultPath, assign }: ResultHandling) {
  return {
    ...(assign === undefined ? {} : { Assign: renderTemplate(assign, "Assign") }),
    ...(resultSelector === undefined ? {} : { ResultSelector: renderTemplate(resultSelector, "ResultSelector") }),
    ...(resultPath === undefined ? {} : { ResultPath: resultPath }),
  };
}

/** The fragments to which errors lead. */
export const targetsOf = (handling: ErrorHandling) => handling.catch?.map(({ target }) => target);
const commentOf = ({ comment }: { comment?: string }) => (comment === undefined ? {} : { Comment: comment });

/**
 * A state that calls a service.
 *
 * @example
 * task("Train model", {
 *   api: "sagemaker:createTrainingJob",
 *   pattern: "sync",
 *   parameters: { TrainingJobName: format("churn-{}", uniqueSuffix()), ... },
 * }, { resultPath: "$.Training" })
 */
export function task<Name extends ApiName, Leaf = never>(
  name: string,
  call: TaskCall<Name, Leaf>,
  options: TaskOptions = {},
): Fragment {
  const state: TaskState = {
    Type: "Task",
    ...commentOf(options),
    Resource: `arn:aws:states:::${call.api}${patternSuffix(call.pattern ?? "requestResponse")}`,
    Parameters: renderTemplate(call.parameters as object),
    ...(options.timeoutSeconds === undefined ? {} : { TimeoutSeconds: options.timeoutSeconds }),
    ...(options.heartbeatSeconds === undefined ? {} : { HeartbeatSeconds: options.heartbeatSeconds }),
    ...resultFields(options),
    ...errorFields(options),
  };
  return fragmentOf(name, state, true, targetsOf(options));
}

/** A state that adds or rearranges data: `result` for literals, `parameters` for a template. */
export function pass(
  name: string,
  options: { comment?: string; result?: Json; parameters?: object; resultPath?: string | null } = {},
): Fragment {
  const { result, parameters, resultPath } = options;
  return fragmentOf(
    name,
    {
      Type: "Pass",
      ...commentOf(options),
      ...(result === undefined ? {} : { Result: result }),
      ...(parameters === undefined ? {} : { Parameters: renderTemplate(parameters) }),
      ...(resultPath === undefined ? {} : { ResultPath: resultPath }),
    },
    true,
  );
}

/** A rule of a choice, without its target, and the fragment that it leads to. */
export interface Branch {
  when: Omit<ChoiceRule, "Next">;
  then: Fragment;
}

/**
 * A state that branches on its input. Open ends of all branches go on to what is chained behind the choice.
 *
 * @example choice("Good enough?", [{ when: { Variable: "$.Auc", NumericGreaterThanEquals: 0.9 }, then: register }], { otherwise: stop })
 */
export function choice(
  name: string,
  branches: Branch[],
  options: { comment?: string; otherwise?: Fragment } = {},
): Fragment {
  const { otherwise } = options;
  return fragmentOf(
    name,
    {
      Type: "Choice",
      ...commentOf(options),
      Choices: branches.map(({ when, then }) => ({ ...when, Next: then.startAt })),
      ...(otherwise === undefined ? {} : { Default: otherwise.startAt }),
    },
    false,
    [...branches.map(({ then }) => then), ...(otherwise === undefined ? [] : [otherwise])],
  );
}

/** A state that waits: `until` is seconds, an ISO 8601 time, or a reference to either. */
export function wait(
  name: string,
  until: { seconds: number | Reference } | { timestamp: string | Reference },
  options: { comment?: string } = {},
): Fragment {
  const [key, value] =
    "seconds" in until ? (["Seconds", until.seconds] as const) : (["Timestamp", until.timestamp] as const);
  const field = value instanceof Reference ? { [`${key}Path`]: value.expression } : { [key]: value };
  return fragmentOf(name, { Type: "Wait", ...commentOf(options), ...field }, true);
}

/** The execution's successful end. */
export function succeed(name: string, options: { comment?: string } = {}): Fragment {
  return fragmentOf(name, { Type: "Succeed", ...commentOf(options) }, false);
}

/** The execution's failed end. A reference takes the text from the input: the caught error's, say. */
export function fail(
  name: string,
  reason: { error: string | Reference; cause?: string | Reference; comment?: string },
): Fragment {
  const { error, cause } = reason;
  return fragmentOf(
    name,
    {
      Type: "Fail",
      ...commentOf(reason),
      ...(error instanceof Reference ? { ErrorPath: error.expression } : { Error: error }),
      ...(cause === undefined ? {} : cause instanceof Reference ? { CausePath: cause.expression } : { Cause: cause }),
    },
    false,
  );
}

/** Branches at the same time; the result is the array of their results. */
export function parallel(
  name: string,
  branches: Fragment[],
  options: ErrorHandling & ResultHandling & { comment?: string; parameters?: object } = {},
): Fragment {
  return fragmentOf(
    name,
    {
      Type: "Parallel",
      ...commentOf(options),
      Branches: branches.map(close),
      ...(options.parameters === undefined ? {} : { Parameters: renderTemplate(options.parameters) }),
      ...resultFields(options),
      ...errorFields(options),
    },
    true,
    targetsOf(options),
  );
}

/** The same fragment for every item of an array; the result is the array of results. */
export function map(
  name: string,
  processor: Fragment,
  options: ErrorHandling &
    ResultHandling & {
      comment?: string;
      /** JSONPath of the array; the whole input by default. */
      itemsPath?: string;
      itemSelector?: object;
      /** Items at a time; 0, the default, sets no limit (AWS runs about 40). */
      maxConcurrency?: number;
    } = {},
): Fragment {
  const { itemsPath, itemSelector, maxConcurrency } = options;
  const state: MapState = {
    Type: "Map",
    ...commentOf(options),
    ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...close(processor) },
    ...(itemsPath === undefined ? {} : { ItemsPath: itemsPath }),
    ...(itemSelector === undefined ? {} : { ItemSelector: renderTemplate(itemSelector, "ItemSelector") }),
    ...(maxConcurrency === undefined ? {} : { MaxConcurrency: maxConcurrency }),
    ...resultFields(options),
    ...errorFields(options),
  };
  return fragmentOf(name, state, true, targetsOf(options));
}
