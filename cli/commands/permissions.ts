/** The command line of `mlpipe permissions`. */
import type { Command } from "commander";
import type { PermissionsCommandOptions } from "../permissions";
import { account, matching, partition, region, roleArn } from "./environmentOptions";
import { FILE_ARGUMENT, repeatable } from "./options";

const HELP = `
Derives the least permissions of the state machine's role from its definition, and writes the policy to standard output;
what had to stay wide, and why, goes to standard error. Logging and tracing are not part of a definition: their permissions
are not in the policy.

Examples:
  $ mlpipe permissions pipeline.asl.json --account 123456789012 --region eu-west-1 > policy.json
  $ mlpipe permissions pipeline.yaml --account 123456789012 --region cn-north-1      ARNs begin with arn:aws-cn
  $ mlpipe permissions pipeline.asl.json --account 123456789012 --region eu-west-1 \\
      --role arn:aws:iam::123456789012:role/training           may be passed where a role comes from the input

A policy over IAM's quota of 6,144 characters is printed as several documents, one after the other.
With --json, one object on standard output: {"policies": [document], "notes": [{"path", "resource", "reason"}]}, and
when permissions cannot be derived "errors": [{"path", "message", "line", "column"}].

Exit codes:
  0    the policy is printed
  1    permissions cannot be derived: each state that keeps them from it is named
  2    wrong usage, or a file that is not there, is neither JSON nor YAML, or holds no definition
`;

const machineName = matching(
  /^[\w.-]{1,80}\*?$/,
  "It must be a state machine's name, or how it begins with a * at the end: churn-*.",
);

/** Adds `permissions` to the program. */
export function addPermissionsCommand(program: Command): void {
  program
    .command("permissions")
    .description("print the least-privilege policy of a definition's role")
    .argument("<file>", FILE_ARGUMENT)
    .requiredOption("--account <id>", "the AWS account, twelve digits", account)
    .requiredOption("--region <code>", "the AWS region: eu-west-1", region)
    .option("--partition <name>", "the AWS partition (default: the region's)", partition)
    .option(
      "--role <arn>",
      "a role that may be passed where its ARN comes from the input; may be given more than once",
      (text: string, before: string[] | undefined) => repeatable(roleArn(text), before),
    )
    .option(
      "--name <name>",
      "the state machine's name, which a Distributed Map starts again; may end in *",
      machineName,
    )
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP)
    .action(async (file: string, options: PermissionsCommandOptions) => {
      const { permissionsCommand } = await import("../permissions.js");
      process.exitCode = await permissionsCommand(file, options);
    });
}
