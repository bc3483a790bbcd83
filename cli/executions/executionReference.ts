/** Which execution a command means. */
import type { SFNClient } from "@aws-sdk/client-sfn";
import { UserError } from "../../local/userError";
import { findMachine, type MachineFilter } from "./machines";

const EXECUTION_ARN = /^arn:[^:]+:states:([a-z0-9-]+):\d{12}:execution:([^:]+):[^:]+$/;

/** The region in an execution's or state machine's ARN; undefined for other text. */
export function regionOf(reference: string): string | undefined {
  return /^arn:[^:]+:states:([a-z0-9-]+):\d{12}:/.exec(reference)?.[1];
}

/**
 * The ARN of the execution that is meant.
 *
 * @param reference its ARN, or a pipeline or state machine, whose latest execution it then is
 * @throws UserError when there is none
 */
export async function findExecution(client: SFNClient, reference: string, filter: MachineFilter): Promise<string> {
  if (EXECUTION_ARN.test(reference)) return reference;
  const { ListExecutionsCommand } = await import("@aws-sdk/client-sfn");
  const stateMachineArn = await findMachine(client, reference, filter);
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }));
  const [latest] = executions;
  if (latest?.executionArn !== undefined) return latest.executionArn;
  throw new UserError(`${reference} has not been executed yet.`, `Start it: mlpipe start ${reference} --watch`);
}
