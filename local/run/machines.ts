/** The program's state machines. */
import type { StateMachineDefinition } from "../../asl/definition";
import type { ExecutionService } from "../../iam/executionPermissions";
import type { RegisteredResource } from "../program";

/** A state machine that can be run. */
export interface LocalMachine {
  arn: string;
  name: string;
  roleArn: string;
  definition: StateMachineDefinition;
  type: "STANDARD" | "EXPRESS";
  /** What it writes to beside its tasks. */
  services: ExecutionService[];
}

/** All that the program registers. */
export function machinesOf(resources: readonly RegisteredResource[]): RegisteredResource[] {
  return resources.filter(({ type }) => type === "aws:sfn/stateMachine:StateMachine");
}

/** The program's state machine of an ARN. */
export function machineOf(resources: readonly RegisteredResource[], arn: string): LocalMachine | undefined {
  const found = machinesOf(resources).find(({ state }) => state["arn"] === arn);
  if (!found) return undefined;
  const { state } = found;
  return {
    arn,
    name: String(state["name"]),
    roleArn: String(state["roleArn"]),
    definition: JSON.parse(String(state["definition"])) as StateMachineDefinition,
    type: state["type"] === "EXPRESS" ? "EXPRESS" : "STANDARD",
    services: servicesOf(found),
  };
}

function servicesOf({ state }: RegisteredResource): ExecutionService[] {
  const logging = state["loggingConfiguration"] as { level?: string } | undefined;
  const tracing = state["tracingConfiguration"] as { enabled?: boolean } | undefined;
  return [
    ...(logging?.level !== undefined && logging.level !== "OFF" ? (["logging"] as const) : []),
    ...(tracing?.enabled === true ? (["tracing"] as const) : []),
  ];
}
