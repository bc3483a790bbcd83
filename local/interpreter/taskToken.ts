/** The token of one attempt of a `.waitForTaskToken` state. */
import type { Json } from "../../asl/definition";
import type { Callbacks } from "./callbacks";
import type { StateFailure } from "./failures";

/** A token that is open until it is closed or sent back. */
export class TaskToken {
  readonly text: string;
  /** What was sent back. */
  readonly answer: Promise<Json>;
  private onHeartbeat = () => {};

  constructor(private readonly callbacks: Callbacks) {
    const { promise, resolve, reject } = withResolvers();
    this.text = callbacks.open({
      onSuccess: resolve,
      onFailure: reject,
      onHeartbeat: () => this.onHeartbeat(),
    });
    this.answer = promise;
    // The task may be over, so that nobody waits for the answer.
    promise.catch(() => {});
  }

  /** Calls the listener at every heartbeat. */
  watchHeartbeats(listener: () => void): void {
    this.onHeartbeat = listener;
  }

  close(): void {
    this.callbacks.close(this.text);
  }
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers() {
  let resolve!: (output: Json) => void;
  let reject!: (failure: StateFailure) => void;
  const promise = new Promise<Json>((onSuccess, onFailure) => {
    resolve = onSuccess;
    reject = onFailure;
  });
  return { promise, resolve, reject };
}
