/** What became of an execution's states, with the definition that it was started with. */
import type { DrawnStatus } from "../../asl/draw/drawnStatus";
import { type ExecutionCommandOptions, withStepFunctions } from "./commandSurroundings";
import { findExecution } from "./executionReference";
import { historyReader } from "./followHistory";
import { stateStatuses } from "./stateStatuses";

/** An execution as a picture shows it. */
export interface ShownExecution {
  /** Its state machine's. */
  name: string;
  /** The state machine's as it was when the execution started, as JSON. */
  definition: string;
  statuses: Record<string, DrawnStatus>;
}

/** @throws UserError when there is no such execution, or AWS refuses */
export async function executionStatuses(execution: string, options: ExecutionCommandOptions): Promise<ShownExecution> {
  return withStepFunctions(execution, options, async (client) => {
    const { DescribeStateMachineForExecutionCommand } = await import("@aws-sdk/client-sfn");
    const { stack } = options;
    const executionArn = await findExecution(client, execution, stack === undefined ? {} : { stack });
    const machine = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    const account = stateStatuses();
    for await (const events of historyReader(client, executionArn, false).read())
      events.forEach((event) => account.take(event));
    return { name: machine.name ?? execution, definition: machine.definition ?? "", statuses: account.statuses() };
  });
}
