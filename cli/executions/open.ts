/** `mlpipe open`: the page of an execution or a state machine in the AWS console. */
import { EXIT } from "../exitCodes";
import { type ExecutionCommandOptions, withStepFunctions } from "./commandSurroundings";
import { consoleLink } from "./consoleLink";
import { regionOf } from "./executionReference";
import { findMachine } from "./machines";

/** Prints the link, which terminals open: a command on a server has no browser. @returns the exit code */
export async function openCommand(reference: string, options: ExecutionCommandOptions): Promise<number> {
  const { stack } = options;
  const find = () =>
    withStepFunctions(reference, options, (client) =>
      findMachine(client, reference, stack === undefined ? {} : { stack }),
    );
  const arn = regionOf(reference) === undefined ? await find() : reference;
  const link = consoleLink(arn);
  process.stdout.write(options.json === true ? `${JSON.stringify({ arn, console: link })}\n` : `${link}\n`);
  return EXIT.done;
}
