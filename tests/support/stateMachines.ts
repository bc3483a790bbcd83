/** State machines written short, and run in a time that does not have to be waited for. */
import type { Json, StateMachineDefinition } from "../../asl/definition";
import { execute, type Execution, type ExecutionOptions } from "../../local/interpreter";
import { virtualClock } from "./virtualClock";

/** States by name; the first is the start. */
export type States = Record<string, object>;

/** A state machine, a branch or a processor. */
export function machine(states: States, more: object = {}): StateMachineDefinition {
  return { StartAt: Object.keys(states)[0], States: states, ...more } as unknown as StateMachineDefinition;
}

/** The end of a state. */
export const end = { End: true };

/** A Task that ends its machine. */
export function task(more: object = {}) {
  return { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", ...end, ...more };
}

/** What executions know of themselves. */
export const context: ExecutionOptions["context"] = {
  Execution: {
    Id: "arn:aws:states:us-east-1:123456789012:execution:m:0c6e4b3c-8d1e-4a59-9d1b-0d1d35cf2a5b",
    Name: "0c6e4b3c-8d1e-4a59-9d1b-0d1d35cf2a5b",
    RoleArn: "arn:aws:iam::123456789012:role/m",
    RedriveCount: 0,
  },
  StateMachine: { Id: "arn:aws:states:us-east-1:123456789012:stateMachine:m", Name: "m" },
};

/** Runs states. Tasks answer with what they were given, unless `onTask` says otherwise. */
export function run(
  states: States,
  options: Partial<ExecutionOptions> & { input?: Json; machine?: object } = {},
): Promise<Execution> {
  const { input = {}, machine: more, ...given } = options;
  return execute(machine(states, more), input, {
    ...{ context, clock: virtualClock(), onTask: async (_name, _state, parameters) => parameters },
    ...given,
  });
}

/** Runs one state of the given fields. */
export function runState(state: object, input: Json, more: Partial<ExecutionOptions> = {}): Promise<Execution> {
  return run({ A: { ...end, ...state } }, { input, ...more });
}
