/** What a Distributed Map's map run is called. */
import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../asl/definition";

/** Names around a map run. */
export interface MapRunNames {
  mapRunArn: string;
  /** The map run's own part of its ARN. */
  id: string;
  /** Of the children's executions, without their names. */
  executionPrefix: string;
  /** As the children see it. */
  stateMachineArn: string;
  stateMachineName: string;
}

/**
 * Names a new map run.
 *
 * @param context `$$` of the execution
 */
export function nameMapRun(context: JsonObject, label: string = randomUUID()): MapRunNames {
  const { Id = "", Name = "" } = context["StateMachine"] as { Id?: string; Name?: string };
  const [id, stateMachineArn] = [randomUUID(), `${Id}/${label}`];
  return {
    id,
    stateMachineArn,
    stateMachineName: `${Name}/${label}`,
    mapRunArn: `${stateMachineArn.replace(":stateMachine:", ":mapRun:")}:${id}`,
    executionPrefix: stateMachineArn.replace(":stateMachine:", ":execution:"),
  };
}
