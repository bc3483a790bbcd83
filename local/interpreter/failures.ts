/** How tasks fail, and the size limit that fails them. */
import type { Json } from "../../asl/definition";

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

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const DATA_LIMIT_BYTES = 262_144;

/** Like AWS's, this error can be neither retried nor caught by `States.ALL`. */
export class DataLimitExceeded extends TaskFailure {
  readonly isRetryable = false;
  readonly isCatchable = false;
  constructor(cause: string) {
    super("States.DataLimitExceeded", cause);
  }
}

/** @throws {DataLimitExceeded} when a task's parameters or result are beyond the limit */
export function limitSize(state: string, data: Json, what: "input" | "output"): void {
  if (!isTooLarge(data)) return;
  throw new DataLimitExceeded(
    what === "input"
      ? `The state/task '${state}' was given parameters with a size exceeding the maximum number of bytes service limit.`
      : `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

/** Whether data, as JSON in UTF-8, is beyond the limit. */
export function isTooLarge(data: Json): boolean {
  return Buffer.byteLength(JSON.stringify(data ?? null)) > DATA_LIMIT_BYTES;
}
