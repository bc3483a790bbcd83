/** What a state runs in. */
import type { Json, JsonObject, State } from "../../asl/definition";
import type { Clock } from "./clock";
import type { View } from "./expression/view";
import type { StateFailure } from "./failures";
import type { History } from "./limits";
import type { Available, ExecutionOptions, OnTask, StateEvent } from "./options";
import type { Variables } from "./variables";

/** What all states of an execution share, those of its Distributed Maps' child executions included. */
export interface World extends Available {
  onTask: OnTask;
  onEvent(event: StateEvent): void;
  onMapRun?: ExecutionOptions["onMapRun"];
  clock: Clock;
  /** Ends everything because of an error that is nobody's state's: what a task threw that is no TaskFailure. */
  fail(fault: unknown): void;
}

/** What the states of one graph share: a state machine's, a branch's or an iteration's. */
export interface Frame {
  world: World;
  history: History;
  variables: Variables;
  /** The context object without what belongs to a single state. */
  context: JsonObject;
  signal: AbortSignal;
  /** Of the Map that the graph is an iteration of. */
  index?: number;
}

/** A state being run. */
export interface Visit {
  frame: Frame;
  name: string;
  /** Number of the event of its entering. */
  entered: number;
  /** As it came from the state before. */
  input: Json;
  context: JsonObject;
  /** Failures that were told of already. */
  told: WeakSet<StateFailure>;
}

/** How a state ended; without `next` it was the last. */
export interface Outcome {
  output: Json;
  next: string | undefined;
  /** What of the state led on: see {@link StateEvent.via}. */
  via: string;
}

/** Where a state leads that has one way on, or is the end of its graph. */
export function onward(next: string | undefined): Pick<Outcome, "next" | "via"> {
  return { next, via: next === undefined ? "End" : "Next" };
}

/** A state, ready to be run any number of times. */
export interface PreparedState {
  name: string;
  type: State["Type"];
  run(visit: Visit): Promise<Outcome>;
}

/** States, ready to be run. */
export interface PreparedGraph {
  startAt: string;
  states: ReadonlyMap<string, PreparedState>;
}

/** What an expression of a state sees. */
export function viewOf(visit: Visit, data: Json, more: { result?: Json; errorOutput?: Json } = {}): View {
  const { input, context, frame } = visit;
  return { data, states: { input, ...more }, context, variables: frame.variables };
}

/** Tells of something that happened to a state. */
export function tell(
  { world, index }: Frame,
  type: StateEvent["type"],
  state: string,
  stateType: State["Type"],
  more: Pick<StateEvent, "input" | "output" | "via" | "error" | "cause"> = {},
): void {
  world.onEvent({ ...{ type, state, stateType, ...(index !== undefined && { index }) }, ...more });
}

/** A failure as an event tells it. */
export function told({ error = "", reason = "" }: StateFailure): Pick<StateEvent, "error" | "cause"> {
  return { error, cause: reason };
}
