/** `mlpipe import`: the TypeScript for a definition that exists. */
import { existsSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { checkDefinition } from "../../asl/check/checkDefinition";
import type { StateMachineDefinition } from "../../asl/definition";
import { UserError } from "../../local/userError";
import { displayName, located, tryInput } from "../definitionInput";
import { EXIT } from "../exitCodes";
import { programCode } from "./programCode";

/** The command's options, as the command line has them. */
export interface ImportCommandOptions {
  /** The state machine's name; the file's when absent. */
  name?: string;
  /** The program's path; `-`, or none, for standard output. */
  output?: string;
}

/** The package as programs name it that are not in its own folders. */
const PACKAGE = "sagemaker-pipelines";

/** Pulumi puts a dash and seven characters behind it: https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
const MAX_NAME_LENGTH = 80 - 8;

/** @returns the exit code: 2 when the file cannot be read, 1 when the definition has errors, else 0 */
export async function importCommand(file: string, options: ImportCommandOptions): Promise<number> {
  const { output = "-" } = options;
  const name = nameOf(file, options.name);
  const input = await tryInput(file);
  if ("unreadable" in input) {
    process.stderr.write(`${located(file, input.unreadable)}\n`);
    return EXIT.wrongUse;
  }
  const wrong = [...input.duplicates, ...checkDefinition(input.definition)].filter(
    ({ severity }) => severity === "error",
  );
  for (const problem of wrong) {
    process.stderr.write(`${located(file, { ...problem, ...input.positionOf(problem.path) })}\n`);
  }
  if (wrong.length > 0) {
    process.stderr.write(`${displayName(file)}: not imported, as AWS refuses it\n`);
    return EXIT.failed;
  }
  const definition = input.definition as unknown as StateMachineDefinition;
  const from = file === "-" ? "standard input" : basename(file);
  const { text, literals } = programCode(definition, { name, from, root: rootFor(output) });
  write(output, text);
  if (literals.length > 0) {
    const states = literals.length === 1 ? "1 state stands" : `${literals.length} states stand`;
    process.stderr.write(`${states} as imported, since no builder gives the same: a comment at each says why.\n`);
  }
  return EXIT.done;
}

/** @throws UserError for a name that no state machine can have */
function nameOf(file: string, given: string | undefined): string {
  if (given === undefined) {
    const stem = basename(file).replace(/([.]asl)?[.][A-Za-z]+$/, "");
    const usable = stem.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
    return usable.slice(0, MAX_NAME_LENGTH) || "pipeline";
  }
  if (/^[A-Za-z0-9_-]+$/.test(given) && given.length <= MAX_NAME_LENGTH) return given;
  throw new UserError(
    `"${given}" cannot be a state machine's name.`,
    `Give --name up to ${MAX_NAME_LENGTH} letters, digits, dashes and underscores.`,
  );
}

/** How a program names this package's files: relative to it where it is inside the package's repository. */
function rootFor(output: string): string {
  const folder = output === "-" ? process.cwd() : dirname(resolve(output));
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "asl", "fragment.ts")) && existsSync(join(at, "components", "index.ts"))) {
      return relative(folder, at).split(sep).join("/") || ".";
    }
    if (dirname(at) === at) return PACKAGE;
  }
}

function write(output: string, text: string): void {
  if (output === "-") {
    process.stdout.write(text);
    return;
  }
  try {
    // What somebody has changed since the last import is not lost.
    writeFileSync(output, text, { flag: "wx" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST")
      throw new UserError(`${output} is there already.`, "Give --output another path, or remove it.");
    throw new UserError(`${output} cannot be written: ${message}`, "Give --output another path.");
  }
}
