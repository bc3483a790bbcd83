/** `mlpipe start`: starts an execution, and follows it where that is asked for. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { UserError } from "../../local/userError";
import { EXIT } from "../exitCodes";
import { type ExecutionCommandOptions, withStepFunctions } from "./commandSurroundings";
import { findMachine } from "./machines";
import { followExecution } from "./watch";

/** The command's options, as the command line has them. */
export interface StartCommandOptions extends ExecutionCommandOptions {
  /** A file's path, or `-`. */
  input?: string;
  name?: string;
  watch?: boolean;
}

/** The most that an execution takes: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MAX_INPUT_BYTES = 262_144;

/** @returns the exit code: 0 when it was started, or with `watch` that of the execution */
export async function startCommand(
  pipeline: string,
  options: StartCommandOptions,
  signal: AbortSignal,
): Promise<number> {
  const input = options.input === undefined ? "{}" : checkedInput(options.input);
  return withStepFunctions(pipeline, options, async (client, connection) => {
    const { StartExecutionCommand } = await import("@aws-sdk/client-sfn");
    // With a name, a call that is sent again because its answer was lost starts nothing twice.
    const { stack, name = randomUUID() } = options;
    const stateMachineArn = await findMachine(client, pipeline, stack === undefined ? {} : { stack });
    const { executionArn = "", startDate } = await client.send(
      new StartExecutionCommand({ stateMachineArn, input, name }),
    );
    if (options.watch === true) return followExecution(executionArn, client, { ...options, ...connection }, signal);
    if (options.json === true) process.stdout.write(`${JSON.stringify({ executionArn, startDate })}\n`);
    else process.stdout.write(`Started ${executionArn}\nFollow it: mlpipe watch ${executionArn}\n`);
    return EXIT.done;
  });
}

/** @throws UserError when it is no JSON, or too much of it */
function checkedInput(file: string): string {
  const from = file === "-" ? "standard input" : file;
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new UserError(`The input ${from} cannot be read: ${(error as Error).message}.`, "Name a file with JSON.");
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw new UserError(`The input ${from} is no JSON: ${(error as Error).message}.`, "Correct it, and start again.");
  }
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_INPUT_BYTES) return text;
  throw new UserError(
    `The input ${from} has ${bytes} bytes; an execution takes at most ${MAX_INPUT_BYTES}.`,
    "Put the data into S3, and give the execution its place.",
  );
}
