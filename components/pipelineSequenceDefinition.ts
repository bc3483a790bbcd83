/** The definition of PipelineSequence. Pure: plain values in, a definition out. */
import type { JsonObject, Retrier, StateMachineDefinition } from "../asl/definition";
import { chain, define, type Fragment } from "../asl/fragment";
import { context, path } from "../asl/reference";
import { type CatchTarget, parallel, succeed, task } from "../asl/states";
import { notify, notifyFailure, type NotificationFacts } from "./notificationSteps";

/** A state machine to run. */
export interface SequenceStep {
  /** Name of its state, and of its output in the sequence's. */
  name: string;
  stateMachineArn: string;
  /** Its input; that of the sequence when absent. */
  input?: JsonObject;
}

/** Step Functions' own failures and throttling: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
const startRetry: Retrier[] = [
  {
    ErrorEquals: ["StepFunctions.AWSStepFunctionsException", "StepFunctions.ExecutionLimitExceededException"],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: 4,
    MaxDelaySeconds: 30,
    JitterStrategy: "FULL",
  },
];

/**
 * Stage after stage, the steps of a stage at the same time. A step that fails is told of once, stops the others of its stage
 * and fails the execution with its error.
 *
 * @param waits whether a stage begins when the one before has ended; else the executions are started only
 */
export function pipelineSequenceDefinition(
  facts: NotificationFacts,
  stages: SequenceStep[][],
  waits: boolean,
): StateMachineDefinition {
  const failed = notifyFailure(facts);
  const done = notify(
    facts,
    { state: "NotifySuccess", status: waits ? "succeeded" : "was started" },
    succeed(waits ? "All pipelines succeeded" : "All pipelines started"),
  );
  const parts = stages.map((steps, index) => stage(steps, index + 1, waits, [{ target: failed }]));
  const whole = parts.reduceRight((after, part) => chain(part, after), done);
  return define(whole, {
    comment: waits ? "Runs pipelines one after another" : "Starts pipelines",
    partition: facts.partition,
  });
}

function stage(steps: SequenceStep[], number: number, waits: boolean, errors: CatchTarget[]): Fragment {
  const [only, ...others] = steps;
  if (only !== undefined && others.length === 0) return run(only, waits, errors);
  const branches = steps.map((step) => run(step, waits));
  // What a stage leaves is not handed on: each step's input is its own, or the sequence's.
  return parallel(`Stage ${number}`, branches, { resultPath: null, catch: errors });
}

function run({ name, stateMachineArn, input }: SequenceStep, waits: boolean, errors?: CatchTarget[]): Fragment {
  const startedBy = { AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: context("Execution.Id") };
  return task(
    name,
    {
      api: "states:startExecution",
      ...(waits && { pattern: "sync:2" as const }),
      parameters: {
        StateMachineArn: stateMachineArn,
        // With its parent's ARN the console links the two:
        // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html
        Input: input === undefined ? path("$") : { ...input, ...startedBy },
      },
    },
    { resultPath: null, retry: startRetry, ...(errors && { catch: errors }) },
  );
}
