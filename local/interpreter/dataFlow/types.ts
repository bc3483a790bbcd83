/** The way of data through a state, the same for both query languages. */
import type { Json } from "../../../asl/definition";
import type { StateFailure } from "../failures";
import type { Visit } from "../visit";

/** A state's input and output fields, prepared. */
export interface DataFlow {
  /** The input after InputPath. */
  input(visit: Visit): Json;
  /**
   * What a Task or Parallel works on: Parameters or Arguments.
   *
   * @param input after InputPath
   */
  payload(visit: Visit, input: Json): Promise<Json>;
  /**
   * The state's output, with its variables assigned.
   *
   * @param input after InputPath
   * @param result of a state that has one
   */
  output(visit: Visit, input: Json, result?: Json): Promise<Json>;
}

/** A Catch's output fields, prepared: gives the output, with the variables assigned. */
export type CatchFlow = (visit: Visit, failure: StateFailure) => Promise<Json>;

/** The error output; what a failure has no name or cause for is an empty text. */
export function errorOutput({ error = "", reason = "" }: StateFailure): Json {
  return { Error: error, Cause: reason };
}
