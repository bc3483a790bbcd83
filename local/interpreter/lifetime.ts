/** How long work may go on. */
import { STOPPED } from "./failures";

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
  const stop = () => controller.abort(STOPPED);
  if (parent.aborted) stop();
  return { signal: controller.signal, stop, end: whenStopped(parent, stop) };
}

/** @throws STOPPED when the work is to end */
export function checkStopped(signal: AbortSignal): void {
  if (signal.aborted) throw STOPPED;
}

const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls a listener when the signal is aborted.
 *
 * The signal itself has one listener only: taking one of thousands from it takes time in proportion to their number.
 *
 * @returns takes the listener away
 */
export function whenStopped(signal: AbortSignal, listener: () => void): () => void {
  const known = listeners.get(signal) ?? listenTo(signal);
  known.add(listener);
  return () => known.delete(listener);
}

function listenTo(signal: AbortSignal): Set<() => void> {
  const added = new Set<() => void>();
  listeners.set(signal, added);
  signal.addEventListener("abort", () => [...added].forEach((listener) => listener()), { once: true });
  return added;
}
