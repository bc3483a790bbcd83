/** The definition of PipelineSequence. Pure: plain values in, a definition out. */
import type { JsonObject, Retrier, StateMachineDefinition } from "../asl/definition";
import { chain, define, type Fragment } from "../asl/fragment";
import { context, path } from "../asl/reference";
import { type CatchTarget, choice, parallel, pass, succeed, task } from "../asl/states";
import { notify, notifyFailure, type NotificationFacts } from "./notificationSteps";
import { soonAgain } from "./retries";

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
  soonAgain("StepFunctions.AWSStepFunctionsException", "StepFunctions.ExecutionLimitExceededException"),
];

/**
 * Stage after stage, the steps of a stage at the same time. When a step fails, the others of its stage run to their end: what
 * is stopped half-way cannot clear up after itself. Then the failure is told of once, and fails the execution with the error.
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
  const parts = stages.map((steps, index) => stage(steps, index + 1, waits, failed));
  const whole = parts.reduceRight((after, part) => chain(part, after), done);
  return define(whole, {
    comment: waits ? "Runs pipelines one after another" : "Starts pipelines",
    partition: facts.partition,
  });
}

function stage(steps: SequenceStep[], number: number, waits: boolean, failed: Fragment): Fragment {
  const [only, ...others] = steps;
  if (only !== undefined && others.length === 0) return run(only, waits, [{ target: failed }]);
  const branches = steps.map((step) =>
    run(step, waits, [{ target: pass(`${step.name} failed`), resultPath: "$.StepFailure" }]),
  );
  const together = parallel(`Stage ${number}`, branches, {
    resultSelector: { Failures: path("$[*].StepFailure") },
    resultPath: "$.Stage",
  });
  const first = pass(`Stage ${number} failed`, {
    parameters: { Error: path("$.Stage.Failures[0].Error"), Cause: path("$.Stage.Failures[0].Cause") },
    resultPath: "$.Failure",
  });
  const hasFailed = { Variable: "$.Stage.Failures[0]", IsPresent: true };
  return chain(
    together,
    choice(`Stage ${number} succeeded?`, [{ when: hasFailed, then: chain(first, failed) }], {
      otherwise: pass(`Stage ${number} ended`),
    }),
  );
}

function run({ name, stateMachineArn, input }: SequenceStep, waits: boolean, errors: CatchTarget[]): Fragment {
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
        Input: input === undefined ? context("Execution.Input") : { ...input, ...startedBy },
      },
    },
    { resultPath: null, retry: startRetry, catch: errors },
  );
}
