/** Step Functions' quotas: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
import type { Json } from "../../asl/definition";
import { StateFailure } from "./failures";

/** Of a state's or execution's input or output, as JSON in UTF-8. */
export const DATA_LIMIT_BYTES = 262_144;

/** Events in the history of a Standard execution. */
const HISTORY_LIMIT_EVENTS = 25_000;

/** Of an Express execution. */
export const EXPRESS_LIMIT_SECONDS = 300;

/** Of a Wait: about 68 years, of which only a timestamp can ask for more. */
export const LONGEST_DELAY_SECONDS = 2 ** 31 - 1;

/** Of a TimeoutSeconds. */
export const LONGEST_SECONDS = 99_999_999;

/** Bytes of a value as JSON. */
export function sizeOf(data: Json): number {
  return Buffer.byteLength(JSON.stringify(data));
}

/**
 * @param what names the state or task
 * @throws StateFailure `States.DataLimitExceeded`
 */
export function limitSize(state: string, data: Json, what: "parameters" | "result"): void {
  if (isSmall(data) || sizeOf(data) <= DATA_LIMIT_BYTES) return;
  const told = what === "parameters" ? "was given parameters" : "returned a result";
  throw new StateFailure(
    "States.DataLimitExceeded",
    `The state/task '${state}' ${told} with a size exceeding the maximum number of bytes service limit.`,
  );
}

function isSmall(data: Json): boolean {
  return data === null || typeof data === "boolean" || typeof data === "number";
}

/** Counts the events that an execution's history would hold. */
export class History {
  private events = 0;

  /** @param type Express executions have no such limit. */
  constructor(private readonly type: "STANDARD" | "EXPRESS") {}

  /**
   * @returns the number of the last of these events
   * @throws StateFailure `States.Runtime` when the history is full
   */
  add(count: number): number {
    this.events += count;
    if (this.type === "STANDARD" && this.events > HISTORY_LIMIT_EVENTS) {
      const reason = `The execution reached the maximum number of history events (${HISTORY_LIMIT_EVENTS}).`;
      throw new StateFailure("States.Runtime", reason);
    }
    return this.events;
  }
}
