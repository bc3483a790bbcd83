/** What every command that talks to Step Functions starts from. */
import type { SFNClient } from "@aws-sdk/client-sfn";
import { stepFunctions } from "../aws/clients";
import type { ConnectionOptions } from "../aws/connection";
import { explained } from "../aws/failures";
import { regionOf } from "./executionReference";

/** The options that they share, as the command line has them. */
export interface ExecutionCommandOptions extends ConnectionOptions {
  stack?: string;
  json?: boolean;
}

/**
 * Does a command's work with a client for the region of what is named.
 *
 * @param reference a pipeline's or state machine's name, or an ARN
 * @throws UserError in place of what AWS answers, where the user can mend it
 */
export async function withStepFunctions<Result>(
  reference: string,
  options: ExecutionCommandOptions,
  work: (client: SFNClient, connection: ConnectionOptions) => Promise<Result>,
): Promise<Result> {
  const region = options.region ?? regionOf(reference);
  const connection: ConnectionOptions = {
    ...(options.profile !== undefined && { profile: options.profile }),
    ...(region !== undefined && { region }),
  };
  try {
    return await work(await stepFunctions(connection), connection);
  } catch (error) {
    throw explained(error, reference);
  }
}
