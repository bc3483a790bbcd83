/**
 * Task tokens: a `.waitForTaskToken` state goes on when somebody sends its token back.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
import { randomBytes } from "node:crypto";
import type { Json } from "../../asl/definition";
import { StateFailure } from "./failures";
import { asJson } from "./json";

/** What happens to a token that is waited for. */
export interface TokenListener {
  onSuccess(output: Json): void;
  onFailure(failure: StateFailure): void;
  onHeartbeat(): void;
}

/** A token that nobody waits for: never given, or its task is over. */
export class TaskTimedOut extends Error {
  override readonly name = "TaskTimedOut";
}

/**
 * The tokens of any number of executions, and the calls that send them back.
 *
 * @example
 * const callbacks = new Callbacks();
 * void execute(definition, {}, { context, callbacks, onTask: async (_name, _state, _parameters, _signal, token) => queue.push(token) });
 * callbacks.sendTaskSuccess(queue[0], { approved: true });
 */
export class Callbacks {
  private readonly waiting = new Map<string, TokenListener>();

  /** A new token. */
  open(listener: TokenListener): string {
    const token = randomBytes(96).toString("base64url");
    this.waiting.set(token, listener);
    return token;
  }

  /** Ends a token whose task is over. */
  close(token: string): void {
    this.waiting.delete(token);
  }

  /** @throws TaskTimedOut */
  sendTaskSuccess(token: string, output: Json): void {
    this.listener(token).onSuccess(asJson(output));
    this.close(token);
  }

  /** @throws TaskTimedOut */
  sendTaskFailure(token: string, { error, cause }: { error?: string; cause?: string } = {}): void {
    this.listener(token).onFailure(new StateFailure(error, cause));
    this.close(token);
  }

  /** Starts the time of HeartbeatSeconds anew. @throws TaskTimedOut */
  sendTaskHeartbeat(token: string): void {
    this.listener(token).onHeartbeat();
  }

  private listener(token: string): TokenListener {
    const listener = this.waiting.get(token);
    if (!listener) throw new TaskTimedOut("Task Timed Out: 'Provided task does not exist anymore'");
    return listener;
  }
}
