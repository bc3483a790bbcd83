/** The roles that an execution can come to use. */
import type { Json } from "../../asl/definition";
import { requestOf } from "../../asl/parameterValue";
import { walkStates } from "../../asl/walk";
import { findFunction } from "../lambda/functions";
import type { RegisteredResource } from "../program";
import { machineOf, type LocalMachine } from "./machines";

/** The machine's own role, those that its tasks hand over, those of functions that they invoke and machines that they start. */
export function rolesOf(
  machine: LocalMachine,
  resources: readonly RegisteredResource[],
  seen = new Set<string>(),
): string[] {
  if (seen.has(machine.arn)) return [];
  seen.add(machine.arn);
  const roles = [machine.roleArn];
  for (const { state } of walkStates(machine.definition)) {
    if (state.Type !== "Task") continue;
    const texts = [...textsIn(requestOf(state)), { name: "FunctionName", text: state.Resource }];
    for (const { name, text } of texts) {
      if (name === "RoleArn" || name === "ExecutionRoleArn") roles.push(text);
      if (name === "FunctionName") roles.push(findFunction(resources, text)?.roleArn ?? "");
      const started = name === "StateMachineArn" ? machineOf(resources, text) : undefined;
      if (started) roles.push(...rolesOf(started, resources, seen));
    }
  }
  return [...new Set(roles)].filter((role) => role !== "");
}

/** Every text in a request with the name of its member. */
function* textsIn(value: Json, name = ""): Generator<{ name: string; text: string }> {
  if (typeof value === "string") yield { name, text: value };
  if (typeof value !== "object" || value === null) return;
  for (const [member, inner] of Object.entries(value)) yield* textsIn(inner, Array.isArray(value) ? name : member);
}
