/** The roles and functions that an execution can come to use. */
import type { Json } from "../../asl/definition";
import { requestOf } from "../../asl/parameterValue";
import { walkStates } from "../../asl/walk";
import { findFunction, type LocalFunction } from "../lambda/functions";
import type { RegisteredResource } from "../program";
import { machineOf, type LocalMachine } from "./machines";

/** What executions of a machine use beside it. */
export interface Used {
  /** The machine's own role, those that its tasks hand over, those of the functions, and of machines that they start. */
  roleArns: string[];
  /** Those that its tasks invoke, and those of machines that they start. */
  functions: LocalFunction[];
}

/** What executions of a machine can come to use. */
export function usedBy(machine: LocalMachine, resources: readonly RegisteredResource[]): Used {
  const roleArns = new Set<string>();
  const functions = new Map<string, LocalFunction>();
  const waiting = [machine];
  const seen = new Set<string>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next.arn)) continue;
    seen.add(next.arn);
    roleArns.add(next.roleArn);
    for (const { name, text } of taskTexts(next)) {
      if (name === "RoleArn" || name === "ExecutionRoleArn") roleArns.add(text);
      const invoked = name === "FunctionName" ? findFunction(resources, text) : undefined;
      if (invoked) {
        functions.set(invoked.arn, invoked);
        roleArns.add(invoked.roleArn);
      }
      const started = name === "StateMachineArn" ? machineOf(resources, text) : undefined;
      if (started) waiting.push(started);
    }
  }
  return { roleArns: [...roleArns].filter((role) => role !== ""), functions: [...functions.values()] };
}

/** Every text in a machine's tasks with the name of its member. */
function* taskTexts({ definition }: LocalMachine): Generator<{ name: string; text: string }> {
  for (const { state } of walkStates(definition)) {
    if (state.Type !== "Task") continue;
    yield* textsIn(requestOf(state));
    yield { name: "FunctionName", text: state.Resource };
  }
}

function* textsIn(value: Json, name = ""): Generator<{ name: string; text: string }> {
  if (typeof value === "string") yield { name, text: value };
  if (typeof value !== "object" || value === null) return;
  for (const [member, inner] of Object.entries(value)) yield* textsIn(inner, Array.isArray(value) ? name : member);
}
