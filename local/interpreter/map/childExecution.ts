/** The child executions of a Distributed Map's map run. */
import type { Json, JsonObject } from "../../../asl/definition";
import type { Execution } from "../options";
import type { MapRunNames } from "./mapRunNames";

/** A child execution that has ended. */
export interface ChildExecution {
  name: string;
  arn: string;
  input: Json;
  execution: Execution;
  startDate: string;
  stopDate: string;
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
