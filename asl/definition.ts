/**
 * Amazon States Language documents as plain data.
 *
 * Source: the Amazon States Language specification (https://states-language.net/spec.html) and
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** The query language of a state machine or state; JSONPath when absent. */
export type QueryLanguage = "JSONPath" | "JSONata";

/** One entry of a state's `Retry`. Times are in seconds. */
export interface Retrier {
  ErrorEquals: string[];
  /** Wait before the first retry; 1 when absent. */
  IntervalSeconds?: number;
  /** Retries, not attempts; 3 when absent. */
  MaxAttempts?: number;
  /** Factor on the wait after each retry; 2 when absent. */
  BackoffRate?: number;
  /** Upper bound of the wait. */
  MaxDelaySeconds?: number;
  JitterStrategy?: "FULL" | "NONE";
  Comment?: string;
}

/** One entry of a state's `Catch`. */
export interface Catcher {
  ErrorEquals: string[];
  Next: string;
  /** Where the error object `{Error, Cause}` goes; `$` (replacing the input) when absent. */
  ResultPath?: string | null;
  Output?: Json;
  Assign?: JsonObject;
  Comment?: string;
}

interface CommonFields {
  Comment?: string;
  QueryLanguage?: QueryLanguage;
  InputPath?: string | null;
  OutputPath?: string | null;
  Assign?: JsonObject;
  Output?: Json;
}

interface Transition {
  Next?: string;
  End?: boolean;
}

/** A state that does work through a service integration. */
export interface TaskState extends CommonFields, Transition {
  Type: "Task";
  Resource: string;
  Parameters?: JsonObject;
  Arguments?: Json;
  ResultSelector?: JsonObject;
  ResultPath?: string | null;
  TimeoutSeconds?: number | string;
  TimeoutSecondsPath?: string;
  HeartbeatSeconds?: number | string;
  HeartbeatSecondsPath?: string;
  Credentials?: JsonObject;
  Retry?: Retrier[];
  Catch?: Catcher[];
}

/** A state that passes its input on, changed or not. */
export interface PassState extends CommonFields, Transition {
  Type: "Pass";
  Result?: Json;
  Parameters?: JsonObject;
  ResultPath?: string | null;
}

/** A rule of a Choice state; comparison operators are further keys. */
export interface ChoiceRule {
  Variable?: string;
  Condition?: string | boolean;
  And?: ChoiceRule[];
  Or?: ChoiceRule[];
  Not?: ChoiceRule;
  Next?: string;
  [operator: string]: Json | ChoiceRule | ChoiceRule[] | undefined;
}

/** A state that branches. */
export interface ChoiceState extends CommonFields {
  Type: "Choice";
  Choices: ChoiceRule[];
  Default?: string;
}

/** A state that waits for a time or until a time. */
export interface WaitState extends CommonFields, Transition {
  Type: "Wait";
  Seconds?: number | string;
  Timestamp?: string;
  SecondsPath?: string;
  TimestampPath?: string;
}

/** The end, well. */
export interface SucceedState extends CommonFields {
  Type: "Succeed";
}

/** The end, with an error. */
export interface FailState {
  Type: "Fail";
  Comment?: string;
  QueryLanguage?: QueryLanguage;
  Error?: string;
  ErrorPath?: string;
  Cause?: string;
  CausePath?: string;
}

/** Branches that run at the same time. */
export interface ParallelState extends CommonFields, Transition {
  Type: "Parallel";
  Branches: StateGraph[];
  Parameters?: JsonObject;
  Arguments?: Json;
  ResultSelector?: JsonObject;
  ResultPath?: string | null;
  Retry?: Retrier[];
  Catch?: Catcher[];
}

/** The states that a Map executes for each item. */
export interface MapProcessor extends StateGraph {
  ProcessorConfig?: { Mode?: "INLINE" | "DISTRIBUTED"; ExecutionType?: "STANDARD" | "EXPRESS" };
}

/** The same states for each item of an array. */
export interface MapState extends CommonFields, Transition {
  Type: "Map";
  ItemProcessor?: MapProcessor;
  /** The older name of ItemProcessor. */
  Iterator?: MapProcessor;
  Items?: Json;
  ItemsPath?: string;
  ItemSelector?: JsonObject;
  Parameters?: JsonObject;
  ItemReader?: JsonObject;
  ItemBatcher?: JsonObject;
  ResultWriter?: JsonObject;
  MaxConcurrency?: number | string;
  MaxConcurrencyPath?: string;
  ToleratedFailureCount?: number | string;
  ToleratedFailureCountPath?: string;
  ToleratedFailurePercentage?: number | string;
  ToleratedFailurePercentagePath?: string;
  Label?: string;
  ResultSelector?: JsonObject;
  ResultPath?: string | null;
  Retry?: Retrier[];
  Catch?: Catcher[];
}

/** Any state. */
export type State =
  TaskState | PassState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState;

/** States and where they start: a state machine's body, a Parallel's branch, a Map's processor. */
export interface StateGraph {
  StartAt: string;
  States: Record<string, State>;
}

/** A state machine definition. */
export interface StateMachineDefinition extends StateGraph {
  Comment?: string;
  QueryLanguage?: QueryLanguage;
  TimeoutSeconds?: number;
  Version?: string;
}
