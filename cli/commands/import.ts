/** The command line of `mlpipe import`. */
import type { Command } from "commander";
import type { ImportCommandOptions } from "../import/importCommand";
import { FILE_ARGUMENT } from "./options";

const HELP = `
Prints a Pulumi program that makes a StateMachine with the definition, written with this package's builders. What it
evaluates to is the imported definition, member by member; a state that no builder gives stands as it is, with a comment that says
why. For \${Placeholders} the program reads the stack's config.

Examples:
  $ mlpipe import churn.asl.json -o churn.ts
  $ mlpipe import template.asl.yaml --name churn
  $ aws stepfunctions describe-state-machine --state-machine-arn ARN | mlpipe import - --name churn -o churn.ts

docs/moving.md has how to get the definition out of CDK, the Data Science SDK and the console.

Exit codes:
  0    done
  1    the definition has errors: the messages say where
  2    wrong usage, a file that is not there, is neither JSON nor YAML, or holds no definition; or the output is there already
`;

/** Adds `import` to the program. */
export function addImportCommand(program: Command): void {
  program
    .command("import")
    .description("print the TypeScript for an existing definition")
    .argument("<file>", FILE_ARGUMENT)
    .option("--name <name>", "the state machine's name (default: the file's)")
    .option("-o, --output <out.ts>", "write the program into this file (default: standard output)")
    .addHelpText("after", HELP)
    .action(async (file: string, options: ImportCommandOptions) => {
      const { importCommand } = await import("../import/importCommand.js");
      process.exitCode = await importCommand(file, options);
    });
}
