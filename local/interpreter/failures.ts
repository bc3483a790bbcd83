/** How tasks and states fail. */

/** A task's failure as the definition sees it. */
export class TaskFailure extends Error {
  /**
   * @param error what `ErrorEquals` is compared with, for instance `SageMaker.AmazonSageMakerException`
   * @param cause text, often JSON
   */
  constructor(error: string, cause: string) {
    super(cause);
    this.name = error;
  }
}

/** A state's failure, which its Retry and Catch are asked about. */
export class StateFailure extends Error {
  override readonly name = "StateFailure";
  constructor(
    /** A Fail state may have none. */
    readonly error: string | undefined,
    readonly reason: string | undefined,
    /** A narrower name by which ErrorEquals may also call it. */
    readonly otherName?: string,
  ) {
    super(reason);
  }
}

/** What goes wrong in the evaluation of the definition; the cause tells where. */
export class EvaluationFailure extends StateFailure {}

/**
 * A failure with the place that Step Functions puts before what goes wrong in the definition itself, not in a task.
 *
 * @param entered number of the event of the state's entering
 */
export function placed(failure: StateFailure, state: string, entered: number): StateFailure {
  if (!(failure instanceof EvaluationFailure)) return failure;
  const place = `An error occurred while executing the state '${state}' (entered at the event id #${entered}).`;
  return new StateFailure(failure.error, `${place} ${failure.reason ?? ""}`);
}

/** `States.Runtime`: no Retry and no Catch takes it. */
export function runtimeFailure(reason: string): EvaluationFailure {
  return new EvaluationFailure("States.Runtime", reason);
}

/** `States.QueryEvaluationError`: what goes wrong in JSONata. */
export function queryFailure(reason: string): EvaluationFailure {
  return new EvaluationFailure("States.QueryEvaluationError", reason);
}

/** What work ends with that was stopped because nobody waits for it any more; nothing retries or catches it. */
class Stopped extends Error {
  override readonly name = "Stopped";
}

/** One for all: traces of the stack, of ten thousand iterations at once, would take longer than these do. */
export const STOPPED = new Stopped("the work was stopped");
