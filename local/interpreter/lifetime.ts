/** How long work may go on. */
import { Stopped } from "./failures";

/** Work that ends with what it is part of, or before. */
export interface Lifetime {
  readonly signal: AbortSignal;
  /** Stops the work. */
  stop(): void;
  /** Lets go of what it is part of, when the work is over. */
  end(): void;
}

/** A lifetime within another. */
export function lifetimeWithin(parent: AbortSignal): Lifetime {
  const controller = new AbortController();
  const stop = () => controller.abort(new Stopped());
  if (parent.aborted) stop();
  parent.addEventListener("abort", stop, { once: true });
  return { signal: controller.signal, stop, end: () => parent.removeEventListener("abort", stop) };
}

/** @throws Stopped when the work is to end */
export function checkStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new Stopped();
}
