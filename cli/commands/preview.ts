/** The command line of `mlpipe preview`. */
import type { Command } from "commander";
import type { PreviewOptions } from "../previewOffline";
import { repeatable } from "./options";

const HELP = `
The real Pulumi engine with a stand-in for AWS's provider: no AWS account, no credentials, no Pulumi Cloud. The stack is
previewed as a new one; your files and state stay as they are. It is npm run preview:offline.

It needs the Pulumi CLI: npx pulumi version downloads it, npm run pulumi:build compiles it from its Go modules.

Examples:
  $ mlpipe preview                                 the stack dev, with the policy pack in policies/ where there is one
  $ mlpipe preview --stack prod --policy-pack a --policy-pack b
  $ mlpipe preview --json > preview.json           the CLI's own JSON, and "policyViolations"

Exit codes:
  0    the preview succeeded, and no mandatory policy is violated
  1    the preview failed, or a mandatory policy is violated
  2    wrong usage, or something that you can mend: the message says what
  130  interrupted (Ctrl-C)
`;

/** Adds `preview` to the program. */
export function addPreviewCommand(program: Command, signal: AbortSignal): void {
  program
    .command("preview")
    .description("preview a stack with its policies on the real Pulumi engine, offline")
    .option("--stack <name>", "the stack: Pulumi.<name>.yaml", "dev")
    .option("--project <dir>", "the folder of Pulumi.yaml", ".")
    .option("--policy-pack <dir>", "a policy pack; may be given more than once (default: policies)", repeatable)
    .option("--json", "print one JSON object on standard output, and all else on standard error")
    .addHelpText("after", HELP)
    .action(async (options: PreviewOptions) => {
      // Loaded here, so that help and mistakes do not wait for it.
      const { previewOffline } = await import("../previewOffline.js");
      process.exitCode = await previewOffline(options, signal);
    });
}
