/** The child executions of a Distributed Map's map run. */
import { randomUUID } from "node:crypto";
import type { Json, JsonObject } from "../../../asl/definition";
import type { Execution } from "../options";
import type { Visit } from "../visit";

/** A child execution that has ended. */
export interface ChildExecution {
  name: string;
  arn: string;
  input: Json;
  execution: Execution;
  startDate: string;
  stopDate: string;
}

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

/** Names a new map run. */
export function nameMapRun({ frame }: Visit, label: string = randomUUID()): MapRunNames {
  const { Id = "", Name = "" } = frame.context["StateMachine"] as { Id?: string; Name?: string };
  const [id, stateMachineArn] = [randomUUID(), `${Id}/${label}`];
  return {
    id,
    stateMachineArn,
    stateMachineName: `${Name}/${label}`,
    mapRunArn: `${stateMachineArn.replace(":stateMachine:", ":mapRun:")}:${id}`,
    executionPrefix: stateMachineArn.replace(":stateMachine:", ":execution:"),
  };
}

/** A child execution as the results of a map run describe it: with its metadata. */
export function describeChild(
  { name, arn, input, execution, startDate, stopDate }: ChildExecution,
  names: MapRunNames,
): JsonObject {
  const { status, output, error, cause } = execution;
  const isOver = status === "SUCCEEDED";
  return {
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    ExecutionArn: arn,
    Input: JSON.stringify(input),
    InputDetails: { Included: true },
    Name: name,
    ...(output !== undefined && { Output: JSON.stringify(output), OutputDetails: { Included: true } }),
    RedriveCount: 0,
    RedriveStatus: isOver ? "NOT_REDRIVABLE" : "REDRIVABLE_BY_MAP_RUN",
    ...(isOver && { RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven" }),
    StartDate: startDate,
    StateMachineArn: names.stateMachineArn,
    Status: status,
    StopDate: stopDate,
  };
}
