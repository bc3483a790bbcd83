/** The command line of `mlpipe audit`. */
import { type Command, Option } from "commander";
import type { AuditCommandOptions } from "../audit";
import { account, partition, region, roleArn } from "./environmentOptions";
import { repeatable } from "./options";

const HELP = `
Finds what IAM policy documents give away: wildcards for actions and for resources that could be named, roles that may be
passed to anybody, ways to more permissions, trust in everybody, public resources, and the text that Pulumi leaves in
place of an Output. Which actions can be held to resources is AWS's service authorization reference.

Examples:
  $ mlpipe audit policy.json
  $ mlpipe audit trust.json --account 123456789012              trust in this account is no finding
  $ mlpipe audit policies/*.json --strict                       warnings fail too
  $ aws iam get-role-policy --role-name churn --policy-name jobs --query PolicyDocument | mlpipe audit -
  $ mlpipe audit inline.json managed.json --definition pipeline.asl.json --account 123456789012 --region eu-west-1

A document is an object with "Statement", a list of statements, or one statement. With --definition the documents are
taken for all that one role has; what the definition needs and they lack, and what they have and it does not need, is
listed by state. Permissions for logging and tracing may be there or not.

With --json, one object on standard output:
  {"files": [{"file", "kind", "findings": [{"code", "severity", "path", "subject", "line", "column", "message", "remedy",
                                            "source"}],
              "counts": {"errors", "warnings"}}],
   "counts": {"errors", "warnings", "unreadable"}}
With --definition also "together", findings of the documents as one, "lacking": [{"states", "action", "resource", "reason"}]
and "excess", in which each entry has "path" too: paths begin with the file's place in the list. A file that cannot be read
has "error": {"code", "message", "remedy", "line", "column"} in place of "findings".

Exit codes:
  0    no error, and with --definition no difference (with --strict: no warning either)
  1    an error or a difference was found
  2    wrong usage, a file that is not there or is not what it should be, or a definition whose permissions cannot be derived
`;

/** Adds `audit` to the program. */
export function addAuditCommand(program: Command): void {
  program
    .command("audit")
    .description("find what IAM policy documents give away, and how they differ from what a definition needs")
    .argument("<file...>", "an IAM policy document, JSON; - for standard input")
    .option("--json", "print one JSON object")
    .addOption(
      new Option("--kind <kind>", "what the documents are for (default: as they look)").choices([
        "identity",
        "trust",
        "resource",
      ]),
    )
    .option("--strict", "warnings count as errors in the exit code")
    .option(
      "--definition <file>",
      "a state machine's definition that the documents are to fit; needs --account, --region",
    )
    .option("--account <id>", "the AWS account, twelve digits", account)
    .option("--region <code>", "the AWS region: eu-west-1", region)
    .option("--partition <name>", "the AWS partition (default: the region's)", partition)
    .option(
      "--role <arn>",
      "a role that may be passed where its ARN comes from the definition's input; may be given more than once",
      (text: string, before: string[] | undefined) => repeatable(roleArn(text), before),
    )
    .addHelpText("after", HELP)
    .action(async (files: string[], options: AuditCommandOptions) => {
      const { auditCommand } = await import("../audit.js");
      process.exitCode = await auditCommand(files, options);
    });
}
